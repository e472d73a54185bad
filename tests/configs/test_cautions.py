"""Words of warning: what can be run and is hardly meant, and what is no reason for a word."""

from __future__ import annotations

import re
import tomllib

import numpy as np
import pytest
import scipy.stats as st
from mistaken import check_only_mistake
from valid_scenario import VALID, changed

from tcorisk.configs import ConfigError, Draw, Every, bundled, load, loads
from tcorisk.configs.formulas.ranges import expression_range
from tcorisk.configs.warnings.ties import rank_reached
from tcorisk.distributions import make_law, score_of_rank

ENGINEER = 'engineer = "15_000 to 22_000"    # survey of 2026'
OWN = "strategies.own.costs"
EVERY = 'every = "3 to 6"'


def words(text: str, address: str) -> list[str]:
    """Return the words of warning at an address."""
    return [caution.message for caution in loads(text).warnings if caution.address == address]


def gated(law: str, rank: str = "0.8", more: str = "") -> str:
    text = changed(ENGINEER, f"{ENGINEER}\ngate = {law}")
    return f'{text}\n[[correlations]]\nbetween = ["drivers.gate", "drivers.engineer"]\nrank = {rank}\n{more}'


GATE = '{ dist = "bernoulli", p = 0.1 }'


@pytest.mark.parametrize(
    ("law", "rank", "more", "reached"),
    [
        (GATE, "0.8", "", r"0.44 \(asked 0.8, attainable 0.52\)"),
        (GATE, "-0.8", "", r"-0.44 \(asked -0.8, attainable -0.52\)"),
        (GATE, "1", "", r"0.52 \(asked 1, attainable 0.52\)"),
        (GATE, "0.8", 'copula = "t"\ndf = 4', r"0.4[45] \(asked 0.8, attainable 0.52\)"),
        ('{ dist = "poisson", mean = 0.5 }', "0.6", "", r"0.51 \(asked 0.6, attainable 0.87\)"),
        (GATE, "0", "", None),
        ('{ dist = "binomial", n = 100, p = 0.5 }', "0.8", "", None),  # many values: hardly a tie
        ('"2 to 3"', "0.8", "", None),
    ],
)
def test_a_rank_correlation_that_ties_lower_is_cautioned(law: str, rank: str, more: str, reached: str | None) -> None:
    found = words(gated(law, rank, more), "correlations.0")
    assert len(found) == (reached is not None)
    if reached is not None:
        assert found[0].startswith("drivers.gate can take equal values, and ties lower the rank correlation")
        assert re.search(f"drivers.gate and drivers.engineer to about {reached}", found[0]), found[0]


@pytest.mark.parametrize(("rank", "df"), [(0.8, None), (-0.5, None), (0.8, 4.0), (0.3, 2.0)])
def test_the_rank_that_is_reached_is_that_of_a_sample(rank: float, df: float | None) -> None:
    """SciPy's rank correlation, ties at their middle, of two laws with atoms drawn apart from the package."""
    rng, n, r = np.random.default_rng(3), 200_000, score_of_rank(rank, df)
    x, other = rng.standard_normal((2, n))
    y = r * x + np.sqrt(1.0 - r * r) * other
    if df is not None:
        mixing = np.sqrt(df / rng.chisquare(df, n))
        x, y = x * mixing, y * mixing
    margin = st.norm() if df is None else st.t(df)
    gate, count = (margin.cdf(x) > 0.9).astype(float), st.poisson(2.0).ppf(margin.cdf(y))
    sample = st.spearmanr(gate, count).statistic
    first, second = make_law("bernoulli", {"p": 0.1}), make_law("poisson", {"mean": 2.0})
    assert rank_reached(first, second, rank, df) == pytest.approx(sample, abs=0.012)
    assert rank_reached(first, second, 0.8 * rank, df) != pytest.approx(sample, abs=0.012)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("every = 24", "falls after the last horizon, 24: it costs nothing; with `every = 24` it falls into month 25"),
        ("every = 23.9", None),
        ('every = "uniform(24, 30)"', "the first event falls after the last horizon, 24: it costs nothing"),
        ('every = "uniform(23, 30)"', None),
        ("every = 12\nafter = 12", "the first event falls after the last horizon, 24"),
        ('every = 12\nafter = "uniform(12, 13)"', "the first event falls after the last horizon, 24"),
        ("every = 12\nafter = 11", None),
        ("every = 12\nuntil = 12", "falls after its `until`: it costs nothing"),
        ("every = 12\nuntil = 13", None),
        ('every = "2 * wait"', "the first event falls after the last horizon, 24"),
    ],
)
def test_a_first_event_that_never_comes_is_cautioned(keys: str, message: str | None) -> None:
    text = changed(EVERY, keys, changed(ENGINEER, f'{ENGINEER}\nwait = "uniform(12, 14)"'))
    found = words(text, f"{OWN}.labelling.every")
    assert len(found) == (message is not None)
    assert message is None or message in found[0]


def test_events_of_a_process_that_never_come_are_cautioned() -> None:
    text = changed(ENGINEER, f'{ENGINEER}\nrenewals = {{ process = "events", every = 24 }}')
    (found,) = words(text, "drivers.renewals.every")
    assert "falls after the last horizon, 24: it counts nothing" in found
    assert not words(text.replace("every = 24", "every = 23"), "drivers.renewals.every")


def test_steps_that_are_likely_out_of_order_are_cautioned() -> None:
    def steps(at: str) -> list[str]:
        text = changed(ENGINEER, f'{ENGINEER}\nfee = {{ process = "steps", values = [1, 2, 3], at = {at} }}')
        return words(text, "drivers.fee.at.1")

    (found,) = steps('["10 to 20", "6 to 18"]')
    assert "(6 to 18, median 10.4) probably comes before the one it follows (10 to 20, median 14" in found
    assert len(steps('[9, "6 to 11"]')) == 1
    assert steps('["6 to 18", "10 to 20"]') == [] == steps('[3, "6 to 18"]')


@pytest.mark.parametrize(
    ("residual", "message"),
    [
        ("1.2 - age / 36", 'rises to 1.2 of the price, .*write "min\\(1, 1.2 - age / 36\\)"'),
        ("1.02 ** age", "rises to 1.61 of the price"),
        ("1.5 - age / 12", "falls to -0.5 of the price(.|\n)*rises to 1.5 of the price"),
        ("min(1, 1.2 - age / 36)", None),
        ("0.65 ** (age / 12)", None),
    ],
)
def test_a_residual_above_the_price_is_cautioned(residual: str, message: str | None) -> None:
    found = words(changed("one_time =", f'residual = "{residual}"\none_time =', VALID), f"{OWN}.setup.residual")
    assert len(found) == (message is not None)
    assert message is None or re.search(message, found[0])


def test_the_range_of_a_power() -> None:
    text = changed(ENGINEER, f'{ENGINEER}\nx = "uniform(0.5, 2) ** uniform(-1, 3)"\ny = "uniform(-1, 2) ** 2"')
    drivers = loads(text).drivers
    assert expression_range(drivers["x"].expression, lambda name: (0, 0)) == (0.125, 8.0)  # type: ignore[union-attr]
    assert expression_range(drivers["y"].expression, lambda name: (0, 0))[0] == -np.inf  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("law", "left"),
    [
        (
            '{ dist = "normal", mean = 0, sd = 1, min = 6 }',
            "`min` keeps almost none of the dist",
        ),
        (
            '{ dist = "normal", mean = 0, sd = 1, min = 6, max = 9 }',
            "`min` and `max` keep almost none of",
        ),
        ('{ dist = "normal", mean = 0, sd = 1, min = 4 }', None),
    ],
)
def test_a_window_that_leaves_next_to_nothing_is_cautioned(law: str, left: str | None) -> None:
    found = words(changed(ENGINEER, f"{ENGINEER}\nx = {law}"), "drivers.x")
    assert [message for message in found if "almost none" in message] == [m for m in found if left and left in m]
    assert any(left in message for message in found) if left else True


@pytest.mark.parametrize(
    ("growth", "message"),
    [
        ("growth_per_year = 30", '3_000 % a year: times 722 by month 24; 30 % is 0.3 or "30%"'),
        ('growth_per_month = "11 to 13"', "1_19[0-9].* % a month; 11.9"),
        ("growth_per_year = 10", None),
        ("growth_per_month = 2", '200 % a month: times 9.41e.10 by month 24; 2 % is 0.02 or "2%"'),
        ('growth_per_month = { dist = "normal", mean = 0.51, sd = 0.3 }', "51 % a month: times 1.31e.04 by month 24"),
        ("growth_per_month = 0.5", None),
        ("growth_per_month = 0.6\nceiling = 50_000", None),
        ('growth_per_year = "30%"', None),
    ],
)
def test_growth_in_percent_without_the_sign_is_cautioned(growth: str, message: str | None) -> None:
    text = changed('growth_per_month = { dist = "normal", mean = 0.03, sd = 0.02 }', growth)
    found = words(text, f"drivers.requests.{growth.partition(' ')[0]}")
    assert len(found) == (message is not None)
    assert message is None or re.match(message, found[0]), found


@pytest.mark.parametrize(
    ("rate", "message"),
    [("8", "800 % a year; 8 % is 0.08"), ("1.01", "101 % a year; 1.01 % is 0.0101"), ("1", None), ("0.08", None)],
)
def test_a_discount_rate_in_percent_without_the_sign_is_cautioned(rate: str, message: str | None) -> None:
    found = words(f"discount_rate = {rate}\n{VALID}", "discount_rate")
    assert found == ([] if message is None else [message])


@pytest.mark.parametrize("name", [name for name, _ in bundled()])
def test_no_bundled_scenario_grows_or_discounts_steeply(name: str) -> None:
    assert not [caution for caution in load(name).warnings if re.search("% a (month|year)", caution.message)]


@pytest.mark.parametrize(
    ("gap", "every"),
    [
        ('gap = "3 to 6"', "gap"),
        ('gap = { dist = "gamma", shape = 4, scale = 1 }\nother = "gap"', "other"),
        ('gap = "3 to 6"', "2 * gap"),
        ('gap = "3 to 6"', "12 / gap"),
        ('gap = "3 to 6"\nother = "0.5 * gap"', "other * to(1, 2)"),
    ],
)
def test_an_interval_may_be_a_law_with_a_name(gap: str, every: str) -> None:
    text = changed(EVERY, f'every = "{every}"', changed(ENGINEER, f"{ENGINEER}\n{gap}"))
    timing = loads(text).strategies["own"].lines["labelling"].timing
    assert isinstance(timing, Every) and not isinstance(timing.interval.expression, Draw)


@pytest.mark.parametrize(
    ("gap", "every", "message"),
    [
        ('gap = "-3 to 6"', "gap", "this formula can be 0 or less"),
        ('gap = { dist = "poisson", mean = 3 }', "gap", "this formula can be 0 or less"),
        ('gap = "3 to 6"', "gap - 4", "this formula can be 0 or less"),
        ('gap = "3 to 6"', "-2 * gap", "this formula can be 0 or less"),
        ('gap = "3 to 6"', "gap / 100_000", "more than a thousand events a month"),
        ('gap = "3 to 6"\nother = "gap + other"', "other", "a cycle: other -> other"),
    ],
)
def test_an_interval_that_can_be_nothing_is_refused_under_a_name_too(gap: str, every: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        loads(changed(EVERY, f'every = "{every}"', changed(ENGINEER, f"{ENGINEER}\n{gap}")))


# What is replaced, by what (the caret in << >>), the address, the words, the help.
MISTAKES = [
    ('baseline = "api"', 'baseline = <<"bye">>', "baseline", '`baseline` is not a strategy of this file: "bye"', "api"),
    ('like = "own"', 'like = <<"owns">>', "strategies.reserved.like", '`like` is not a strategy of this file: "owns"',
     "did you mean `own`"),
    (ENGINEER, 'engineer = { dist = "pert", low = 1, <<mod>> = 2, high = 3 }', "drivers.engineer.mod",
     "pert has no parameter 'mod', did you mean mode?; it takes low, mode, high, weight (default 4) or mode and two "
     "percentiles such as p10 and p90, and min and max", ""),
    (ENGINEER, 'engineer = { dist = "bernoulli", p = <<1.5>> }', "drivers.engineer.p", "", ""),
    (ENGINEER, 'engineer = { dist = "gamma", <<mean>> = 3 }', "drivers.engineer.mean",
     "gamma needs mean and sd together; sd is missing", ""),
    (ENGINEER, 'engineer = { dist = "lognormal", p10 = 9, p90 = <<2>> }', "drivers.engineer.p90", "", ""),
    (ENGINEER, 'engineer = "<<60 %>> * peak"', "drivers.engineer", "a space before the percent sign: `60 %`", "60%"),
    (ENGINEER, 'engineer = "<<peak % 12>>"', "drivers.engineer", "`%` between two values", r"mod\(a, b\)"),
    (ENGINEER, 'engineer = "<<60% (peak)>>"', "drivers.engineer", "a number before a bracket", r"60% \* \("),
    ("monthly = 4_000", "monthly = 4_000\n<<comitment>> = 3", "strategies.reserved.costs.gpus.comitment",
     "unknown key `comitment`",
     "did you mean `commitment`. accepted: .*`after`, `from`, `until`, `commitment`, `paid_after`, `notice`$"),
    ("monthly = 4_000", "monthly = 4_000\n<<residul>> = 3", "strategies.reserved.costs.gpus.residul",
     "unknown key `residul`", "mean `residual`. it cannot be given beside `monthly`. accepted here: .*`after`, `from`"),
    ("one_time =", "<<untl>> = 3\none_time =", f"{OWN}.setup.untl",
     "unknown key `untl`", "did you mean `until`. accepted: .*`after`, `from`, `until`, `residual`, `paid_after`$"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "marked", "address", "message", "help"), MISTAKES, ids=[row[1] for row in MISTAKES])
def test_the_caret_is_on_what_is_at_fault(old: str, marked: str, address: str, message: str, help: str) -> None:
    text = changed(old, marked.replace("<<", "").replace(">>", ""))
    if not message:
        with pytest.raises(ConfigError) as caught:
            loads(text)
        message = caught.value.problems[0].message
    check_only_mistake(text, next(line for line in marked.split("\n") if "<<" in line), address, message, help)


def test_events_of_another_strategy_are_named_as_such() -> None:
    repairs = 'inputs = { tokens = "1_500 to 4_000", spare = 2, repairs = { process = "events", every = 3 } }'
    text = changed('inputs = { tokens = "1_500 to 4_000", spare = 2 }', repairs)
    check_only_mistake(
        changed('without = ["costs.labelling"]\n', "", changed(EVERY, 'on = "repairs"', text)).replace(
            '[strategies.reserved]\nlike = "own"\n[strategies.reserved.costs.gpus]\n',
            "[strategies.reserved.costs.gpus]\n",
        ),
        'on = <<"repairs">>',
        f"{OWN}.labelling.on",
        "`on` is not a process of events here: `repairs` is an input of strategies.api",
        "make it a driver",
    )


@pytest.mark.parametrize("name", ["to", "costs", "class"])
def test_a_name_that_was_refused_is_not_offered(name: str) -> None:
    text = changed("peak = ", f"{name} = 3\npeak = ", changed("engineer / 9_000", "prices / 9_000"))
    with pytest.raises(ConfigError) as caught:
        loads(text)
    refused, unknown = caught.value.problems
    assert f"`{name}` cannot be a name" in refused.message
    assert unknown.message == "unknown name `prices`" and f"`{name}`" not in unknown.help
    assert "`engineer`" in unknown.help and "`month`" in unknown.help


def test_a_process_without_a_draw_has_nothing_to_correlate() -> None:
    steady = '{ process = "jumps", initial = 3, jumps_per_year = 1, factor = 0.5 }'
    text = changed(ENGINEER, f"{ENGINEER}\nsteady = {steady}")
    entry = '\n[[correlations]]\nbetween = ["drivers.engineer", "drivers.steady"]\nrank = 0.3\n'
    with pytest.raises(ConfigError, match=r"steady is a process of jumps(.|\n)*no parameter of it is"):
        loads(text + entry)
    fresh = text.replace("factor = 0.5", 'factor = "0.5 to 0.7"')
    with pytest.raises(
        ConfigError, match=r"of jumps, which cannot be correlated(.|\n)*no parameter of it is drawn once"
    ):
        loads(fresh + entry)


def test_what_is_no_path_or_text_is_a_type_error() -> None:
    with pytest.raises(
        TypeError, match=r"loaded by its path, .* got dict; `from_dict` takes .*`tcorisk.configs.loads` its text"
    ):
        load({"a": 1})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"loads takes the text of a scenario, TOML, got bytes"):
        loads(b"schema = 1")  # type: ignore[arg-type]


@pytest.mark.parametrize(("until", "warned"), [("", True), ("until = 15\n", False)])
def test_a_commitment_of_a_line_without_an_end_does_nothing(until: str, warned: bool) -> None:
    text = 'schema = 1\ntitle = "T"\ncurrency = "USD"\nhorizons = [24]\n[strategies.a.costs.x]\ncategory = "Compute"\n'
    found = loads(f"{text}monthly = 5\ncommitment = 12\n{until}").warnings
    assert [caution.address for caution in found] == ["strategies.a.costs.x.commitment"] * warned


@pytest.mark.parametrize(
    ("line", "key", "words"),
    [
        ("monthly = 5\npaid_after = 24", "paid_after", "24 months later, the last horizon is 24: none of its cash"),
        ("monthly = 5\npaid_after = 23", None, ""),
        ('monthly = "lag(month, 24, 7)"', "monthly", "`lag` reads 24 months back, the last horizon is 24"),
        ('monthly = "lag(month, 23, 7)"', None, ""),
    ],
)
def test_what_lies_beyond_the_horizon(line: str, key: str | None, words: str) -> None:
    """Cash that leaves after the last month, and a month that nobody looks back from."""
    text = 'schema = 1\ntitle = "T"\ncurrency = "USD"\nhorizons = [24]\n[strategies.a.costs.x]\ncategory = "Compute"\n'
    found = loads(text + line).warnings
    assert [caution.address for caution in found] == ([] if key is None else [f"strategies.a.costs.x.{key}"])
    assert all(words in caution.message for caution in found)


REQUESTS = "drivers.requests_per_day"


@pytest.mark.parametrize(
    ("name", "values", "address", "found"),
    [
        ("two_year_exercise", {REQUESTS: -100}, REQUESTS, "-100: a count below 0 makes costs negative"),
        (
            "legal_startup",
            {f"{REQUESTS}.initial": -1},
            f"{REQUESTS}.initial",
            "-1: a count below 0 makes costs negative",
        ),
        (
            "saas_growth",
            {REQUESTS: '{ dist = "normal", mean = 100, sd = 100 }'},
            REQUESTS,
            "below 0, which makes costs negative, with probability 0.16; `min = 0` excludes that",
        ),
        ("two_year_exercise", {REQUESTS: '"-3 * to(1, 2)"'}, REQUESTS, "this count is never above 0"),
    ],
)
def test_a_count_below_nought_is_cautioned(name: str, values: dict[str, object], address: str, found: str) -> None:
    read = {key: tomllib.loads(f"value = {value}")["value"] for key, value in values.items()}
    cautioned = [one for one in load(name).with_values(read).warnings if one.address == address]
    assert len(cautioned) == 1
    assert found in cautioned[0].message


def test_a_unit_is_a_count() -> None:
    text = changed("title = ", 'unit = { name = "thing", monthly = "-2 * engineer" }\ntitle = ')
    assert "this count is never above 0" in " ".join(words(text, "unit.monthly"))


@pytest.mark.parametrize(
    "line",
    [
        "requests_per_day = 0",
        'requests_per_day = { dist = "normal", mean = 100, sd = 40 }',  # 0.6 % below 0
        "saved_requests_per_day = -100",
        'net_new_users = { dist = "normal", mean = 0, sd = 40 }',
        "requests_growth = -0.02",
        "credit_per_month = -5_000",
        "price_per_request = -1",
        'requests_per_day = "engineer - 1e9 * to(1, 2) + 2e9"',
    ],
)
def test_what_may_be_below_nought_is_no_reason_for_a_word(line: str) -> None:
    """A name that tells of a change, money, a price; the tail of a normal law; a formula that may be above 0."""
    text = changed(ENGINEER, f"{ENGINEER}\n{line}")
    name = line.partition(" ")[0]
    assert [word for word in words(text, f"drivers.{name}") if "below 0" in word or "never above 0" in word] == []


def test_bundled_scenarios_have_no_count_below_nought() -> None:
    assert not any("below 0" in one.message for name, _ in bundled() for one in load(name).warnings)


@pytest.mark.parametrize(
    ("law", "endless"),
    [
        ('{ dist = "pareto", minimum = 15_000, alpha = 1.9 }', True),
        ('{ dist = "student_t", mean = 15_000, scale = 5, df = 2 }', True),
        ('{ dist = "scipy:genpareto", c = 0.6, scale = 9_000 }', True),
        ('"mixture([pareto(15_000, 1.9), 18_000], [1, 99])"', True),
        ('{ dist = "pareto", minimum = 15_000, alpha = 1.9, max = 90_000 }', False),
        ('{ dist = "pareto", minimum = 15_000, alpha = 2.1 }', False),
        ('"min(pareto(15_000, 1.9), 90_000)"', False),
    ],
)
def test_an_infinite_variance_is_cautioned(law: str, endless: bool) -> None:
    """Where it is written; once, without the share of the variance that is lost, which is all of it."""
    text = changed(ENGINEER, f"engineer = {law}")
    found = [each for each in loads(text).warnings if "variance" in each.message]
    assert len(found) == endless
    for caution in found:
        assert caution.address in ("drivers.engineer", "drivers.engineer#1")
        assert caution.message.startswith("the variance of this distribution is infinite: ")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ('"15_000 +- 500"', 'this is 15_000 - 500 = 14_500; for an interval write "14_500 to 15_500"'),
        ('"2_000.5+-0.5"', 'this is 2_000.5 - 0.5 = 2_000; for an interval write "2_000 to 2_001"'),
        ('"15_000 + -500"', None),
        (
            '"18_000/month"',
            "`month` is the number of the month: 18_000 in month 1, 9_000 in month 2, 1_500 in month 12; "
            "for the same in every month write 18_000",
        ),
        ('"18_000 / max(month, 3)"', None),
    ],
)
def test_arithmetic_that_was_meant_otherwise_is_cautioned(value: str, message: str | None) -> None:
    found = words(changed(ENGINEER, f"engineer = {value}"), "drivers.engineer")
    assert found == ([] if message is None else [message])


@pytest.mark.parametrize(("share", "message"), [("8", "800 % of what it is added to; 8 % is 0.08"), ("1.0", None)])
def test_a_buffer_in_percent_without_the_sign_is_cautioned(share: str, message: str | None) -> None:
    text = changed('buffer = { share = "10% to 70%" }', f"buffer = {{ share = {share} }}")
    assert words(text, "strategies.own.buffer.share") == ([] if message is None else [message])


@pytest.mark.parametrize(
    ("engineer", "offer"),
    [
        ('"7.500 to 11.000"', "7_500, otherwise 7.5"),
        ("'2.000 to 40.000'", "2_000, otherwise 2"),
        ('"7.250 to 11.100"', "7_250, otherwise 7.25"),
        ('"7.5 to 11.000"', None),
        ('"0.500 to 1.500"', None),
        ('"7.125 to 8.375"', None),
        ('"1000.500 to 2000.500"', None),
    ],
)
def test_thousands_with_points_in_an_interval_are_cautioned(engineer: str, offer: str | None) -> None:
    text = changed(ENGINEER, f"engineer = {engineer}")
    found = words(text, "drivers.engineer")
    assert [each for each in found if "thousands" in each] == ([] if offer is None else found[-1:])
    assert offer is None or found[-1].endswith(f"a point separates decimals: for thousands write {offer}")
    assert not [
        each for each in loads(text).with_values({"drivers.engineer": 9}).warnings if "thousands" in each.message
    ]


@pytest.mark.parametrize(
    ("months", "offer"),
    [
        ("[9,100, 9,800, 10,400]", "9_100"),
        ("[9,100,9,800,10,400]", "9_100"),
        ("[900, 1,100, 1_200]", "1_100"),
        ("[1,100,200, 1,200,300]", "1_100_200"),
        ("[\n  9,100,\n  9,800,\n]", "9_100"),
        ("[9_100, 9_800]", None),
        ("[1,100,200]", None),
        ("[100,200,300]", None),
        ("[10,20, 100,200]", None),
        ("[1, 100, 200]", None),
        ("[9100,9800, 10400]", None),
        ("[5,100]", None),
    ],
)
def test_thousands_with_commas_in_a_list_are_cautioned(months: str, offer: str | None) -> None:
    visits = f"[drivers.visits]\nprocess = 'growth'\nactuals = {months}\ngrowth_per_month = 0.01"
    found = words(f"{VALID}\n{visits}", "drivers.visits.actuals")
    assert len(found) == (offer is not None)
    if offer is not None:
        assert f"for thousands write {offer}" in found[0]
    elsewhere = loads(f"{VALID}\n{visits}").with_values({"drivers.visits.actuals": [9, 100]})
    assert not [each for each in elsewhere.warnings if "thousands" in each.message]
