"""Expected regret: what a choice costs, on average, above the strategy that turns out cheapest in each future."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..engine.operations import ROUNDING
from ..engine.tally import Tally
from ..intervals import standard_error

__all__ = ["regrets"]


def regrets(tally: Tally, horizon: int, finite: Mapping[str, int]) -> tuple[dict[str, float], dict[str, float | None]]:
    """Return the expected regret of each strategy that may be chosen, and its standard error, by name.

    The regret of a strategy in a future is its TCO less the lowest TCO there of all that may be chosen. Its mean over
    all futures is exact: a difference of two exact means. That of the lowest mean is the value of perfect information.

    Parameters
    ----------
    tally : Tally
    horizon : int
        Months.
    finite : mapping of str to int
        By strategy, the highest even moment of its cost: without the second no error of its mean is known.

    Returns
    -------
    tuple of dict
        In the scenario's currency. A standard error is None where it is not known.

    Notes
    -----
    L. J. Savage, *The theory of statistical decision*, Journal of the American Statistical Association 46 (1951).
    """
    layout, n, counts = tally.layout, tally.trajectories, tally.count.astype(np.float64)
    if layout.lowest is None:
        return dict.fromkeys(layout.allowed, 0.0), dict.fromkeys(layout.allowed, 0.0)
    values: dict[str, float] = {}
    errors: dict[str, float | None] = {}
    lowest = layout.row(layout.lowest, horizon)
    for name in layout.allowed:
        row = layout.row(layout.tco[name], horizon)
        apart, sums = tally.centre[row] - tally.centre[lowest], tally.sums[:, row, 0] - tally.sums[:, lowest, 0]
        value = float(apart + sums.sum() / n)
        values[name] = value if value > ROUNDING * abs(tally.mean(row)) else 0.0
        errors[name] = standard_error(apart + sums / np.maximum(counts, 1.0), counts) if finite[name] else None
    return values, errors
