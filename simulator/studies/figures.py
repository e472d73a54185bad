"""Figures that are compared, of all futures and of each replicate: so that differences have errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .points import Totals

__all__ = ["FIGURES", "FigureValues", "figures_of"]

FIGURES = ("mean", "p50", "p90", "p_beats", "option")


@dataclass(frozen=True, eq=False)
class FigureValues:
    """A figure of one scenario.

    Attributes
    ----------
    whole : float
        Of all futures.
    replicates, counts : float64, shape (replicates,)
        Of each replicate, and its futures.
    """

    whole: float
    replicates: NDArray[np.float64]
    counts: NDArray[np.float64]


def figures_of(
    totals: Totals, name: str, baseline: str, horizon: int, members: Sequence[str] = ()
) -> dict[str, FigureValues]:
    """Return the figures of one strategy; no `p_beats` for the baseline, `option` for a policy alone.

    Parameters
    ----------
    totals : Totals
    name, baseline : str
    horizon : int
        Months.
    members : sequence of str
        The strategies that a policy moves between; the option is the lowest of their means minus the policy's.
    """
    tally = totals.tally
    row, used = totals.row(name, horizon), np.flatnonzero(tally.count)
    counts = tally.count[used].astype(np.float64)
    p50, p90 = totals.quantiles(name, horizon, (0.5, 0.9))
    quantiles = tally.by_replicate(row).quantile(np.array([0.5, 0.9]))
    mean = _mean_of(totals, name, horizon)
    found = {
        "mean": mean,
        "p50": FigureValues(p50, quantiles[:, 0], counts),
        "p90": FigureValues(p90, quantiles[:, 1], counts),
    }
    if name != baseline:
        strategies = tally.layout.strategies
        at = tally.layout.horizons.index(horizon)
        wins = tally.wins[used, at, strategies.index(name), strategies.index(baseline), 0]
        found["p_beats"] = FigureValues(totals.p_beats(name, baseline, horizon)[0], wins / counts, counts)
    if members:
        best = min((_mean_of(totals, each, horizon) for each in members), key=lambda each: each.whole)
        found["option"] = FigureValues(best.whole - mean.whole, best.replicates - mean.replicates, counts)
    return found


def _mean_of(totals: Totals, name: str, horizon: int) -> FigureValues:
    tally = totals.tally
    row, used = totals.row(name, horizon), np.flatnonzero(tally.count)
    counts = tally.count[used].astype(np.float64)
    return FigureValues(totals.mean(name, horizon), tally.centre[row] + tally.sums[used, row, 0] / counts, counts)
