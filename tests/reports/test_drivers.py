"""The tornado's bars are those of the analysis, and its sentence is true of the widest."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from story_case import said

from tcorisk import load
from tcorisk.reports.stories import Drivers
from tcorisk.simulator.sensitivity import Sensitivity, sensitivity
from tcorisk.simulator.sensitivity.estimates import Estimate
from tcorisk.simulator.sensitivity.findings import InputSensitivity


@cache
def found(of: str = "savings") -> Sensitivity:
    return sensitivity(load("two_year_exercise"), of=of, trajectories=8_192)


def tornado(*ends: tuple[str, float, float], of: str = "savings", sd: float = 1_000.0) -> Drivers:
    nothing = Estimate(0.0, 0.0)
    inputs = tuple(InputSensitivity(a, "value", low, high, 0.0, nothing, None, None, None) for a, low, high in ends)
    return Drivers.of(replace(found(), of=of, inputs=inputs, sd=sd))


def test_bars_are_those_of_the_analysis_widest_first() -> None:
    story = Drivers.of(found())
    widths = [abs(bar.high - bar.low) for bar in story.bars]
    assert widths == sorted(widths, reverse=True)
    assert max(widths) == max(abs(item.high - item.low) for item in found().inputs)
    for bar in story.bars:
        assert (bar.low, bar.high) == (found()[bar.address].low, found()[bar.address].high)
    assert story.centre == found().mean
    assert story.bars[0].label == "upkeep share"
    assert Drivers.of(found("tco")).headline.startswith("Upkeep share moves the cost most: ")


def test_ten_bars_at_most_and_none_too_narrow_to_be_seen() -> None:
    ends = [(f"drivers.d{k:02}", -1.0 * k, 1.0 * k) for k in range(1, 15)]
    story = tornado(*ends, ("drivers.nothing", 0.0, 0.1))
    assert [bar.label for bar in story.bars] == [f"d{k:02}" for k in range(14, 4, -1)]
    assert len(tornado(("drivers.a", 0.0, 900.0), ("drivers.b", 0.0, 1.0)).bars) == 1


@pytest.mark.parametrize(
    ("ends", "of", "facts"),
    [
        ([("drivers.ml_a", 200.0, -50.0)], "savings", ("ML a moves the saving most", "saves 200", "costs 50.0 more")),
        ([("drivers.a", 200.0, 900.0)], "savings", ("A moves the saving most", "saves 200", "900")),
        ([("drivers.a", -200.0, -900.0)], "savings", ("A moves the saving most", "costs 200 more", "900")),
        ([("drivers.a", 200.0, 900.0)], "tco", ("A moves the cost most", "costs 200", "900")),
        (
            [("drivers.a", 0.0, 900.0), ("drivers.b", 895.0, 0.0)],
            "savings",
            ("Nothing moves the saving more than a", "saves 0", "900"),
        ),
        ([("drivers.a", 5.0, 5.0)], "savings", ("No single input",)),
    ],
)
def test_what_moves_most_is_said_with_both_ends(ends: Any, of: str, facts: tuple[str, ...]) -> None:
    headline = tornado(*ends, of=of).headline
    assert all(fact in headline for fact in facts)
    assert said(f"drivers of {of}, {' '.join(f'{low:g} to {high:g}' for _, low, high in ends)}", headline)


def test_a_tornado_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing in these strategies is random"):
        tornado()
