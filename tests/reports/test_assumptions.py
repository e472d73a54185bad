"""Assumptions: everything that a file gives, as drawn, with its source and its age."""

import math
import unicodedata
from datetime import date, timedelta

import pytest
from board_case import HOSTILE, MADE, scenario_text

from tcorisk.configs import bundled, load, loads
from tcorisk.configs.model.draws import draws_of
from tcorisk.reports.board.assumptions import STALE_SOURCE_DAYS, assumptions

TEXT = """
schema = 1
title = "t"
currency = "EUR"
horizons = [12]
discount_rate = 0.04   # treasury, 2026-10-01

[drivers]
traffic = { dist = "uniform", low = 1, high = 3, each = "month" }
[drivers.fee]        # list of 2026-02-01, offer of 2026-03-01
process = "growth"
initial = "2 to 3"     # quote of 2026-05-25
growth_per_month = { dist = "uniform", low = 0.0, high = 0.01 }
volatility = 0.05      # no day: 2026-02-30
season = [1.0, 1.0, 1.2, 1.0, 1.0, 1.0, 0.8, 1.0, 1.0, 1.0, 1.0, 1.0]

[strategies.one]
label = "One"
budget_per_month = 500 # promised
[strategies.one.inputs]
share = "30%"
[strategies.one.costs.rent]
category = "Compute"
monthly = "fee * 100 * pert(0.5, 1, 1.5) * to(1, 2)"
commitment = 6         # contract
after = 1
[strategies.one.costs.failures]
category = "Incidents"
events_per_year = 2
per_event = "1_000 to 5_000"   # tickets

[strategies.two]
label = "Two"
like = "one"
[strategies.two.costs.licence]
category = "Compute"
one_time = "share * to(1_000, 9_000)"

[[correlations]]
between = ["drivers.fee.initial", "strategies.one.costs.rent.monthly#1"]
rank = 0.4             # judgement
"""


@pytest.fixture(scope="module")
def found():
    return {item.address: item for item in assumptions(loads(TEXT), MADE)}


def test_reading_order_with_nothing_left_out_and_nothing_twice(found):
    assert list(found) == [
        "discount_rate",
        "drivers.traffic",
        "drivers.fee.season",
        "drivers.fee.initial",
        "drivers.fee.growth_per_month",
        "drivers.fee.volatility",
        "strategies.one.budget_per_month",
        "strategies.one.inputs.share",
        "strategies.one.costs.rent.commitment",
        "strategies.one.costs.rent.monthly",
        "strategies.one.costs.rent.monthly#1",
        "strategies.one.costs.rent.monthly#2",
        "strategies.one.costs.rent.after",
        "strategies.one.costs.failures.events_per_year",
        "strategies.one.costs.failures.per_event",
        "strategies.two.costs.licence.one_time",
        "strategies.two.costs.licence.one_time#1",
        "correlations.0",
    ]


def test_numbers_are_those_of_the_law_as_drawn(found):
    initial = found["drivers.fee.initial"]
    assert (initial.low, initial.high) == (2.0, 3.0)  # as typed, without digits of rounding
    assert 2.0 < initial.mean < 3.0
    growth = found["drivers.fee.growth_per_month"]
    assert (growth.low, growth.mean, growth.high) == (0.0005, 0.005, 0.0095)
    share = found["strategies.one.inputs.share"]
    assert (share.written, share.low, share.mean, share.high) == ("30%", 0.3, 0.3, 0.3)
    formula = found["strategies.one.costs.rent.monthly"]
    assert (formula.law, formula.low, formula.mean, formula.high) == ("formula", None, None, None)
    assert found["strategies.one.costs.rent.monthly#1"].law == "pert: low 0.5, mode 1, high 1.5, weight 4"
    assert found["strategies.one.costs.rent.monthly#2"].name == "rent, distribution 2 in it"
    assert found["strategies.one.costs.rent.monthly#2"].written == formula.written
    assert found["correlations.0"].mean == 0.4
    assert found["drivers.fee.season"].mean is None


def test_how_often_each_is_drawn(found):
    assert found["drivers.fee.initial"].drawn == "once in each future"
    assert found["drivers.traffic"].drawn == "each month"
    assert found["strategies.one.costs.failures.per_event"].drawn == "for each event"
    assert found["drivers.fee.volatility"].drawn == ""


def test_source_is_the_comment_or_that_of_the_table_around_it(found):
    assert found["drivers.fee.initial"].source == "quote of 2026-05-25"
    assert found["drivers.fee.growth_per_month"].source == "list of 2026-02-01, offer of 2026-03-01"
    assert found["strategies.one.costs.rent.commitment"].source == "contract"
    assert found["strategies.one.inputs.share"].source == ""
    assert found["strategies.one.budget_per_month"].source == "promised"


def test_the_newest_day_counts_and_what_is_no_day_does_not(found):
    growth = found["drivers.fee.growth_per_month"]
    assert growth.dated == date(2026, 3, 1)
    assert growth.age_days == (MADE - date(2026, 3, 1)).days
    assert growth.stale
    volatility = found["drivers.fee.volatility"]
    assert (volatility.dated, volatility.age_days, volatility.stale) == (None, None, False)


@pytest.mark.parametrize(("days", "stale"), [(STALE_SOURCE_DAYS, False), (STALE_SOURCE_DAYS + 1, True), (-3, False)])
def test_stale_is_older_than_the_limit(days, stale):
    made = date(2026, 5, 25) + timedelta(days=days)
    item = next(item for item in assumptions(loads(TEXT), made) if item.address == "drivers.fee.initial")
    assert (item.age_days, item.stale) == (days, stale)


def test_a_value_that_was_set_has_no_comment_of_the_file():
    scenario = loads(TEXT).with_values({"drivers.fee.initial": 4, "strategies.one.costs.rent": {
        "category": "Compute", "monthly": "1 to 2"
    }})  # fmt: skip
    found = {item.address: item for item in assumptions(scenario, MADE)}
    initial = found["drivers.fee.initial"]
    assert (initial.law, initial.mean, initial.dated) == ("plain number", 4.0, None)
    assert initial.source == found["strategies.one.costs.rent.monthly"].source == "set for this run, not in the file"
    assert found["drivers.fee.volatility"].source.startswith("no day")


def test_who_owns_what(found):
    assert found["drivers.fee.initial"].owner == "every strategy"
    assert found["strategies.two.costs.licence.one_time"].owner == "Two"


@pytest.mark.parametrize("name", [name for name, _ in bundled()])
def test_every_law_of_a_bundled_scenario_is_listed_once(name):
    scenario = load(name)
    items = assumptions(scenario, MADE)
    found = {item.address: item for item in items}
    assert len(found) == len(items)
    drawn = draws_of(scenario.drivers, scenario.strategies, scenario.unit)
    written = {address: item for address, item in drawn.items() if address in found}
    assert set(drawn) == set(written)
    for address, item in written.items():
        expected = item.draw.law.mean if math.isfinite(item.draw.law.mean) else None
        assert found[address].mean == (None if expected is None else pytest.approx(expected, rel=1e-11))
        assert (found[address].drawn == "each month") == item.draw.monthly
        assert found[address].drawn.startswith("for each ") == (bool(item.fresh) and not item.draw.monthly)
    assert all(item.low <= item.high for item in items if item.low is not None)
    assert len({(item.owner, item.name) for item in items}) == len(items)  # a name tells which one is meant


def test_words_are_plain_text():
    items = assumptions(loads(scenario_text(HOSTILE)), MADE)
    words = [text for item in items for text in (item.owner, item.name, item.written, item.law, item.source)]
    assert not any(unicodedata.category(c)[0] == "C" for text in words for c in text)
    assert "<script>alert(1)</script>, 2026-11-01" in words
    assert HOSTILE[9] in words
    assert f"{HOSTILE[3]}, a month" in words


def test_a_law_that_is_the_whole_formula_is_listed_once():
    text = TEXT.replace('share = "30%"', 'share = "uniform(0.2, 0.4)"')
    (item,) = [item for item in assumptions(loads(text), MADE) if ".inputs.share" in item.address]
    assert item.address == "strategies.one.inputs.share#1"  # as sensitivities and samples have it
    assert (item.name, item.written, item.mean) == ("share", "uniform(0.2, 0.4)", 0.3)


def test_what_is_known_by_month_is_listed():
    """Of actuals their last value and their number; a plan as far as a year."""
    text = TEXT.replace('initial = "2 to 3" ', "actuals = [2.5, 1_900.25]").replace(
        'between = ["drivers.fee.initial', 'between = ["strategies.two.costs.licence.one_time#1'
    )
    text = text.replace(
        "[drivers.fee]", f'[drivers.seats]\nprocess = "plan"\nvalues = {list(range(13))}\n[drivers.fee]', 1
    )
    given = {item.address: item for item in assumptions(loads(text), MADE)}
    past = given["drivers.fee.actuals"]
    assert (past.written, past.law) == ("1_900.25, the last of 2 months", "measured: the last of 2 months")
    assert past.low == past.mean == past.high == 1900.25 and past.drawn == ""
    assert past.source == "quote of 2026-05-25" and past.dated == date(2026, 5, 25)
    plan = given["drivers.seats.values"]
    assert (plan.written, plan.law) == (
        "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 1 more",
        "13 numbers by month: mean 6",
    )
