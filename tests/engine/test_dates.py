"""Truth: dates as elapsed months, against months that are counted by hand and days that are counted one by one."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from engine_tools import SCENARIOS, Array, Futures, scenario

from tcorisk import compare, load, simulate, sweep
from tcorisk.configs import Number
from tcorisk.configs.packed import pack, unpack
from tcorisk.reports.terminal.sweeps import render_sweep
from tcorisk.reports.words.documents import render_json

MONTHS = 30


def paid(line: str, start: str, drivers: str = "") -> Array:
    """Cash of each month of one line."""
    what = scenario({"a": {"x": line}}, horizons=[MONTHS], top=f"start = {start}", drivers=drivers)
    return Futures(what, 512, "random").months("a")[:, 0]


def by_day(start: date, first: date, last: date) -> Array:
    """A thousand a month, by the days from the first to the last one: what a month pays of it."""
    found, day = np.zeros(MONTHS), start
    for month in range(MONTHS):
        following = (day + timedelta(days=31)).replace(day=1)
        days = [day + timedelta(days=k) for k in range((following - day).days)]
        found[month] = 1_000.0 * sum(first <= one <= last for one in days) / len(days)
        day = following
    return found


def test_from_january_to_the_end_of_september_is_nine_months() -> None:
    found = paid("monthly = 1_000\nuntil = 2026-09-30", "2026-01-01")
    assert found.sum() == 9_000.0
    assert found[:9].tolist() == [1_000.0] * 9
    for wrong in ("until = 2026-10-01", "until = 2026-09-29", "from = 2026-09-30"):
        assert paid(f"monthly = 1_000\n{wrong}", "2026-01-01").sum() != 9_000.0


@pytest.mark.parametrize(
    ("start", "first", "last"),
    [
        ("2026-01-01", "2026-04-01", "2027-03-31"),
        ("2026-04-01", "2026-04-01", "2028-09-30"),
        ("2027-11-01", "2027-12-09", "2028-02-14"),  # half of a February of 29 days
        ("2026-11-01", "2026-12-25", "2027-02-14"),  # half of one of 28
        ("2027-01-01", "2028-02-29", "2028-02-29"),
        ("2026-07-01", "2026-07-31", "2026-08-01"),
    ],
)
def test_a_line_is_paid_by_the_day(start: str, first: str, last: str) -> None:
    days = by_day(*map(date.fromisoformat, (start, first, last)))
    np.testing.assert_allclose(paid(f"monthly = 1_000\nfrom = {first}\nuntil = {last}", start), days, atol=1e-9)
    before = date.fromisoformat(first) - timedelta(days=1)
    if before >= date.fromisoformat(start):
        other = paid(f"monthly = 1_000\nafter = {before}\nuntil = {last}", start)
        np.testing.assert_allclose(other, days, atol=1e-9)
        shifted = paid(f"monthly = 1_000\nafter = {first}\nuntil = {last}", start)
        assert abs(shifted.sum() - days.sum()) > 30.0  # the wrong one: a day late


@pytest.mark.parametrize("last", ["2026-09-30", "2026-09-15", "2028-02-28", "2028-02-29", "2026-10-30", "2026-10-31"])
def test_one_line_ends_where_the_next_begins(last: str) -> None:
    """Not a day is missing, and none is paid twice; to the last bit in every month."""
    begins = date.fromisoformat(last) + timedelta(days=1)
    one, other = (paid(f"monthly = 1_024\n{limit}", "2026-01-01") for limit in (f"until = {last}", f"from = {begins}"))
    np.testing.assert_array_equal(one + other, np.full(MONTHS, 1_024.0))
    gap = paid(f"monthly = 1_024\nafter = {begins}", "2026-01-01")
    assert (one + gap).sum() < 1_024.0 * MONTHS - 30.0


def test_a_step_is_on_the_first_day_of_its_value() -> None:
    line = 'monthly = "price"'
    drivers = 'price = { process = "steps", values = [100, 200], at = [2026-04-16] }'
    assert paid(line, "2026-01-01", drivers)[:6].tolist() == [100.0, 100.0, 100.0, 150.0, 200.0, 200.0]
    drivers = drivers.replace("04-16", "04-01")
    assert paid(line, "2026-01-01", drivers)[:6].tolist() == [100.0, 100.0, 100.0, 200.0, 200.0, 200.0]


def test_a_purchase_and_a_period_are_on_their_day() -> None:
    assert np.flatnonzero(paid("one_time = 5\nfrom = 2026-10-20", "2026-01-01")).tolist() == [9]
    assert np.flatnonzero(paid("one_time = 5\nafter = 2026-10-30", "2026-01-01")).tolist() == [9]
    assert np.flatnonzero(paid("one_time = 5\nafter = 2026-10-31", "2026-01-01")).tolist() == [10]
    held = paid("monthly = 10\ncommitment = 12\nfrom = 2026-03-01\nuntil = 2027-03-10", "2026-01-01")
    assert np.flatnonzero(held).tolist() == [*range(2, 26)]


def test_the_scenario_with_every_process_has_dates() -> None:
    """The test of the kernel's twin runs it; here are the months that it has to mean."""
    reviews = load(SCENARIOS / "whole_language.toml").strategies["host"].lines["reviews"]
    assert reviews.after is not None and reviews.until is not None
    assert (reviews.after.expression, reviews.until.expression) == (Number(2.0), Number(20.0))
    assert (reviews.after.text, reviews.until.text) == ("2026-06-01", "2027-11-30")


UNTIL = "strategies.a.costs.x.until"
HALF_YEAR = {"a": {"x": "monthly = 1_000\nuntil = 2026-06-30"}, "b": {"x": "monthly = 600"}}
DAYS = [date(2026, 9, 30), date(2027, 1, 1)]


def test_a_date_that_is_set_travels_with_the_scenario() -> None:
    what = scenario(HALF_YEAR, top="start = 2026-01-01").with_values({UNTIL: DAYS[0]})
    shown = simulate(what, 64, sampler="random", threads=1).document["strategies"]["a"]["horizons"]["12"]
    assert shown["mean"] == 9_000.0
    sent = unpack(json.loads(json.dumps(pack(what))))
    assert (sent.strategies, sent.sha256) == (what.strategies, what.sha256)
    line = {"category": "Compute", "monthly": 7, "from": DAYS[0]}
    whole = what.with_values({"strategies.a.costs.x": line})
    assert unpack(json.loads(json.dumps(pack(whole)))).strategies == whole.strategies


def test_a_sweep_over_dates(tmp_path: Path) -> None:
    what = scenario(HALF_YEAR, top="start = 2026-01-01")
    for _ in range(2):  # the second one reads the file
        rows = sweep(what, {UNTIL: DAYS}, 512, sampler="random", resume=tmp_path / "sweep.db")
        mine = rows[rows["strategy"] == "a"]
        assert mine[UNTIL].tolist() == DAYS
        np.testing.assert_allclose(mine["mean"], [9_000.0, 12_000.0])
    listed = rows.astype(object).where(rows.notna(), None).to_dict("records")
    for output, written in (("table", "2026-09-30"), ("json", '"2026-09-30"'), ("csv", "2026-09-30,a,12,9000.0")):
        assert written in render_sweep(output, what, listed, [UNTIL], 512)


def test_two_scenarios_with_other_dates_are_compared() -> None:
    one = scenario(HALF_YEAR, top="start = 2026-01-01")
    other = one.with_values({UNTIL: DAYS[0], "start": date(2026, 4, 1)})
    document = compare(one, other, trajectories=512, sampler="random").document
    figures = document["strategies"]["a"]["horizons"]["12"]["mean"]
    assert (figures["a"], figures["b"]) == (6_000.0, 6_000.0)
    moved = {part["addresses"][0]: part["difference"] for part in figures["contributions"]}
    assert moved == {UNTIL: 3_000.0, "start": -3_000.0}
    assert '"2026-09-30"' in render_json(document)
