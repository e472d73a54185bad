"""Statistics of a tally, each with its Monte Carlo error. Quantiles are Hazen's, of the pooled sample."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .engine.distribution import Distribution
from .engine.distribution_stack import DistributionStack
from .engine.tally import Tally
from .intervals import Spread, quantile_intervals, rare_variances, standard_errors, student_t90
from .mean_intervals import MeanLike, effective_futures, mean_intervals
from .tail_shares import rare_shares

__all__ = [
    "PERCENTILES",
    "TAIL",
    "break_even",
    "p_beats",
    "p_cheapest",
    "p_ties",
    "percentiles_of_rows",
    "summaries",
    "within",
]

Array = NDArray[np.float64]

#: Percentiles of the TCO that are reported.
PERCENTILES: Final = (1, 5, 10, 25, 50, 75, 80, 90, 95, 99)
_SHARES: Final = np.array(PERCENTILES) / 100.0
_FIGURES: Final = ("mean", "sd", *(f"p{p}" for p in PERCENTILES), "cvar95")
#: The worst share of futures whose mean `cvar95` is: those above this probability.
TAIL: Final = 0.95
_EDGE: Final = PERCENTILES.index(95)
#: Futures that have to carry the variance of a mean, at least: one alone says nothing of how far others go.
_FEWEST: Final = 2.0
#: The same for an sd, of the futures that carry the variance itself.
_FEWEST_OF_SD: Final = 64.0


def summaries(tally: Tally, rows: Sequence[int], finite: Sequence[int]) -> list[dict[str, Any]]:
    """Return mean, sd, percentiles and tail mean of rows of TCO or savings, and how well each is known.

    Parameters
    ----------
    tally : Tally
    rows : sequence of int
    finite : sequence of int
        The highest even moment that the laws behind each row are known to have, 4 at most: without the second no error
        of a mean is known, without the fourth none of an sd.

    Returns
    -------
    list of dict
        Of each row: each figure by its name. Under `se` its standard error, under `interval90` the ends of its 90 %
        interval; None where it is not known. Under `rare_variance` the share of the variance that comes from 1 value in
        1,000, under `variance_futures` the number of equal futures that would carry the variance: None where nothing
        varies. Under `rare_mean` the share of the mean that comes from the highest 1 in 1,000, and its interval: None
        where the mean is not above 0.
    """
    known = iter(finite)
    return [each for some in tally.batches(rows) for each in _summaries(tally, some, [next(known) for _ in some])]


def _summaries(tally: Tally, rows: Sequence[int], finite: Sequence[int]) -> list[dict[str, Any]]:
    used, t90 = tally.count > 0, student_t90(tally)
    counts = tally.count[used].astype(np.float64)
    shape = len(rows), counts.size
    pooled, parts = tally.stacks(rows)
    mean, sd = tally.means[rows], np.array([tally.sd(row) for row in rows])
    quantiles, tail = pooled.quantile(_SHARES), pooled.mean_above(TAIL)
    figures = np.column_stack([mean, sd, quantiles, tail])
    first, second = np.ascontiguousarray((tally.sums[used][:, rows] / counts[:, None, None]).T)  # of x - centre
    sds = np.sqrt(np.maximum(second - first * first, 0.0))
    tails, by_shares = parts.mean_above(TAIL).reshape(shape), parts.quantile(_SHARES).reshape(*shape, -1)
    errors = np.full(figures.shape, None)
    if counts.size > 1:
        errors = standard_errors(np.stack([first, sds, *np.moveaxis(by_shares, 2, 0), tails], axis=1), counts)
    shift = (mean - tally.centre[rows])[:, None]
    like_means = _like_means(
        mean, sd, quantiles[:, _EDGE], tail, first, second - 2.0 * shift * first + shift * shift, pooled, parts
    )
    carried = {key: effective_futures(pooled, figure.influence) for key, figure in like_means.items()}
    intervals = np.full((*figures.shape, 2), np.nan)
    if t90 is not None:
        intervals[:, 2:-1] = quantile_intervals(pooled, parts, _SHARES, t90)
        for key, figure in like_means.items():
            intervals[:, _FIGURES.index(key)] = mean_intervals(figure, pooled, counts, t90)
    rare, of_variance = rare_shares(pooled, parts, t90), rare_variances(pooled).tolist()
    found = []
    for at, known in enumerate(finite):
        of_row = {key: float(values[at]) for key, values in carried.items()}
        ends: dict[str, list[float] | None] = dict(zip(_FIGURES, intervals[at].tolist(), strict=True))
        ends |= {key: None for key in like_means if not _worth_stating(key, of_row, known)}
        share = {"share": rare[at].share, "interval90": rare[at].interval90 if known >= 2 else None}
        found.append(
            {
                **dict(zip(_FIGURES, figures[at].tolist(), strict=True)),
                "se": dict(zip(_FIGURES, errors[at].tolist(), strict=True)),
                "interval90": dict.fromkeys(_FIGURES) if t90 is None else ends,
                "rare_mean": share if mean[at] > 0.0 else None,
                "rare_variance": of_variance[at],
                "variance_futures": of_row["mean"] if np.isfinite(of_row["mean"]) else None,
            }
        )
    return found


def _like_means(
    mean: Array,
    sd: Array,
    edge: Array,
    tail: Array,
    firsts: Array,
    squares: Array,
    pooled: DistributionStack,
    parts: DistributionStack,
) -> dict[str, MeanLike]:
    """Return mean, sd and tail mean with their influence functions.

    Parameters
    ----------
    mean, sd, edge, tail : float64, shape (rows,)
        `edge` is where the tail begins.
    firsts, squares : float64, shape (rows, replicates)
        Mean of each replicate, from any origin, and mean square of its distance from the mean of all.
    pooled : DistributionStack
        Of each row.
    parts : DistributionStack
        Of each replicate of the first row, then of the next.
    """
    twice = np.where(sd != 0.0, 2.0 * sd, np.inf)

    def on_sd(x: Array, spread: Spread) -> Array:
        return np.asarray((x - spread(mean)) ** 2 / spread(twice))

    def on_tail(x: Array, spread: Spread) -> Array:
        return np.maximum(x - spread(edge), 0.0) / (1.0 - TAIL)

    # a cell has its two ends and, between them, values that may be anywhere
    spread = np.where(
        pooled.high > pooled.spread(edge),
        np.maximum(pooled.counts - 2, 0) * (pooled.high - pooled.low) ** 2 / 12.0,
        0.0,
    )
    unresolved = np.sqrt(pooled.sums(spread)) / (pooled.count * (1.0 - TAIL))
    tails = parts.excess(np.repeat(edge, firsts.shape[1])[:, None]).reshape(firsts.shape) / (1.0 - TAIL)
    return {
        "mean": MeanLike(mean, lambda x, spread: x, firsts),
        "sd": MeanLike(sd, on_sd, squares / twice[:, None]),
        "cvar95": MeanLike(tail, on_tail, tails, unresolved),
    }


def _worth_stating(key: str, carried: dict[str, float], finite: int) -> bool:
    """Tell whether enough futures carry the variance of a figure for its interval to hold the truth.

    An sd takes more: its own error has to be seen in values that are rarer still, unless all the rare ones are alike.
    """
    if finite < (4 if key == "sd" else 2) or carried[key] < _FEWEST:
        return False
    return key != "sd" or carried["mean"] >= _FEWEST_OF_SD or carried["sd"] >= carried["mean"] / 2.0


def percentiles_of_rows(
    tally: Tally, rows: Sequence[int], which: tuple[int, ...] = (10, 50, 90)
) -> list[dict[str, float]]:
    """Return mean and percentiles of each of some rows that are shown without error bars."""
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
