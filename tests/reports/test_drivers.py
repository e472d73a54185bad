"""The tornado's bars are those of the analysis, and its sentence is true of the widest."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from story_case import said

from tcorisk import load, simulate
from tcorisk.reports.stories import Drivers
from tcorisk.reports.terminal.default_table import render_table
from tcorisk.simulator.sensitivity import Sensitivity, sensitivity
from tcorisk.simulator.sensitivity.estimates import Estimate
from tcorisk.simulator.sensitivity.findings import InputSensitivity


@cache
def found(of: str = "savings") -> Sensitivity:
    return sensitivity(load("two_year_exercise"), of=of, trajectories=8_192)


def tornado(*ends: tuple[str, float, float], of: str = "savings", se: float = 1.0) -> Drivers:
    none = Estimate(0.0, 0.0)
    inputs = tuple(
        InputSensitivity(a, "value", low, high, se, se, se, 0.0, none, None, None, None) for a, low, high in ends
    )
    return Drivers.of(replace(found(), of=of, inputs=inputs))


def test_bars_are_those_of_the_analysis_widest_first() -> None:
    story = Drivers.of(found())
    widths = [abs(bar.high - bar.low) for bar in story.bars]
    assert widths == sorted(widths, reverse=True)
    assert max(widths) == max(abs(item.effect) for item in found().inputs)
    for bar in story.bars:
        assert (bar.low, bar.high) == (found()[bar.address].low, found()[bar.address].high)
    assert story.centre == found().mean
    assert story.bars[0].label == "upkeep share (Llama 3 70B on 2x H100)"
    assert Drivers.of(found("tco")).headline.startswith("Upkeep share moves the mean cost of ")


def test_a_result_tells_the_order_of_its_document() -> None:
    """The tornado of a report, its table and the command's page name the same inputs in the same order."""
    result = simulate(load("two_year_exercise"), 2**13)
    (item,) = [c for c in result.document["comparisons"] if (c["strategy"], c["horizon"]) == ("self_hosted", 24)]
    story = Drivers.of(result)
    assert "in the first 8,192 futures of the run the mean is" in story.subtitle
    assert "in a sensitivity analysis of 8,192 futures the mean is" in Drivers.of(found()).subtitle
    assert [(bar.address, bar.low, bar.high) for bar in story.bars] == [
        (each["address"], each["low"], each["high"]) for each in item["drivers"]
    ]
    lines = render_table(result.document).partition("WHAT DECIDES")[2].splitlines()[1:6]
    assert [line.strip().partition("  ")[0].partition(" (")[0] for line in lines] == [
        bar.label.partition(" (")[0] for bar in story.bars[:5]
    ]


def test_ten_bars_at_most_and_none_too_narrow_to_be_seen() -> None:
    ends = [(f"drivers.d{k:02}", -10.0 * k, 10.0 * k) for k in range(14, 0, -1)]
    story = tornado(*ends, ("drivers.nothing", 0.0, 0.1))
    assert [bar.label for bar in story.bars] == [f"d{k:02}" for k in range(14, 4, -1)]
    assert len(tornado(("drivers.a", 0.0, 900.0), ("drivers.b", 0.0, 10.0)).bars) == 1


def test_noise_has_no_bar_and_a_process_speaks_for_its_settings() -> None:
    ends = [
        ("drivers.a", 0.0, 900.0),
        ("drivers.b", 0.0, 100.0),
        ("drivers.b.initial", 0.0, 90.0),
        ("drivers.c", 0.0, 2.0),
    ]
    assert [bar.label for bar in tornado(*ends).bars] == ["a", "b"]
    with pytest.raises(ValueError, match="by more than the simulation error"):
        tornado(*ends, se=1_000.0)


@pytest.mark.parametrize(
    ("ends", "of", "facts"),
    [
        (
            [("drivers.ml_a", 200.0, -50.0)],
            "savings",
            ("ML a moves the mean saving of ", "\N{MINUS SIGN}50.0 to 200 USD"),
        ),
        ([("drivers.a", 200.0, 900.0)], "savings", ("A moves the mean saving of ", " most: 200 to 900 USD")),
        (
            [("drivers.a", -200.0, -900.0)],
            "savings",
            ("A matters most: ", "costs 200 to 900 USD more than API on average"),
        ),
        ([("drivers.a", 200.0, 900.0)], "tco", ("A moves the mean cost of ", "most: 200 to 900 USD")),
        (
            [("drivers.a", 0.0, 900.0), ("drivers.b", 895.0, 0.0)],
            "savings",
            ("Nothing matters more than a", "0 to 900 USD"),
        ),
    ],
)
def test_what_moves_most_is_said_with_both_ends(ends: Any, of: str, facts: tuple[str, ...]) -> None:
    headline = tornado(*ends, of=of).headline
    assert all(fact in headline for fact in facts), headline
    assert said(f"drivers of {of}, {' '.join(f'{low:g} to {high:g}' for _, low, high in ends)}", headline)


def test_a_tornado_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing in these strategies is random"):
        tornado()
