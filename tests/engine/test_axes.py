"""Axes of a sweep: how many values, how far apart, and what is refused before it is built."""

from __future__ import annotations

import itertools
import tracemalloc

import pytest
from engine_tools import scenario

from tcorisk import grid
from tcorisk.simulator.studies.axes import ValueGrid

LINES = {"api": {"use": "monthly = 3"}, "own": {"rent": "monthly = 4"}}
RENT = "strategies.own.costs.rent.monthly"
USE = "strategies.api.costs.use.monthly"


@pytest.mark.parametrize("count", [1_000_001, 999_999_999, 10**400])
def test_too_many_values_are_refused_before_they_are_built(count: int) -> None:
    """In no memory, so at once."""
    tracemalloc.start()
    with pytest.raises(ValueError, match="at most 1,000,000 values"):
        grid(1, 2, count)
    assert tracemalloc.get_traced_memory()[1] < 100_000  # bytes; one byte a value would be more
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-1e308, 1.7e308, "overflows"),
        (0, 10**400, "two finite ends"),
        (float("nan"), 1.0, "two finite ends"),
        (1.0, float("inf"), "two finite ends"),
        (3, 3, "two finite ends that differ"),
    ],
)
def test_ends_that_are_none(low: float, high: float, words: str) -> None:
    """Refused in words, and without a warning of NumPy's."""
    for log in (False, True):
        with pytest.raises(ValueError, match=words):
            grid(low, high, 3, log)


def test_the_widest_grid() -> None:
    """Up to the largest number there is."""
    assert grid(0.0, 1.7e308, 3) == [0.0, 0.85e308, 1.7e308]


def test_a_list_without_end_is_not_read_to_its_end() -> None:
    """Nor is a product of lists that is too large."""
    what = scenario(LINES)
    with pytest.raises(ValueError, match="at most 1,000,000 points"):
        ValueGrid.of(what, {RENT: itertools.count()})
    with pytest.raises(ValueError, match="at most 1,000,000 points"):
        ValueGrid.of(what, {RENT: range(2_000), USE: range(2_000)})
    assert len(ValueGrid.of(what, {RENT: range(1_000), USE: range(1_000)})) == 1_000_000
