"""Statistics of a tally, each with its Monte Carlo error. Quantiles are Hazen's, of the pooled sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .engine.distribution import Distribution
from .engine.distribution_stack import DistributionStack
from .engine.tally import Tally
from .intervals import quantile_intervals, rare_variance, standard_errors, student_t90
from .mean_intervals import MeanLike, effective_futures, mean_interval
from .tail_shares import rare_share

__all__ = [
    "PERCENTILES",
    "TAIL",
    "break_even",
    "p_beats",
    "p_cheapest",
    "p_ties",
    "percentiles",
    "percentiles_of_rows",
    "summary",
    "within",
]

Array = NDArray[np.float64]

#: Percentiles of the TCO that are reported.
PERCENTILES: Final = (1, 5, 10, 25, 50, 75, 80, 90, 95, 99)
_SHARES: Final = np.array(PERCENTILES) / 100.0
_NAMES: Final = tuple(f"p{p}" for p in PERCENTILES)
#: The worst share of futures whose mean `cvar95` is: those above this probability.
TAIL: Final = 0.95
#: Futures that have to carry the variance of a mean, at least: one alone says nothing of how far others go.
_FEWEST: Final = 2.0
#: The same for an sd, of the futures that carry the variance itself.
_FEWEST_OF_SD: Final = 64.0


def summary(tally: Tally, row: int, finite: int = 4) -> dict[str, Any]:
    """Return mean, sd, percentiles and tail mean of a row of TCO or savings, and how well each is known.

    Parameters
    ----------
    tally : Tally
    row : int
    finite : int
        The highest even moment that the laws behind the row are known to have, 4 at most: without the second no error
        of a mean is known, without the fourth none of an sd.

    Returns
    -------
    dict
        Each figure by its name. Under `se` its standard error, under `interval90` the ends of its 90 % interval; None
        where it is not known. Under `rare_variance` the share of the variance that comes from 1 value in 1,000, under
        `variance_futures` the number of equal futures that would carry the variance: None where nothing varies. Under
        `rare_mean` the share of the mean that comes from the highest 1 in 1,000, and its interval: None where the mean
        is not above 0.
    """
    pooled, used = tally.distribution(row), tally.count > 0
    counts = tally.count[used].astype(np.float64)
    parts = tally.by_replicate(row)
    quantiles = pooled.quantile(_SHARES).tolist()
    tail = {"cvar95": pooled.mean_above(TAIL)}
    figures = {"mean": tally.mean(row), "sd": tally.sd(row), **dict(zip(_NAMES, quantiles, strict=True)), **tail}
    first, second = (tally.sums[used, row, power] / counts for power in (0, 1))  # of x - centre
    sds = np.sqrt(np.maximum(second - first * first, 0.0))
    spread = np.stack([first, sds, *parts.quantile(_SHARES).T, parts.mean_above(TAIL)])
    errors = standard_errors(spread, counts).tolist() if len(parts) > 1 else [None] * len(figures)
    se: dict[str, float | None] = dict(zip(figures, errors, strict=True))
    t90 = student_t90(tally)
    intervals: dict[str, list[float] | None] = dict.fromkeys(figures)
    if t90 is not None:
        intervals |= zip(_NAMES, quantile_intervals(pooled, parts, _SHARES, t90).tolist(), strict=True)
    shift = figures["mean"] - float(tally.centre[row])
    like_means = _like_means(figures, first, second - 2.0 * shift * first + shift * shift, pooled, parts)
    carried = {key: effective_futures(pooled, figure.influence) for key, figure in like_means.items()}
    for key, figure in like_means.items():
        if t90 is not None and _worth_stating(key, carried, finite):
            intervals[key] = mean_interval(figure, pooled, counts, t90)
    rare = rare_share(pooled, parts, t90 if finite >= 2 else None)
    return {
        **figures,
        "se": se,
        "interval90": intervals,
        "rare_mean": {"share": rare.share, "interval90": rare.interval90} if figures["mean"] > 0.0 else None,
        "rare_variance": rare_variance(pooled),
        "variance_futures": carried["mean"] if np.isfinite(carried["mean"]) else None,
    }


def _like_means(
    figures: dict[str, float], firsts: Array, squares: Array, pooled: Distribution, parts: DistributionStack
) -> dict[str, MeanLike]:
    """Return mean, sd and tail mean with their influence functions.

    Parameters
    ----------
    figures : dict of float
    firsts, squares : float64, shape (replicates,)
        Mean of each replicate, from any origin, and mean square of its distance from the mean of all.
    pooled : Distribution
    parts : DistributionStack
        Of each replicate.
    """
    mean, sd, edge = (figures[key] for key in ("mean", "sd", f"p{100.0 * TAIL:.0f}"))

    def on_sd(x: Array) -> Array:
        return np.asarray((x - mean) ** 2 / (2.0 * sd) if sd else 0.0 * x)

    def on_tail(x: Array) -> Array:
        return np.maximum(x - edge, 0.0) / (1.0 - TAIL)

    # a cell has its two ends and, between them, values that may be anywhere
    spread = np.where(
        pooled.high > edge, np.maximum(pooled.counts - 2, 0) * (pooled.high - pooled.low) ** 2 / 12.0, 0.0
    )
    unresolved = float(np.sqrt(np.sum(spread))) / (pooled.count * (1.0 - TAIL))
    return {
        "mean": MeanLike(mean, lambda x: x, firsts),
        "sd": MeanLike(sd, on_sd, squares / (2.0 * sd) if sd else np.zeros_like(squares)),
        "cvar95": MeanLike(figures["cvar95"], on_tail, parts.means_of(on_tail(parts.middles)), unresolved),
    }


def _worth_stating(key: str, carried: dict[str, float], finite: int) -> bool:
    """Tell whether enough futures carry the variance of a figure for its interval to hold the truth.

    An sd takes more: its own error has to be seen in values that are rarer still, unless all the rare ones are alike.
    """
    if finite < (4 if key == "sd" else 2) or carried[key] < _FEWEST:
        return False
    return key != "sd" or carried["mean"] >= _FEWEST_OF_SD or carried["sd"] >= carried["mean"] / 2.0


def percentiles(tally: Tally, row: int, which: tuple[int, ...] = (10, 50, 90)) -> dict[str, float]:
    """Return mean and percentiles of a row that is shown without error bars."""
    return percentiles_of_rows(tally, [row], which)[0]


def percentiles_of_rows(
    tally: Tally, rows: Sequence[int], which: tuple[int, ...] = (10, 50, 90)
) -> list[dict[str, float]]:
    """Return what `percentiles` gives, of many rows in one pass."""
    values = tally.quantiles(rows, np.array(which) / 100.0)
    fixed = ~np.any(tally.sums[:, rows, 1], axis=0)  # exact to the last digit, which a one-word cell need not be
    values[fixed] = tally.centre[rows][fixed, None]
    names = ["mean", *(f"p{p}" for p in which)]
    figures = np.column_stack([tally.means[rows], values]).tolist()
    return [dict(zip(names, each, strict=True)) for each in figures]


def p_cheapest(tally: Tally, name: str, at: int) -> float:
    """Return the probability of being the cheapest of those that may be chosen; a tie is shared.

    Parameters
    ----------
    tally : Tally
    name : str
        A strategy; 0 for one that is barred.
    at : int
        Index of the horizon.
    """
    allowed = tally.layout.allowed
    if name not in allowed:
        return 0.0
    alike = tally.cheapest[at, allowed.index(name)] / (1.0 + np.arange(len(allowed)))
    return float(alike.sum() / tally.trajectories)


def p_beats(tally: Tally, strategy: str, against: str, at: int) -> float:
    """Return the probability that a strategy costs strictly less than another at a horizon, given by its index."""
    names = tally.layout.strategies
    return int(tally.wins[:, at, names.index(strategy), names.index(against), 0].sum()) / tally.trajectories


def p_ties(tally: Tally, strategy: str, against: str, at: int) -> float:
    """Return the probability that two strategies cost the same at a horizon, given by its index."""
    names, n = tally.layout.strategies, tally.trajectories
    one, other = names.index(strategy), names.index(against)
    won, lost = (int(tally.wins[:, at, x, y, 0].sum()) for x, y in ((one, other), (other, one)))
    return (n - won - lost) / n


def break_even(distribution: Distribution, which: tuple[int, ...] = (10, 50, 90)) -> dict[str, int | None]:
    """Return percentiles of the month of break-even: whole months, `never` the latest of all, shown as None.

    Parameters
    ----------
    distribution : Distribution
        Of the month since which the strategy has cost less; 0 means never.
    """
    months, counts = distribution.low.astype(np.int64), distribution.counts
    reached = np.cumsum(np.where(months > 0, counts, 0))
    out: dict[str, int | None] = {}
    for p in which:
        # as whole numbers, so that a share that is met exactly counts as met
        there = np.flatnonzero((months > 0) & (100 * reached >= p * distribution.count))
        out[f"p{p}"] = int(months[there[0]]) if there.size else None
    return out


def within(amount: float) -> float:
    """Return the most that still keeps a budget of `amount`: sums of a fixed line may be off in their last digit."""
    return amount * (1.0 + 1e-12)
