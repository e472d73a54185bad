"""What is refused for its size: long texts, long chains, bounds of single values, the number of results."""

from __future__ import annotations

import re
from functools import partial

import pytest
from valid_scenario import VALID, changed, line_of
from work import calls

from tcorisk.configs import ConfigError, load, loads
from tcorisk.simulator.lowering import lower

ENGINEER = 'engineer = "15_000 to 22_000"    # survey of 2026'
INCIDENTS = "strategies.own.costs.incidents"
SETUP = "strategies.own.costs.setup"


def only_mistake(text: str) -> tuple[str, str]:
    """Return address and words of the one mistake of a text."""
    with pytest.raises(ConfigError) as caught:
        loads(text)
    (problem,) = caught.value.problems
    return problem.address, str(problem)


@pytest.mark.parametrize(
    "value",
    ['"' + "1" * 100_000 + 'x"', '"' + "1" * 1_900 + 'x"', '"' + "1," * 50_000 + '"', "1" * 100_000 + "x"],
    ids=["digits", "digits within the limit", "commas", "without quotes"],
)
def test_long_digits_are_refused_at_once(value: str) -> None:
    """A pattern of quadratic time would take minutes here: its steps cannot be counted, but its end would be missed."""
    with pytest.raises(ConfigError):
        loads(changed(ENGINEER, f"engineer = {value}"))


def chain(length: int, backwards: bool = False) -> str:
    rows = ["x1 = 1", *(f'x{i} = "x{i - 1} + 1"' for i in range(2, length + 1))]
    return changed("[drivers]\n", "[drivers]\n" + "\n".join(reversed(rows) if backwards else rows) + "\n")


@pytest.mark.parametrize("backwards", [False, True])
def test_a_long_chain_of_names_is_refused_at_its_first_name_too_many(backwards: bool) -> None:
    loads(chain(100, backwards))
    address, words = only_mistake(chain(600, backwards))
    assert address == "drivers.x101" and "a chain of more than 100 names" in words


def test_a_chain_runs_on_through_inputs_and_lines() -> None:
    text = changed("spare = 2", 'spare = "x99"', chain(99))
    loads(text)
    address, words = only_mistake(changed("requests * days_per_month", "spare", text))
    assert address == "strategies.api.costs.tokens.monthly" and "ends in `costs.tokens`" in words


def nested(length: int, around: int) -> str:
    """Return a scenario with a chain of names, each in `around` calls inside one another."""
    rows = ['x1 = "uniform(1, 2)"']
    for i in range(2, length + 1):
        rows.append(f'x{i} = "{"min(" * around}x{i - 1}{", 3)" * around}"')
    text = changed("[drivers]\n", "[drivers]\n" + "\n".join(rows) + "\n")
    return changed("2 * engineer", f"2 * x{length}", text)


def test_operations_inside_operations_count_through_names() -> None:
    lower(loads(nested(30, 9)))  # 291 levels, and two of the line
    address, words = only_mistake(nested(60, 9))
    assert address == "drivers.x31" and "`x31` has more than 300 operations" in words


def test_many_names_backwards_take_work_in_proportion() -> None:
    def text(length: int, y: str) -> str:
        rows = [f'{y}{i} = "{y}{i - 10} + 1"' if i > 10 else f"{y}{i} = 1" for i in range(length, 0, -1)]
        return changed("[drivers]\n", "[drivers]\n" + "\n".join(rows) + "\n")

    loads(text(100, "x"))  # what is done once; quantities that were read before would be read from memory
    assert calls(partial(loads, text(800, "y"))) < 2.5 * calls(partial(loads, text(400, "z")))


GROWTH = "engineer = {{ process = 'growth', initial = 3, {} }}"

BOUNDS = [
    ("dispersion = 3.2", "dispersion = 1_001", f"{INCIDENTS}.dispersion", "at most 1000, got 1001"),
    ("dispersion = 3.2", 'dispersion = "500 to 2_000"', f"{INCIDENTS}.dispersion", "with probability"),
    ("dispersion = 3.2", 'dispersion = "1_000 + uniform(2, 3)"', f"{INCIDENTS}.dispersion", "always above 1000"),
    (
        "events_per_month = 0.25",
        "events_per_month = 100_001",
        f"{INCIDENTS}.events_per_month",
        "write the line as `monthly`",
    ),
    (
        "events_per_month = 0.25",
        "events_per_year = 1_200_001",
        f"{INCIDENTS}.events_per_year",
        "at most 1.2e.06",
    ),
    (
        "events_per_month = 0.25",
        'events_per_month = "100_800 + uniform(1, 2)"',
        f"{INCIDENTS}.events_per_month",
        "above 100000",
    ),
    (ENGINEER, GROWTH.format("volatility = 5"), "drivers.engineer.volatility", "at most 2, got 5(.|\n)*0.05"),
    (ENGINEER, GROWTH.format("noise = '3 to 8'"), "drivers.engineer.noise", "at most 2; 3 to 8 violates(.|\n)*0.05"),
    (ENGINEER, GROWTH.format("noise = '3 * uniform(1, 2)'"), "drivers.engineer.noise", "always above 2"),
]


@pytest.mark.parametrize(("old", "new", "address", "words"), BOUNDS, ids=[new[:40] for _, new, _, _ in BOUNDS])
def test_a_value_beyond_its_bound_is_refused_at_its_place(old: str, new: str, address: str, words: str) -> None:
    found, said = only_mistake(changed(old, new))
    assert found == address and re.search(words, said), said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dispersion = 3.2", "dispersion = 1_000"),
        ("events_per_month = 0.25", "events_per_year = 8_400"),
        ("volatility = 0.05", 'volatility = "2% to 20%"'),
        ("volatility = 0.05", "volatility = 2"),
        ("one_time =", "after = 5\nuntil = 5.5\none_time ="),
        ('monthly = "0.1 * costs.tokens', 'until = 1\nmonthly = "0.1 * costs.tokens'),
    ],
)
def test_a_value_at_its_bound_is_read(old: str, new: str) -> None:
    loads(changed(old, new))


def test_horizons_and_strategies_are_limited() -> None:
    months = list(range(1, 26))
    address, words = only_mistake(changed("[24, 12]", str(months)))
    assert address == "horizons" and "at most 24 entries" in words
    many = "".join(f'[strategies.s{i}]\nlike = "own"\n' for i in range(14))
    text = changed("[24, 12]", str(months[:24])) + many
    address, words = only_mistake(text)
    assert address == "horizons" and "17 strategies at 24 horizons are 408 results; 400 is the most" in words
    loads(changed("[24, 12]", str(months[:23])) + many)


def test_what_is_unused_or_comes_too_late_is_cautioned() -> None:
    used = changed("2 * engineer", "2 * engineer * peak")
    assert loads(used).warnings == ()
    late = changed("one_time =", "after = 24\none_time =", used)
    assert [(w.address, "last horizon is 24" in w.message) for w in loads(late).warnings] == [(f"{SETUP}.after", True)]
    assert loads(late.replace("after = 24", "after = 23.5")).warnings == ()
    for limits in (
        "after = 5\nuntil = 3",
        "after = 5\nuntil = 5",
        "until = 0",
    ):  # a sweep of `until` may pass over `after`
        (ended,) = loads(changed("one_time =", f"{limits}\none_time =", used)).warnings
        assert ended.address == f"{SETUP}.until" and "no later than it begins" in ended.message
    (unused,) = loads(VALID).warnings
    assert unused.address == "drivers.peak" and "no formula uses" in unused.message


@pytest.mark.parametrize("name", ["legal_startup", "support_chatbot", "two_year_exercise"])
def test_bundled_scenarios_have_no_warnings(name: str) -> None:
    assert load(name).warnings == ()


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("15,000 to 22,000", "15_000 to 22_000"),
        ("1,500,000 to 2,200,000.5", "1_500_000 to 2_200_000.5"),
        ("1,5 to 2,5", "1.5 to 2.5"),
        ("15k to 22k", "15_000 to 22_000"),
        ("15 to 22k", "15_000 to 22_000"),
        ("$15k to $22k", "15_000 to 22_000"),
        ("$15 to 22", "15 to 22"),
        ("1.5M to 2M", "1_500_000 to 2_000_000"),
        ("15_000 to 22_000 to 30_000", "pert(15_000, 22_000, 30_000)"),
        ("15k to 22k to 30k", "pert(15_000, 22_000, 30_000)"),
    ],
)
def test_an_interval_as_people_write_it_is_answered_with_one_that_is_read(text: str, offer: str) -> None:
    address, words = only_mistake(changed("15_000 to 22_000", text))
    assert address == "drivers.engineer" and f'write "{offer}"' in words, words
    if "k" in text.split(" to ")[-1] and text.count(" to ") == 1:
        assert "`k` behind a number: thousands and millions are written out" in words or "a currency" in words
    loads(changed("15_000 to 22_000", offer))


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("7_000", '"lots"', '"lots"'),
        ('"Engineering"\none_time', '"Enginering"\none_time', '"Enginering"'),
        ("15_000 to 22_000", "22_000 to 15_000", '"22_000 to 15_000"'),
        (ENGINEER, "engineer = { dist = 'prt', low = 1 }", "'prt'"),
        ("dispersion = 3.2", "dispersion = 0.75", "0.75"),
        ('kind = "self_hosted"', 'kind = "self-hosted"', '"self-hosted"'),
        ("one_time =", "one_tme =", "one_tme"),
    ],
)
def test_the_caret_is_under_what_is_wrong(old: str, new: str, marked: str) -> None:
    text = changed(old, new)
    with pytest.raises(ConfigError) as caught:
        loads(text)
    problem = caught.value.problems[0]
    assert problem.line == line_of(marked, text) and problem.column is not None
    assert problem.text[problem.column - 1 :][: problem.width] == marked


@pytest.mark.parametrize(
    ("monthly", "warned"),
    [
        ("pareto(minimum=0.1, alpha=1.06)", True),
        ("min(pareto(minimum=0.1, alpha=1.06), 2)", False),
        ("min(student_t(mean=5, scale=1, df=1.05), 9)", True),  # its lower tail is still there
    ],
)
def test_a_tail_that_is_cut_off_needs_no_warning(monthly: str, warned: bool) -> None:
    text = 'schema = 1\ntitle = "T"\ncurrency = "USD"\nhorizons = [12]\n[strategies.a.costs.x]\ncategory = "Compute"\n'
    found = loads(f'{text}monthly = "{monthly}"\n').warnings
    assert any("too rare to be sampled by any run; with fewer futures" in each.message for each in found) == warned
