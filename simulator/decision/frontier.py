"""The efficient frontier: cost on average against cost in the worst 5 % of futures.

A strategy is efficient if no other one that may be chosen costs at most as much by both measures and less by one. Equal
strategies both stay.

Source: H. Markowitz, *Portfolio selection* (1952), with the mean of the tail in the place of the variance:
R. T. Rockafellar and S. Uryasev, *Optimization of conditional value-at-risk* (2000).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.operations import ROUNDING
from ..engine.tally import Tally
from ..intervals import student_t90
from .scores import Score, gap_error

__all__ = ["efficient", "frontier_of"]


def efficient(costs: Mapping[str, tuple[float, float]]) -> list[str]:
    """Return the strategies that no other one beats, in ascending order of the first measure.

    Parameters
    ----------
    costs : mapping of str to (float, float)
        Of the strategies that may be chosen, by two measures.
    """
    found = [name for name in costs if not any(_beats(costs[other], costs[name]) for other in costs)]
    return sorted(found, key=lambda name: costs[name])


def _beats(one: tuple[float, float], other: tuple[float, float]) -> bool:
    gaps = [_gap(mine, theirs) for mine, theirs in zip(one, other, strict=True)]
    return min(gaps) >= 0.0 and max(gaps) > 0.0


def _gap(lower: float, higher: float) -> float:
    """Return the difference; 0 where it is rounding."""
    gap = higher - lower
    return 0.0 if abs(gap) <= ROUNDING * max(abs(lower), abs(higher)) else gap


def frontier_of(tally: Tally, mean: Mapping[str, Score], worst_5: Mapping[str, Score]) -> dict[str, Any]:
    """Return the members "frontier" and "frontier_savings" of a verdict, as plain dicts and lists.

    Parameters
    ----------
    tally : Tally
    mean, worst_5 : mapping of str to Score
        Of the strategies that may be chosen, by either measure.
    """
    scores = {"mean": mean, "worst_5": worst_5}
    costs = {name: (mean[name].value, worst_5[name].value) for name in tally.layout.allowed}
    found = efficient(costs)
    if len(costs) < 2:
        return {"frontier": found, "frontier_savings": None}
    savings = {}
    for at, (key, by_name) in enumerate(scores.items()):
        best, other = (found[0], found[-1]) if key == "mean" else (found[-1], found[0])
        if len(found) == 1:
            other = _lowest({name: pair[at] for name, pair in costs.items() if name != best})
        savings[key] = {"strategy": best, "against": other, **_saving(tally, by_name[best], by_name[other])}
    return {"frontier": found, "frontier_savings": savings}


def _lowest(costs: Mapping[str, float]) -> str:
    return min(costs, key=lambda name: costs[name])


def _saving(tally: Tally, lower: Score, higher: Score) -> dict[str, Any]:
    value, error, t90 = _gap(lower.value, higher.value), gap_error(tally, lower, higher), student_t90(tally)
    ends = None if error is None or t90 is None else [value - t90 * error, value + t90 * error]
    return {"saves": value, "interval90": ends}
