"""What a report looks into besides the run: where it cannot, it says so; nobody waits for it after Ctrl-C."""

from __future__ import annotations

import re
import sys
import time

import pytest
from board_case import MADE

from tcorisk import load, simulate
from tcorisk.configs import loads
from tcorisk.reports.board import find, gather
from tcorisk.reports.board.volume_axis import volume_address
from tcorisk.reports.tables.tables import tables

_HEAD = """schema = 1
title = "Far out"
currency = "USD"
horizons = [12]
[drivers]
requests_per_day = "3_000 to 9_000"
hit_rate = { dist = "uniform", low = 0.55, high = 0.95 }
[strategies.api.costs.tokens]
category = "Compute"
monthly = "requests_per_day * 2"
[strategies.own.costs.gpus]
category = "Compute"
"""


def board_of(line: str):
    return gather(simulate(loads(_HEAD + line, "far_out"), 8_192), made=MADE)


def test_a_scenario_without_a_value_far_out_has_a_report_without_that_picture():
    board = board_of('monthly = "60 * sqrt(50_000 - requests_per_day)"\n')
    assert board.volume is None
    assert "volume" not in board.stories
    (address, message), *_ = board.skipped
    assert address == "drivers.requests_per_day"
    assert message.startswith("No chart of the choice by volume")
    assert "no finite cost" in message
    assert (address, message) in board.warnings
    assert message in {row[1] for row in tables(board)["warnings"].rows}


def test_the_map_stays_within_what_a_law_allows():
    """Half and double of the median, which was tried first, would ask for a hit rate of 1.5."""
    board = board_of('events_per_month = "40 * (1 - hit_rate)"\nper_event = "200 to 4_000"\n')
    assert board.skipped == ()
    story = board.stories["heat_map"]
    assert story.addresses[1] == "drivers.hit_rate"
    assert 0.55 <= min(story.rows) < max(story.rows) <= 0.95


def test_what_is_found_beside_a_run_is_what_is_found_after_it():
    scenario = load("two_year_exercise")
    beside = find(scenario, lambda: simulate(scenario, 8_192), seed=0, made=MADE)
    after = gather(simulate(scenario, 8_192), made=MADE)
    assert beside.sensitivity.document == after.sensitivity.document
    assert beside.volume.frame.equals(after.volume.frame)
    assert beside.grid.frame.equals(after.grid.frame)


@pytest.mark.parametrize("when", ["in the run", "after it"])
def test_nobody_waits_after_an_interrupt(monkeypatch, when):
    """What runs beside is told to stop; without that it would take ten seconds more."""
    module = sys.modules["tcorisk.reports.board.gather"]

    def slow(scenario, focus, seed, threads, progress):
        for step in range(1_000):
            progress(step, 1_000)
            time.sleep(0.01)

    monkeypatch.setattr(module, "_look_around", slow)
    if when == "after it":
        true = module.ThreadPoolExecutor.submit

        def submit(self, *arguments):
            future = true(self, *arguments)
            future.result = lambda: (_ for _ in ()).throw(KeyboardInterrupt)
            return future

        monkeypatch.setattr(module.ThreadPoolExecutor, "submit", submit)
    scenario = load("two_year_exercise")

    def run():
        if when == "in the run":
            raise KeyboardInterrupt
        return simulate(scenario, 8_192)

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        find(scenario, run, seed=0, made=MADE)
    assert time.monotonic() - began < 8.0


def test_a_volume_that_was_measured_is_not_varied_and_nothing_else_takes_its_place():
    text = _HEAD.replace("horizons = [12]", "horizons = [12]\nstart = 2027-01-01")
    grows = '[drivers.requests_per_day]\nprocess = "growth"\n{}\n'
    grows += '[drivers.tickets_per_day]\nprocess = "growth"\ninitial = 5\n'
    for begins, expected in (
        ("actuals = [900, 1_000]", None),
        ("initial = 1_000", "drivers.requests_per_day.initial"),
    ):
        body = re.sub(r"(?m)^requests_per_day = .*\n", "", text) + 'monthly = "requests_per_day * 2"\n'
        scenario = loads(f"{body}{grows.format(begins)}", "measured")
        assert volume_address(scenario) == expected
