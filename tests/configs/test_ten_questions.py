"""The ten questions: what people type is read as they mean it, and every combination of answers makes a scenario."""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from wizard_cases import KINDS, answered, combinations

from tcorisk.configs import ConfigError, Draw, Name, Number, Scenario, loads, walk
from tcorisk.configs.listed.prices import find
from tcorisk.configs.model.draws import quantities_in
from tcorisk.configs.schema import json_schema
from tcorisk.configs.wizard import QUESTIONS, read_answer, read_answer_file, wizard_text
from tcorisk.configs.wizard.amounts import Span, span
from tcorisk.configs.wizard.priors import priors

BY_KEY = {question.key: question for question in QUESTIONS}


def scenario(**texts: str) -> Scenario:
    return loads(wizard_text(answered(texts)))


@pytest.mark.parametrize(
    ("key", "text", "understood"),
    [
        ("volume", "20k requests a day", "20,000 requests a day"),
        ("volume", "20k", "20,000 requests a day"),
        ("volume", "500-2000", "500 to 2,000 requests a day"),
        ("volume", "between 500 and 2,000", "500 to 2,000 requests a day"),
        ("volume", "20-30k", "20,000 to 30,000 requests a day"),
        ("volume", "500-2k", "500 to 2,000 requests a day"),
        ("volume", "1.5M", "1,500,000 requests a day"),
        ("volume", "about 1.5 million a month", "49,320 requests a day"),
        ("volume", "10 queries/hour", "240 requests a day"),
        ("volume", "600-3000 a working day", "428.6 to 2,143 requests a day, averaged over all seven days"),
        ("volume", "2 rps", "172,800 requests a day"),
        ("volume", "3 per second", "259,200 requests a day"),
        ("volume", "73k yearly", "200 requests a day"),
        ("tokens", "2000 in, 500 out", "2,000 tokens in, 500 tokens out"),
        ("tokens", "2,000 in, 500 out", "2,000 tokens in, 500 tokens out"),
        ("tokens", "2k/500", "2,000 tokens in, 500 tokens out"),
        ("tokens", "500 tokens out and 2000 tokens in", "2,000 tokens in, 500 tokens out"),
        ("tokens", "5k-15k in, 400-1200 out", "5,000 to 15,000 tokens in, 400 to 1,200 tokens out"),
        ("model", "70b", "large (Llama 70B)"),
        ("model", "3", "very large (235B, frontier)"),
        ("model", "GPT-4o", "gpt-4o at its list price; open weights: large (Llama 70B)"),
        ("model", "gpt-4o-mini", "gpt-4o-mini at its list price; open weights: small (8B; Haiku, Flash, mini)"),
        ("model", "Gemini-2.5-Pro", "gemini-2.5-pro at its list price; open weights: large (Llama 70B)"),
        (
            "model",
            "gemini-2.5-flash",
            "gemini-2.5-flash at its list price; open weights: small (8B; Haiku, Flash, mini)",
        ),
        ("model", "claude-opus-5", "claude-opus-5 at its list price; open weights: very large (235B, frontier)"),
        ("privacy", "They may not leave.", "may not leave"),
        ("privacy", "under a BAA", "sensitive, under a contract (BAA, DPA)"),
        ("latency", "under 100 ms", "first words within 100 ms"),
        ("latency", "2s", "within 2 s"),
        ("latency", "an hour", "within 3,600 s"),
        ("latency", "overnight", "within 28,800 s"),
        ("people", "no", "we would hire"),
        ("growth", "flat", "0 % a month"),
        ("growth", "3% a month", "3 % a month"),
        ("growth", "2%-5% a month", "2 to 5 % a month"),
        ("growth", "-2 to 5% monthly", "-2 to 5 % a month"),
        ("growth", "10x in 2 years", "10.07 % a month"),
        ("growth", "doubles every year", "5.946 % a month"),
        ("horizon", "2 years", "24 months"),
        ("horizon", "18", "18 months"),
        ("currency", "eur", "EUR"),
        ("currency", "\u20ac", "EUR"),
        ("budget", "$7,000", "7,000 a month"),
        ("budget", "120k USD a year", "10,000 a month"),
    ],
)
def test_words_that_people_type(key: str, text: str, understood: str) -> None:
    assert read_answer(BY_KEY[key], text, answered({})).understood == understood


@pytest.mark.parametrize(
    ("key", "text", "why"),
    [
        ("volume", "many", "begin with a number"),
        ("volume", "20.000 a day", "can be read in two ways: write 20,000 or 20k"),
        ("volume", "1,5M", "a number cannot be read"),
        ("volume", "500%", "`%` is not understood"),
        ("horizon", "20s", "`s` is not understood"),
        ("budget", "50%", "`%` is not understood"),
        ("volume", "2000-500", "the first number of a range is the smaller one"),
        ("volume", "50M tokens a month", "tokens are the next question"),
        ("volume", "20k a dya", "`a dya` is not understood"),
        ("volume", "0", "the number of requests a day must be 0.1 to 1,000,000,000, got 0"),
        ("tokens", "2000", "two numbers are needed"),
        ("tokens", "2000 in, 500 in", "`in` is not understood"),
        ("model", "smal", "did you mean `small`?"),
        ("privacy", "documents may not leave the EU", "Answer `under a contract` if it is"),
        ("privacy", "no", "`no` is not one of the choices"),
        ("latency", "100", "the unit is missing"),
        ("growth", "3%", "the period is missing"),
        ("growth", "3 a month", "a percentage or a multiple"),
        ("growth", "-100% a year", "no requests at all"),
        ("growth", "100x a month", "the growth in percent a month must be -30 to 50, got 9,900"),
        ("horizon", "1-2 years", "one whole number"),
        ("horizon", "3 months", "from 6 to 120"),
        ("currency", "XAU", "not one of the currencies"),
        ("budget", "7000 EUR", "the currency of this file is USD, not `eur`"),
        ("budget", "5-7k", "the budget is one amount"),
        ("tokens", "0 in, 500 out", "the number of tokens must be 1 to 10,000,000, got 0"),
        ("latency", "1 year", "`year` is not understood"),
        ("latency", "1000 days", "the time in seconds must be 0.001 to 10,000,000, got 86,400,000"),
        ("budget", "6 a year", "the monthly budget must be 1 to 1,000,000,000,000, got 0.5"),
        ("budget", "7k a day", "`a day` is not understood"),
        ("model", "70B\x1b[31m", "visible characters"),
        ("model", "7" * 101, "visible characters"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_reason(key: str, text: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        read_answer(BY_KEY[key], text, answered({}))


@pytest.mark.parametrize(
    "text", ["", "  ", "don't know", "Don\u2019t know", "i dont know yet", "no idea", "?", "unknown"]
)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_every_answer_may_be_unknown(question, text: str) -> None:
    assert read_answer(question, text, {}).value is None


def test_any_text_is_an_answer_or_a_plain_refusal() -> None:
    chance = random.Random(24)
    pieces = re.split(
        " ", "20 k M - to a day month / 500 in out , . % x year 2 ms $ EUR and about 0 fold \u20ac + ~ 1e9 .."
    )
    read = 0
    for _ in range(500):
        text = "".join(chance.choice(pieces) + chance.choice(("", " ")) for _ in range(chance.randint(1, 6)))
        for question in QUESTIONS:
            try:
                read += read_answer(question, text, {}).value is not None
            except ValueError as error:
                assert type(error) is ValueError and str(error), (question.key, text)
    assert read > 10


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_a_question_has_a_reason_and_its_examples_are_accepted(question) -> None:
    examples = re.findall("`([^`]+)`", question.example)
    assert examples and question.asks.endswith("?")
    assert "\n" not in question.why and len(question.why) < 90
    for example in examples:
        assert read_answer(question, example, {}).value is not None


def test_what_is_not_known_is_told_as_it_is_written() -> None:
    told, prior = priors()["unknown"], priors()
    assert set(told) == set(BY_KEY)
    volume = tomllib.loads(wizard_text(answered({})))["drivers"]["requests_per_day"]["initial"]
    assert told["volume"] == f"{Span(volume['p5'], volume['p95'])} requests a day"
    both = [span(prior["tokens"]["unknown"][key][0])[0] for key in ("input_tokens", "output_tokens")]
    assert told["tokens"] == f"{both[0]} tokens in, {both[1]} out"
    assert told["growth"] == f"{span(prior['growth']['unknown']['growth_per_month'][0])[0].times(100)} % a month"
    assert told["horizon"] == "12 and 24 months" and scenario().horizons == (12, 24)
    assert told["currency"] == scenario().currency == "USD"


def test_every_choice_can_be_given_by_its_number_its_name_and_its_words() -> None:
    for key in ("model", "privacy", "people"):
        seen: dict[str, str] = {}
        for number, (name, choice) in enumerate((n, c) for n, c in priors()[key].items() if n != "unknown"):
            for word in (str(number + 1), name, choice["label"], *choice["words"]):
                assert read_answer(BY_KEY[key], word, {}).value == name
                assert seen.setdefault(word.casefold(), name) == name


def test_a_span_is_read_back_as_it_is_shown() -> None:
    for text in ("7", "1,235", "0.25 to 3", "-2 to 5", "1,000,000 to 2,500,000"):
        assert str(span(text)[0]) == text


def test_every_combination_of_answers_makes_a_scenario() -> None:
    met = {key: set() for key in KINDS}
    for texts in combinations(300, seed=20):
        made = loads(wizard_text(answered(texts)))
        assert 3 <= len(made.strategies) <= 4
        assert not made.strategies[made.baseline].barred
        for key, text in texts.items():
            met[key].add(text)
    assert all(met[key] == set(kinds) for key, kinds in KINDS.items())


def test_an_editor_accepts_what_was_written() -> None:
    validator = Draft202012Validator(json_schema())
    for texts in combinations(20, seed=23):
        assert list(validator.iter_errors(tomllib.loads(wizard_text(answered(texts))))) == []


def test_every_number_says_where_it_comes_from() -> None:
    for texts in combinations(25, seed=21):
        made = loads(wizard_text(answered(texts)))
        lacking = []
        for address, quantity in quantities_in(made).items():
            parts = list(walk(quantity.expression))
            says_a_number = any(isinstance(part, Draw) or part == Number(1.0) for part in parts) or len(parts) == 1
            if (
                says_a_number
                and not isinstance(parts[0], Name)
                and "launch" not in address
                and not made.comment(address)
            ):
                lacking.append(address)
        assert lacking == [], texts


def test_no_line_is_too_long_to_be_read() -> None:
    longest = {"volume": "0" * 83 + "20 requests a day"}
    for texts in (longest, *combinations(200, seed=22)):
        assert max(map(len, wizard_text(answered(texts)).splitlines())) <= 120


def test_the_answers_stand_at_the_top() -> None:
    text = wizard_text(answered({"volume": "20k a day", "people": "no"}))
    assert "#   volume    20k a day   [20,000 requests a day]\n" in text
    assert "#   people    no   [we would hire]\n" in text
    assert "#   growth    don't know   [-2 to 10 % a month]\n" in text
    assert text.index("#   budget ") < text.index("schema = 1")


def test_documents_that_may_not_leave_bar_every_provider() -> None:
    made = scenario(privacy="they may not leave")
    assert {name: bool(item.barred) for name, item in made.strategies.items()} == {
        "api": True,
        "hosted": True,
        "self_hosted": False,
        "hybrid": False,
    }
    assert "gate 1" in made.strategies["api"].barred
    assert "tokens_meanwhile" not in made.strategies["self_hosted"].lines
    assert made.baseline == "self_hosted"


def test_a_contract_adds_its_price() -> None:
    plans = {text: "support_plan" in scenario(privacy=text).strategies["api"].lines for text in ("nothing", "BAA", "")}
    assert plans == {"nothing": False, "BAA": True, "": True}


@pytest.mark.parametrize(("latency", "barred"), [("30 ms", True), ("80 ms", False), ("2 s", False), ("", False)])
def test_below_fifty_milliseconds_a_provider_is_too_far_away(latency: str, barred: bool) -> None:
    text = wizard_text(answered({"latency": latency}))
    assert bool(loads(text).strategies["api"].barred) is barred
    assert ("Under 100 ms" in text) is (latency == "80 ms")


def test_hiring_delays_the_launch_and_is_paid() -> None:
    lines = {text: scenario(people=text).strategies["self_hosted"].lines for text in ("yes", "no", "")}
    assert {text: "hiring" in found for text, found in lines.items()} == {"yes": False, "no": True, "": True}
    assert 'hiring_months = "3 to 6"' in wizard_text(answered({"people": "no"}))


def test_budget_horizon_and_growth_are_what_was_said() -> None:
    table = tomllib.loads(
        wizard_text(answered({"budget": "120k a year", "horizon": "3 years", "growth": "10x in 2 years"}))
    )
    assert table["horizons"] == [12, 36]
    assert {name: item.get("budget_per_month") for name, item in table["strategies"].items() if "like" not in item} == {
        "api": 10_000,
        "self_hosted": 10_000,
    }
    mean = table["drivers"]["requests_per_day"]["growth_per_month"]["mean"]
    assert (1 + mean) ** 24 == pytest.approx(10, rel=0.005)


@pytest.mark.parametrize(
    ("model", "published"),
    [
        # Output tokens a second that TensorRT-LLM 1.0 publishes for H100 in FP8: tokens in, tokens out, rate.
        ("small", ((1_000, 1_000, 15_220), (5_000, 500, 3_459), (20_000, 2_000, 1_351), (1_000, 2_000, 13_899))),
        ("large", ((1_000, 1_000, 4_205), (5_000, 500, 898), (20_000, 2_000, 437), (1_000, 2_000, 4_146))),
        ("frontier", ((1_000, 1_000, 14_898), (5_000, 500, 3_225), (1_000, 2_000, 15_136))),
    ],
)
def test_servers_are_as_fast_as_published(model: str, published: tuple[tuple[int, int, int], ...]) -> None:
    size = priors()["model"][model]
    read, write, long = (size[key][0] for key in ("read_rate", "write_rate", "long_context"))
    for tokens_in, tokens_out, rate in published:
        seconds = tokens_in / read * (1 + tokens_in / long) + tokens_out / write
        fitted = (tokens_in, tokens_out) != (1_000, 2_000)
        assert tokens_out / seconds == pytest.approx(rate, rel=0.1 if fitted else 0.25)


def test_a_file_of_answers_is_read_as_typed_ones_are(tmp_path: Path) -> None:
    path = tmp_path / "answers.toml"
    path.write_text('volume = 2_000\ncurrency = "EUR"\nbudget = "7k EUR"\nlatency = "2 s"\ngrowth = ""\n', "utf-8")
    found = read_answer_file(str(path))
    assert found == answered({"volume": "2000", "currency": "EUR", "budget": "7k EUR", "latency": "2 s"})


def test_every_mistake_of_a_file_of_answers_is_named(tmp_path: Path) -> None:
    path = tmp_path / "answers.toml"
    path.write_text(
        'volume = "many"\nvolum = 3\nprivacy = "no"\npeople = true\ncurrency = "XAU"\nbudget = "7 USD"\n', "utf-8"
    )
    with pytest.raises(ConfigError) as caught:
        read_answer_file(str(path))
    assert [(problem.line, problem.address) for problem in caught.value.problems] == [
        (1, "volume"),
        (2, "volum"),
        (3, "privacy"),
        (4, "people"),
        (5, "currency"),
    ]
    message = str(caught.value)
    assert "did you mean `volume`?" in message
    assert "for example `20k requests a day`" in message and "accepted: 1 nothing sensitive; 2 " in message


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("volume = ", "`volume` has no value"),
        ("[volume]\na = 1", "an answer is text or a number, got { a = 1 }"),
        ("", "the file is empty"),
    ],
)
def test_a_file_that_holds_no_answers(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "answers.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        read_answer_file(str(path))
    assert why in str(caught.value)


@pytest.mark.parametrize("name", ["gpt-4o", "gpt-4o-mini", "claude-opus-5"])
def test_a_listed_model_is_billed_at_its_list_price(name: str) -> None:
    drivers = scenario(model=name).drivers
    rates = [find("list_price", name, kind).value for kind in ("input", "output")]
    found = [drivers[key] for key in ("input_rate", "output_ratio")]
    assert [Number(rates[0]), Number(rates[1] / rates[0])] == [each.expression for each in found]
    assert drivers["input_rate"] != scenario(model="large").drivers["input_rate"]
