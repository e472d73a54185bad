"""Truth: a cost too rare for a run has a warning, and one that cannot come has none."""

from __future__ import annotations

import pytest
from engine_tools import scenario

from tcorisk import simulate
from tcorisk.reports import render_table

N = 2**13
OUTAGES = 'outages = { process = "events", events_per_month = RATE }'


def unseen(line: str, drivers: str = "", head: str = "", top: str = "") -> list[str]:
    """Return the addresses that are warned of, beside a line that always costs something."""
    lines = {"a": {"base": "monthly = 5", "x": line}, "b": {"base": "monthly = 5"}}
    what = scenario(lines, drivers=drivers, horizons=(12, 24), heads={"a": head}, top=top)
    document = simulate(what, N).document
    return [each["address"] for each in document["warnings"] if "cost nothing in any of" in each["message"]]


@pytest.mark.parametrize(
    ("line", "drivers"),
    [
        ('events_per_month = "0.00001 / 24"\nper_event = 2_000_000_000', ""),
        ('events_per_year = 1e-7\nper_event = "1_000 to 2_000"\nafter = 6', ""),
        ('on = "outages"\nper_event = 9_000', OUTAGES.replace("RATE", "1e-8")),
        ('one_time = "bernoulli(1e-8) * 1_000_000"', ""),
        ('monthly = "5_000 * leak"', 'leak = { dist = "bernoulli", p = 1e-8 }'),
        ('one_time = "1_000 * bernoulli(chance)"', 'chance = "uniform(0, 1e-8)"'),
    ],
)
def test_a_cost_that_no_future_met_is_named(line: str, drivers: str) -> None:
    assert unseen(line, drivers) == ["strategies.a.costs.x"]


@pytest.mark.parametrize(
    ("line", "drivers"),
    [
        ('events_per_month = "0.00001 / 24"\nper_event = 0', ""),
        ("events_per_month = 0\nper_event = 9_000", ""),
        ("events_per_month = 1e-8\nper_event = 9_000\nafter = 24", ""),
        ("events_per_month = 1e-8\nper_event = 9_000\nafter = 6\nuntil = 6", ""),
        ('events_per_month = 1e-8\nper_event = "9_000 * price"', "price = 0"),
        ('on = "outages"\nper_event = 9_000', OUTAGES.replace("RATE", "0")),
        ("every = 36\nper_event = 9_000", ""),
        ('one_time = "1_000_000 * bernoulli(0)"', ""),
        ('one_time = "1_000 * bernoulli(chance)"', "chance = 0"),
        ('monthly = "max(0, to(1, 2) - 500)"', ""),  # a fee above a quota
        ("events_per_month = 0.01\nper_event = 9_000", ""),  # seen
    ],
)
def test_a_cost_that_cannot_come_or_came_is_not(line: str, drivers: str) -> None:
    assert unseen(line, drivers) == []


def test_one_of_a_barred_strategy_is_not() -> None:
    line = "events_per_month = 1e-8\nper_event = 9_000"
    assert unseen(line, head='barred = "no"', top='baseline = "b"') == []


def test_a_precision_does_not_hide_it() -> None:
    lines = {"a": {"x": 'monthly = "1 to 2"', "fire": "events_per_month = 1e-8\nper_event = 1e9"}}
    document = simulate(scenario(lines), precision=0.05).document
    assert document["run"]["precision"]["unseen"] == ["strategies.a.costs.fire"]
    page = " ".join(render_table(document).split())
    assert "Not in any figure: `fire`, which cost nothing in any of these futures." in page
    assert "Warning: strategies.a.costs.fire: `fire` cost nothing in any of 8,192 futures, though it can" in page
    lines["a"]["fire"] = "events_per_month = 1\nper_event = 1"
    assert simulate(scenario(lines), precision=0.05).document["run"]["precision"]["unseen"] == []
