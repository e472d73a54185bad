"""`simulate sensitivity`: a page that answers first, one JSON object, and clear refusals."""

import json

import pytest

from tcorisk import evpi, load, sensitivity, simulate
from tcorisk.reports.terminal.sensitivity import render_sensitivity
from tcorisk.reports.words.documents import render_json
from tcorisk.simulator.decision import pair_of

FEW = ("-n", "8192")
MEMBERS = [
    "address", "low", "high", "rank_correlation", "first_order", "first_order_se", "total", "total_se", "evppi",
    "evppi_se",
]  # fmt: skip

TIED = """
[drivers.other]
process = "steps"
values = ["1 to 2", 3]
at = [2]
[[correlations]]
between = ["drivers.requests", "drivers.other.values.0"]
rank = 0.5
"""


def test_json_is_the_contracts(invoke, small):
    result = invoke("sensitivity", "--config", str(small), *FEW, "--format", "json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    expected = {"strategy": "own", "baseline": "api", "horizon": 12, "of": "savings"}
    assert found | expected == found
    assert isinstance(found["evpi"], float)
    assert [set(MEMBERS) - set(item) for item in found["inputs"]] == [set()] * len(found["inputs"])
    assert {item["address"] for item in found["inputs"]} == {
        "drivers.requests",
        "strategies.api.costs.tokens.monthly#1",
        "strategies.own.costs.gpus.monthly",
        "strategies.own.costs.incidents",
    }
    assert all(0.0 <= item["evppi"] <= found["evpi"] for item in found["inputs"])
    assert result.stdout == render_json(sensitivity(load(small), trajectories=8192).document)


def test_same_bytes_for_any_threads(invoke, small):
    arguments = ("sensitivity", "--config", str(small), *FEW, "--format", "json")
    assert invoke(*arguments, "--threads", "1").stdout_bytes == invoke(*arguments, "--threads", "2").stdout_bytes


def test_options_reach_the_analysis(invoke, small):
    chosen = ("--strategy", "own", "--horizon", "6", "--of", "tco", "--seed", "3", "--set", "drivers.requests=5_000")
    result = invoke("sensitivity", "--config", str(small), *FEW, *chosen, "--format", "json", "-q")
    what = load(small).with_values({"drivers.requests": 5_000})
    expected = sensitivity(what, "own", horizon=6, of="tco", trajectories=8192, seed=3)
    assert result.stdout == render_json(expected.document)
    assert result.stderr == ""


def test_page_answers_first(invoke, small):
    result = invoke("sensitivity", "--config", str(small), *FEW, "--price", "3")
    found = sensitivity(load(small), trajectories=8192, price=3.0)
    assert result.stdout == render_sensitivity(found.document)
    lines = result.stdout.splitlines()
    assert lines[1].startswith("What Own saves against API, 12 months")
    assert lines[3].startswith("  Incidents of Own matters most: it alone explains")
    text = " ".join(result.stdout.split())
    assert "Perfect information before choosing between Own and API would be worth" in text
    assert "In tokens, at 3 USD a million (as given): perfect information is worth" in text
    assert "The shares of all lines add up to 100 %" in text
    assert "4 uncertain inputs, 8,192 futures" in result.stderr


@pytest.mark.parametrize("width", [72, 100])
def test_page_keeps_its_width(width):
    for name in ("legal_startup", "two_year_exercise"):
        page = render_sensitivity(sensitivity(load(name), "self_hosted", trajectories=8192, price=3.0).document, width)
        assert max(map(len, page.splitlines())) <= width


def test_the_two_that_are_compared_are_those_of_the_report(invoke):
    result = simulate(load("legal_startup"), 2**16)
    document = json.loads(invoke("sensitivity", "legal_startup", *FEW, "--format", "json").stdout)
    assert (document["strategy"], document["baseline"]) == pair_of(result.document)
    assert document["recommended"] == result.verdict["recommended"]
    labels = document["scenario"]["labels"]
    page = " ".join(render_sensitivity(document).split())
    assert f'{labels["api"]} is recommended and "{labels["moved"]}" is the runner-up, so these two are compared' in page
    crossing = invoke(
        "crossover", "legal_startup", "--vary", "drivers.requests_per_day.initial=400:40_000", *FEW
    ).stdout
    assert f'and "{labels["moved"]}" is the runner-up, so these two are compared' in " ".join(crossing.split())
    assert "are compared" not in invoke("sensitivity", "two_year_exercise", *FEW).stdout


def test_a_sure_decision_says_so(invoke):
    page = " ".join(
        invoke("sensitivity", "--config", "legal_startup", "--strategy", "self_hosted", *FEW).stdout.split()
    )
    assert "Nothing that could be found out beforehand is worth paying for" in page
    assert "perfect information" not in page.lower()


def test_cost_of_a_strategy(invoke):
    page = invoke("sensitivity", "--config", "two_year_exercise", *FEW, "--of", "tco").stdout
    assert "What Llama 3 70B on 2x H100 costs, 24 months" in page
    assert "saves" not in page


def test_inputs_that_depend_on_each_other(invoke, small):
    text = small.read_text("utf-8").replace("[strategies.api]", TIED.partition("[[")[0] + "[strategies.api]", 1)
    small.write_text(text.replace("requests * to", "requests * other * to") + "[[" + TIED.partition("[[")[2], "utf-8")
    result = invoke("sensitivity", "--config", str(small), *FEW)
    assert "INPUTS THAT DEPEND ON EACH OTHER" in result.stdout
    assert "Warning: correlations.0: these inputs depend on each other" in result.stdout
    assert "listed under INPUTS THAT DEPEND ON EACH OTHER" in " ".join(result.stdout.split())
    result = invoke("sensitivity", "--config", str(small), *FEW, "--format", "json")
    assert "warning: correlations.0" in result.stderr
    found = {item["address"]: item for item in json.loads(result.stdout)["inputs"]}
    assert found["drivers.requests"]["total"] is None
    assert found["drivers.requests"]["first_order"] > 0.1
    assert found["strategies.own.costs.incidents"]["total"] > 0.0


def test_a_third_strategy_limits_what_knowing_is_worth(invoke):
    change = "drivers.wrong_answer_cost"  # at nothing, the third strategy is good in most futures
    free = load("saas_growth").with_values({change: 0})
    found = sensitivity(free, "self_hosted", trajectories=8192)
    assert found.evpi_all == evpi(free, trajectories=8192)
    assert 0.0 < found.evpi_all.value < 0.4 * found.evpi.value
    command = ("sensitivity", "--config", "saas_growth", "--set", f"{change}=0", "--strategy", "self_hosted")
    page = " ".join(invoke(*command, *FEW).stdout.split())
    before, table, after = page.partition("With all 6 strategies on the table it would be worth ")
    assert table
    assert "no pilot" not in before
    assert "no pilot, quote or load test is worth more" in after
    two = sensitivity(load("two_year_exercise"), trajectories=8192)
    assert two.evpi_all == two.evpi
    assert "on the table" not in render_sensitivity(two.document)


def test_noise_is_not_shown_as_value():
    document = sensitivity(load("two_year_exercise"), trajectories=8192).document
    first, second, *rest = document["inputs"]
    first |= {"evppi": 1_111.0, "evppi_se": 300.0}
    second |= {"evppi": 2_222.0, "evppi_se": 800.0}
    for item in rest:
        item |= {"evppi": 0.0, "evppi_se": 0.0}
    page = " ".join(render_sensitivity(document).split())
    assert "Worth most to know alone, at least: upkeep share of Llama 3 70B on 2x H100 1,110." in page
    assert "2,220" not in page
    second |= {"evppi_se": 700.0}
    assert "2,220 and upkeep share" in " ".join(render_sensitivity(document).split())


def test_an_index_within_its_error_is_not_shown():
    document = sensitivity(load("two_year_exercise"), trajectories=8192).document
    first, second, *_ = document["inputs"]
    first |= {"first_order": 0.3, "first_order_se": 0.4, "total": 1.04, "total_se": 0.2}
    second |= {"first_order": 0.2, "first_order_se": 0.01, "total": -0.1, "total_se": 0.15}
    page = render_sensitivity(document)
    rows = [line.split() for line in page.splitlines() if line.startswith("  ") and "Llama 3 70B on 2x H100" in line]
    assert any(row[-5:-1] == ["-", "104", "+-35", "%"] for row in rows)
    words = " ".join(page.split())
    assert "matters most. In the tenth" in words
    assert "An index whose simulation error exceeds it is shown as -" in words


def test_an_input_is_said_to_be_a_strategys_once_and_one_more_is_one():
    document = sensitivity(load("two_year_exercise"), trajectories=8192).document
    name = document["strategy"]
    items = document["inputs"]
    items[0]["address"], items[1]["address"] = f"strategies.{name}.costs.engineer.monthly", "drivers.engineer"
    items[2] |= {"first_order": 0.0, "total": 0.0, "noise": True}
    document["inputs"] = items[:3]
    page = " ".join(render_sensitivity(document, 72).split())
    label = document["scenario"]["labels"][name]
    assert f"engineer of {label} matters most" in page.replace("Engineer", "engineer")
    assert f"({label}) of {label}" not in page
    assert "1 more input matters less" in page


def test_what_is_certain_is_named():
    document = sensitivity(load("two_year_exercise"), trajectories=8192).document
    prices = [f"strategies.api.inputs.{name}_price" for name in ("input", "output")]
    drivers = [f"drivers.{name}" for name in ("requests_per_day", "wrong_answer_cost", "open_wrong_share")]
    assert document["certain"] == [*drivers, "strategies.self_hosted.inputs.pairs", *prices]
    page = render_sensitivity(document)
    words = " ".join(page.split())
    assert "Constant, so not listed: requests per day, wrong answer cost, open wrong share, pairs, input price" in words
    document["certain"] = [f"drivers.x{k}" for k in range(12)]
    assert "x7 and 4 more." in render_sensitivity(document)
    document["certain"] = []
    assert "Constant, so" not in render_sensitivity(document)
    uncertain = load("two_year_exercise").with_values({"drivers.requests_per_day": "20_000 to 80_000"})
    found = sensitivity(uncertain, of="tco", trajectories=8192)
    assert found.certain == (*drivers[1:], "strategies.self_hosted.inputs.pairs")  # no price of the API


def test_nothing_uncertain(invoke):
    page = invoke("sensitivity", "--config", "support_chatbot", *FEW).stdout
    assert "No uncertain input moves the mean saving by more than the simulation error." in page


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "no scenario is named"),
        (("--config", "two_year_exercise", "--strategy", "nobody"), "no strategy 'nobody'; there are api, self_hosted"),
        (("--config", "two_year_exercise", "--strategy", "api"), "api is the baseline"),
        (("--config", "two_year_exercise", "--of", "cash"), "'cash' is not one of"),
        (("--config", "two_year_exercise", "--price", "cheap"), "price needs to be a number"),
        (("--config", "two_year_exercise", "-n", "1e9"), "trajectories needs to be from 1 to 1,048,576"),
        (("--config", "trading"), "only custom may be chosen, the others are barred; strategy needs to be named"),
    ],
)
def test_mistakes(invoke, arguments, message):
    result = invoke("sensitivity", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_help(invoke):
    result = invoke("sensitivity", "--help")
    assert result.exit_code == 0
    assert "Rank the uncertain inputs of a decision" in result.stdout


def test_futures_that_are_rounded_up_are_told(invoke, small):
    arguments = ("sensitivity", "--config", str(small), "-n", "10", "--format", "json")
    result = invoke(*arguments)
    assert "running 8,192 futures instead of 10" in result.stderr
    assert json.loads(result.stdout)["run"]["trajectories"] == 8_192
    assert invoke(*arguments, "-q").stderr == ""
    assert "instead of" not in invoke("sensitivity", "--config", str(small), *FEW).stderr
