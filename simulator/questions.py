"""What is asked of a run beside the figures that every run has: other percentiles, and how often a cost is exceeded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from .engine.distribution_stack import DistributionStack
from .engine.tally import Tally
from .intervals import quantile_intervals, share_interval, student_t90

__all__ = ["answers", "check_percentiles", "exceedance", "percentile"]

#: Futures that lie beyond a percentile, at least: with fewer it is one of the largest values, and moves with the seed.
_FEWEST_BEYOND: Final = 10


def check_percentiles(percentiles: Sequence[float], trajectories: int) -> None:
    """Refuse a percentile that is none, or that too few of the futures lie beyond.

    Raises
    ------
    ValueError
    """
    for p in percentiles:
        if not 0.0 < p < 100.0:
            raise ValueError(f"a percentile lies between 0 and 100, got {p:g}")
        beyond = min(p, 100.0 - p) / 100.0
        if beyond * trajectories < _FEWEST_BEYOND * (1.0 - 1e-9):
            needed = _FEWEST_BEYOND / beyond
            raise ValueError(
                f"P{p:g} cannot be read from {trajectories:,} futures: fewer than {_FEWEST_BEYOND} lie beyond it; "
                f"it needs {int(np.ceil(needed * (1.0 - 1e-9))):,} or more"
            )


def percentile(tally: Tally, row: int, p: float) -> dict[str, Any]:
    """Return a percentile of a row and the ends of its 90 % interval, None where that is not known.

    Parameters
    ----------
    tally : Tally
    row : int
    p : float
        From 0 to 100.
    """
    pooled, t90 = tally.distribution(row), student_t90(tally)
    share = np.array([p / 100.0])
    value = float(pooled.quantile(share)[0])
    if t90 is None:
        return {"value": value, "interval90": None}
    parts = tally.by_replicate(row)
    [[ends]] = quantile_intervals(DistributionStack.of([pooled]), parts, share, t90)
    return {"value": value, "interval90": ends.tolist()}


def exceedance(tally: Tally, row: int, amount: float) -> dict[str, Any]:
    """Return the probability that a row is above an amount, and the ends of its 90 % interval.

    Amounts that differ from it by rounding alone are not above it.
    """
    edge = amount + 1e-12 * abs(amount)
    pooled, t90 = tally.distribution(row), student_t90(tally)
    parts = tally.by_replicate(row)
    p = 1.0 - pooled.share_at_most(edge)
    return {"value": p, "interval90": None if t90 is None else share_interval(pooled, parts, edge, t90)}


def answers(
    tally: Tally, percentiles: Sequence[float] = (), amounts: Sequence[float] = ()
) -> dict[str, dict[str, dict[str, dict[str, Any]]]]:
    """Return what was asked about the total cost, by question, strategy and horizon.

    Parameters
    ----------
    tally : Tally
    percentiles : sequence of float
        From 0 to 100.
    amounts : sequence of float
        In the scenario's currency.

    Returns
    -------
    dict
        Questions are `p99.5` and `above 500000`; an answer has `value` and `interval90`.

    Raises
    ------
    ValueError
        If fewer than 10 of the futures lie beyond a percentile.
    """
    check_percentiles(percentiles, tally.trajectories)
    layout = tally.layout
    asked: dict[str, tuple[Callable[[Tally, int, float], dict[str, Any]], float]]
    asked = {f"p{p:.12g}": (percentile, p) for p in percentiles}
    asked |= {f"above {amount:.12g}": (exceedance, amount) for amount in amounts}
    return {
        question: {
            name: {
                str(horizon): answer(tally, layout.row(layout.tco[name], horizon), given) for horizon in layout.horizons
            }
            for name in layout.strategies
        }
        for question, (answer, given) in asked.items()
    }
