"""Dates: the month in which a scenario starts."""

from __future__ import annotations

from datetime import date

import pytest
from valid_scenario import VALID, changed

from tcorisk import simulate
from tcorisk.configs import ConfigError, loads

TITLE = 'title = "Two ways"'


def started(start: str) -> str:
    return changed(TITLE, f"{TITLE}\nstart = {start}")


def test_start_is_the_first_day_of_month_1() -> None:
    assert loads(started("2026-04-01")).start == date(2026, 4, 1)
    assert loads(VALID).start is None
    assert loads(VALID).with_values({"start": date(2027, 1, 1)}).start == date(2027, 1, 1)


def test_the_document_has_the_start_of_a_scenario_that_has_one() -> None:
    shown = simulate(loads(started("2026-04-01")), 64, sampler="random", threads=1).document["scenario"]
    assert shown["start"] == "2026-04-01"
    assert "start" not in simulate(loads(VALID), 64, sampler="random", threads=1).document["scenario"]


#: What is written for `start`; what the error says; the date that it offers.
NO_STARTS = [
    ("2026-04-15", "needs the first of a month, got 2026-04-15", "2026-04-01"),
    ('"2026-04-01"', 'needs a date, the first of a month, got "2026-04-01"', "2026-04-01"),
    ('"2026-04"', "needs a date", "2026-04-01"),
    ('"2026/4/9"', "needs a date", "2026-04-01"),
    ("2026", "needs a date, the first of a month, got 2026", "2026-01-01"),
    ("2026-04-01T08:00:00", "needs a date", "2026-04-01"),
    ("true", "got true", None),
    ('"next year"', 'got "next year"', None),
    ("[2026-04-01]", "got", None),
]


@pytest.mark.parametrize(("start", "message", "meant"), NO_STARTS)
def test_another_start_is_refused_with_one_that_is_accepted(start: str, message: str, meant: str | None) -> None:
    with pytest.raises(ConfigError) as caught:
        loads(started(start))
    (problem,) = caught.value.problems
    assert (problem.address, message in problem.message) == ("start", True), problem
    assert problem.text[(problem.column or 0) - 1 :][: problem.width] == start
    if meant is None:
        assert problem.help.endswith("without quotes: start = 2026-04-01")
    else:
        assert problem.help == f"write start = {meant}"
    assert loads(started(problem.help.rpartition("= ")[2])).start is not None
