"""Figures that are compared, of all futures and of each replicate: so that differences have errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...configs.text.unknown import UnknownName, unknown
from ..arguments import whole_number
from .points import Totals

__all__ = ["FIGURES", "FigureValues", "difference_of", "difference_rows", "figures_of"]

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


def difference_rows(strategies: Mapping[str, Any]) -> list[list[str]]:
    """Return mean, P50 and P90 of each strategy of a document at its last horizon, before and after, as text."""
    rows = []
    for name, strategy in strategies.items():
        *_, (horizon, figures) = strategy["horizons"].items()
        for key in ("mean", "p50", "p90"):
            if (found := figures[key]) is not None:
                amounts = f"{found['a']:,.0f}", f"{found['b']:,.0f}", f"{found['difference']:+,.0f}"
                rows.append([f"{name}, {horizon} months, {key}", *amounts])
    return rows


def difference_of(strategies: Mapping[str, Any], strategy: str, figure: str, horizon: int | None) -> Any:
    """Return what a document says of a figure, `a`, `b` and `difference`; by default at the last horizon.

    Raises
    ------
    UnknownName
        A KeyError and a ValueError: if there is no such strategy, figure or horizon.
    """
    if strategy not in strategies:
        raise unknown("strategy", strategy, strategies)
    horizons = strategies[strategy]["horizons"]
    months = max(horizons, key=int) if horizon is None else str(whole_number(horizon, "horizon"))
    if months not in horizons:
        raise UnknownName(f"no horizon of {months} months; there are {', '.join(horizons)}")
    figures = {key: found for key, found in horizons[months].items() if found is None or "difference" in found}
    if figure not in figures:
        raise unknown("figure", figure, figures)
    return figures[figure]
