"""Tariffs: how they are read, what is refused and where, and at which addresses their prices are found."""

from __future__ import annotations

import pytest
from mistaken import check_only_mistake

from tcorisk import simulate, sweep
from tcorisk.configs import ConfigError, Scenario, loads
from tcorisk.configs.addresses import all_places
from tcorisk.configs.changes import find_changes
from tcorisk.reports.explain.explain import render_explanation
from tcorisk.reports.explain.reading import render_reading
from tcorisk.simulator.studies.stresses import hold

TEXT = """schema = 1
title = "A price list"
currency = "USD"
horizons = [12]
[drivers]
usd = "0.9 to 1.1"
[drivers.tokens]
process = "growth"
initial = "100 to 300"
[tariffs.list]
months = 12
tiers = [
  { up_to = 1_000, price = "3 * usd" },
  { up_to = 2_000, price = "1.5 to 2.5" },
  { price = 1 },
]
[strategies.api.costs.bill]
category = "Compute"
monthly = "tariffs.list(tokens)"
"""


@pytest.mark.parametrize(
    ("old", "new", "marked", "address", "message", "help"),
    [
        (
            "tariffs.list(tokens)",
            "tariffs.lst(tokens)",
            'monthly = "<<tariffs.lst>>(tokens)"',
            "strategies.api.costs.bill.monthly",
            "unknown name `tariffs.lst`",
            r"did you mean `tariffs\.list`\?",
        ),
        (
            "tariffs.list(tokens)",
            "tariffs.list",
            'monthly = "<<tariffs.list>>"',
            "strategies.api.costs.bill.monthly",
            "`tariffs.list` needs a number of units",
            r"tariffs\.list\(units\)",
        ),
        (
            "tariffs.list(tokens)",
            "tariffs.list(tokens, 2)",
            'monthly = "<<tariffs.list(tokens, 2)>>"',
            "strategies.api.costs.bill.monthly",
            "`tariffs.list` takes one argument, the number of units",
            r"tariffs\.list\(units\)",
        ),
        (
            "tariffs.list(tokens)",
            "tariffs.list(-3)",
            'monthly = "tariffs.list(<<-3>>)"',
            "strategies.api.costs.bill.monthly",
            "`tariffs.list` of -3 units",
            "at least 0",
        ),
        (
            "up_to = 2_000",
            "up_to = 900",
            '  { up_to = <<900>>, price = "1.5 to 2.5" },',
            "tariffs.list.tiers.1.up_to",
            "`up_to` must ascend: 900.0 does not come after 1000.0",
            "not of the tier",
        ),
        (
            "{ price = 1 }",
            "{ up_to = 9_000, price = 1 }",
            "  { up_to = <<9_000>>, price = 1 },",
            "tariffs.list.tiers.2.up_to",
            "the last tier ends: units above it have no price",
            "leave `up_to` out",
        ),
        (
            "price = 1 }",
            "price = -1 }",
            "  { price = <<-1>> },",
            "tariffs.list.tiers.2.price",
            "`price` must be at least 0, got -1",
            "",
        ),
    ],
)
def test_a_mistake_is_named_at_its_place(
    old: str, new: str, marked: str, address: str, message: str, help: str
) -> None:
    check_only_mistake(TEXT.replace(old, new), marked, address, message, help)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("up_to = 1_000, ", "", "a tier without `up_to` is the last one"),
        ("months = 12", "months = 1.5", "`months` needs a whole number, got 1.5"),
        ("months = 12", 'mode = "block"', "`mode` needs 'graduated' or 'volume'"),
        ("months = 12", "period = 12", "unknown key `period`"),
        ('monthly = "tar', 'events_per_month = 1\nper_event = "tar', "`tariffs.list` counts over several months"),
        ('monthly = "tar', 'after = "tariffs.list(2)"\nmonthly = "tar', "`tariffs.list` varies by month, but `after`"),
        ("3 * usd", "tariffs.list(2)", "a cycle: tariffs.list -> tariffs.list"),
        ("3 * usd", "costs.bill", "unknown name `costs.bill`"),
        ("tariffs.list]", "tariffs.List]", "`List` is not a valid name"),
    ],
)
def test_other_mistakes(old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loads(TEXT.replace(old, new, 1))
    assert any(problem.message.startswith(message) for problem in caught.value.problems), str(caught.value)


def test_a_driver_may_be_called_tariffs() -> None:
    """The dot and the bracket tell a tariff: the word itself is free."""
    text = TEXT.replace('usd = "0.9', 'tariffs = 2\nusd = "0.9').replace("list(tokens)", "list(tokens) + tariffs")
    assert not [warning for warning in loads(text).warnings if "tariffs" in warning.message]


def test_a_tariff_that_nobody_calls_is_a_warning() -> None:
    found = loads(TEXT.replace("tariffs.list(tokens)", "tokens * usd"))
    assert [(w.address, w.message) for w in found.warnings] == [
        ("tariffs.list", "no formula uses the tariff `tariffs.list`: it changes nothing")
    ]


def mean(scenario: Scenario) -> float:
    return float(simulate(scenario, 2**13).document["strategies"]["api"]["horizons"]["12"]["mean"])


def test_units_that_may_be_negative_are_a_warning() -> None:
    found = loads(TEXT.replace("list(tokens)", "list(tokens - 110)"))
    assert [warning.message.partition(" in about ")[0] for warning in found.warnings] == [
        "the units of this tariff are below 0"
    ]
    assert not loads(TEXT.replace("list(tokens)", "list(max(0, tokens - 110))")).warnings


@pytest.mark.parametrize(
    ("after", "units", "warns"), [(3, "tokens", 1), (0.5, "tokens", 0), (3, "tokens if month > 3 else 0", 0)]
)
def test_units_before_the_line_begins_are_a_warning(after: float, units: str, warns: int) -> None:
    text = TEXT.replace('monthly = "tariffs.list(tokens)"', f'after = {after}\nmonthly = "tariffs.list({units})"')
    messages = [warning.message for warning in loads(text).warnings]
    assert (
        messages
        == [
            "`tariffs.list` counts units from month 1 on, also those before the line begins; "
            "without these: (units if month > 3 else 0)"
        ][:warns]
    )


PARTS = """schema = 1
title = "x"
currency = "USD"
start = 2026-01-01
horizons = [12]
tariffs.t = { tiers = [{ up_to = 300, price = 3 }, { price = 1 }], months = 6 }
strategies.a.costs.bill = { category = "Compute", monthly = "tariffs.t(100)" }
strategies.b.costs.x = { category = "Compute", monthly = 1 }
strategies.mixed.parts.p = { of = "a", after = 4 }
strategies.policy = { starts = "b", switch = [{ to = "a", when = "month == 4" }] }
"""


@pytest.mark.parametrize(
    ("old", "new", "months"),
    [("", "", []), ('100)"', '100)", after = 3', ["3"]), ("months = 6", "months = 6, from = 2026-01-01", ["4"])],
    ids=["entered", "later than the entry", "a contract of the calendar"],
)
def test_periods_that_begin_with_a_part_count_no_unit_before(old: str, new: str, months: list[str]) -> None:
    """A stage or part that enters after month 4 pays as if it began then; a dated contract has counted by then."""
    scenario = loads(PARTS.replace(old, new, 1))
    said = [warning.message.partition("month > ")[2] for warning in scenario.warnings]
    assert said == [f"{month} else 0)" for month in months]
    if not months:
        found = simulate(scenario, 1, sampler="random").document["strategies"]
        assert [found[name]["horizons"]["12"]["mean"] for name in ("mixed", "policy")] == [1_800.0, 1_804.0]


def test_sweeps_stresses_and_comparisons_reach_prices() -> None:
    """Every study finds a price at its address."""
    address = "tariffs.list.tiers.1.price"
    scenario = loads(TEXT)
    found = sweep(scenario, {address: [1.0, 5.0]}, trajectories=2**13)
    low, high = found["mean"].tolist()
    assert high > 1.3 * low
    dear = mean(hold(scenario, {address: (0.9, 1.0)}))
    assert dear > mean(scenario)
    assert [change.address for change in find_changes(scenario, scenario.with_values({address: 3}))] == ["tariffs.list"]


def test_prices_have_addresses() -> None:
    """`--set`, correlations, samples and `explain` reach a price at its address."""
    address = "tariffs.list.tiers.1.price"
    scenario = loads(TEXT + f'[[correlations]]\nbetween = ["{address}", "drivers.usd"]\nrank = 0.7\n')
    assert address in all_places(scenario)
    samples = simulate(scenario, 2**13).samples()
    assert abs(samples[[address, "drivers.usd"]].rank().corr().iloc[0, 1] - 0.7) < 0.03
    assert mean(scenario.with_values({address: 9})) > 1.5 * mean(scenario)
    assert mean(scenario.with_values({"tariffs.list.tiers.0.up_to": 50})) < 0.9 * mean(scenario)
    with pytest.raises(ConfigError, match="there are: tariffs"):
        scenario.with_values({"tariffs.list.tiers.3.price": 9})


def test_sensitivity_sees_prices() -> None:
    """An uncertain price is an input like any other."""
    rival = '[strategies.b]\n[strategies.b.costs.x]\ncategory = "Compute"\nmonthly = 300\n'
    found = simulate(loads(TEXT.replace("1.5 to 2.5", "0.2 to 9") + rival), 2**13)
    addresses = [item["address"] for item in found.document["comparisons"][0]["top_inputs"]]
    assert {"tariffs.list.tiers.1.price", "drivers.usd"} <= {*addresses}


def test_explain_says_what_a_tariff_is() -> None:
    scenario = loads(TEXT)
    words = " ".join(render_explanation(scenario, "tariffs.list").split())
    assert "tariffs.list: a tariff, the same for every strategy" in words
    assert "each tier prices the units in it, counted over 12 months, from month 1" in words
    assert "Used in: strategies.api.costs.bill.monthly" in words
    assert "tiers.1.price" in render_explanation(scenario, "strategies.api.costs.bill.monthly")
    assert "tariffs.list" in render_explanation(scenario, "tariffs.list.tiers.1.price")
    reading = render_reading(scenario)
    assert "list.tiers.1.price" in reading
    assert "\ntariffs.list: " in reading and "up to 1,000 units, 1.5 to 2.5" in reading


@pytest.mark.parametrize(
    ("setting", "marked", "key", "message", "help"),
    [
        ("after = 1.5", "after = <<1.5>>", "after", "`after` needs a whole number, got 1.5", ""),
        ("after = 120", "after = <<120>>", "after", "`after` needs at most 119, got 120", ""),
        (
            "from = 2027-01-15",
            "from = <<2027-01-15>>",
            "from",
            "`from` needs the first of a month, got 2027-01-15",
            "^write from = 2027-01-01$",
        ),
        (
            'from = "2027-01"',
            'from = <<"2027-01">>',
            "from",
            '`from` needs a date, the first of a month, got "2027-01"',
            "^write from = 2027-01-01$",
        ),
        (
            "after = 3\nfrom = 2027-01-01",
            "<<from>> = 2027-01-01",
            "from",
            "a period begins `after` or `from`, not both",
            "keep one",
        ),
    ],
)
def test_where_a_period_begins_is_checked(setting: str, marked: str, key: str, message: str, help: str) -> None:
    text = TEXT.replace("horizons = [12]", "horizons = [12]\nstart = 2026-04-01")
    text = text.replace("months = 12\n", f"months = 12\n{setting}\n")
    check_only_mistake(text, marked, f"tariffs.list.{key}", message, help)


def test_where_a_period_begins_needs_periods_and_a_date_a_start() -> None:
    alone = TEXT.replace("months = 12\n", "after = 3\n")
    message = "`after` goes with `months`: each month is a bill of its own"
    check_only_mistake(alone, "<<after>> = 3", "tariffs.list.after", message, "months = 12")
    dated = TEXT.replace("months = 12\n", "months = 12\nfrom = 2027-01-01\n")
    message = "2027-01-01 is a date, and the file has no `start`"
    check_only_mistake(dated, "from = <<2027-01-01>>", "tariffs.list.from", message, "write start = 2027-01-01")


@pytest.mark.parametrize(
    ("setting", "after", "words"),
    [
        ("from = 2027-01-01", 9, "counted over 12 months, with a new period from January 2027 on"),
        ("from = 2025-11-01", 7, "with a new period from November 2026 on"),
        ("after = 21", 9, "with a new period from January 2027 on"),
        ("from = 2026-04-01", 0, "counted over 12 months, from April 2026"),
    ],
)
def test_a_period_repeats_before_and_after_its_beginning(setting: str, after: int, words: str) -> None:
    text = TEXT.replace("horizons = [12]", "horizons = [12]\nstart = 2026-04-01")
    scenario = loads(text.replace("months = 12\n", f"months = 12\n{setting}\n"))
    assert scenario.tariffs["tariffs.list"].after == after
    assert words in " ".join(render_reading(scenario).split())
    assert words in " ".join(render_explanation(scenario, "tariffs.list").split())


def test_where_a_period_begins_is_swept_by_its_address() -> None:
    text = TEXT + '[strategies.b.costs.x]\ncategory = "Compute"\nmonthly = 300\n'
    totals = [simulate(loads(text).with_values({"tariffs.list.after": k}), 2**13) for k in (0, 6)]
    means = [found.document["strategies"]["api"]["horizons"]["12"]["mean"] for found in totals]
    assert means[1] > 1.05 * means[0]  # two half years reach fewer of the cheap tiers
