"""Statistics of a tally, each with its Monte Carlo standard error.

Quantiles are Hazen's, of the pooled sample. A standard error is the spread of the replicates' own statistics: they
are independent, so it holds for Sobol points too, for which formulas for independent draws are wrong.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from .engine.distribution import Distribution
from .engine.tally import Tally

__all__ = [
    "PERCENTILES",
    "TAIL",
    "break_even",
    "p_beats",
    "p_cheapest",
    "p_ties",
    "percentiles",
    "standard_error",
    "student_t90",
    "summary",
    "win_standard_error",
    "within",
]

Array = NDArray[np.float64]

#: Percentiles of the TCO that are reported.
PERCENTILES: Final = (1, 5, 10, 25, 50, 75, 80, 90, 95, 99)
#: The worst share of futures whose mean `cvar95` is: those above this probability.
TAIL: Final = 0.95


def student_t90(tally: Tally) -> float | None:
    """Return Student's t for a two-sided 90 % interval; None where one replicate alone has trajectories."""
    degrees = int(np.count_nonzero(tally.count)) - 1
    return float(stdtrit(degrees, 0.95)) if degrees > 0 else None


def standard_error(values: Array, weights: Array) -> float | None:
    """Return the standard error of the weighted mean of independent replicates' values.

    Parameters
    ----------
    values : float64, shape (replicates,)
    weights : float64, shape (replicates,)
        Trajectories in each; a replicate with none is left out.
    """
    used = weights > 0
    values, weights = values[used], weights[used] / weights[used].sum()
    if values.size < 2:
        return None
    centred = values - values[0]  # equal values give 0 to the last bit
    spread = centred - np.sum(weights * centred)
    return float(np.sqrt(np.sum(weights * spread * spread) / (values.size - 1)))


def summary(tally: Tally, row: int) -> dict[str, object]:
    """Return mean, sd, percentiles and tail mean of a row of TCO or savings, with their standard errors under `se`."""
    pooled = _of_distribution(tally.distribution(row))
    parts = [_of_distribution(part) for part, n in zip(tally.by_replicate(row), tally.count, strict=True) if n]
    counts = tally.count[tally.count > 0].astype(np.float64)
    se = {name: standard_error(np.array([part[name] for part in parts]), counts) for name in pooled}
    sums = tally.sums[tally.count > 0, row]
    means = sums[:, 0] / counts
    sds = np.sqrt(np.maximum(sums[:, 1] / counts - means * means, 0.0))
    moments = {"mean": standard_error(means, counts), "sd": standard_error(sds, counts)}
    return {"mean": tally.mean(row), "sd": tally.sd(row), **pooled, "se": {**moments, **se}}


def _of_distribution(distribution: Distribution) -> dict[str, float]:
    values = distribution.quantile(np.array(PERCENTILES) / 100.0)
    named = {f"p{p}": float(x) for p, x in zip(PERCENTILES, values, strict=True)}
    return {**named, "cvar95": distribution.mean_above(TAIL)}


def percentiles(tally: Tally, row: int, which: tuple[int, ...] = (10, 50, 90)) -> dict[str, float]:
    """Return mean and percentiles of a row that is shown without error bars."""
    fixed = tally.constant(row)  # exact to the last digit, which a one-word cell need not be
    probabilities = np.array(which) / 100.0
    values = tally.distribution(row).quantile(probabilities) if fixed is None else np.full(len(which), fixed)
    return {"mean": tally.mean(row), **{f"p{p}": float(x) for p, x in zip(which, values, strict=True)}}


def win_standard_error(wins: NDArray[np.int64], counts: NDArray[np.int64]) -> float | None:
    """Return the standard error of a probability from its hits in each replicate.

    With few trajectories on either side, replicates may agree by coincidence. Then its floor is the error of a binomial
    proportion, sqrt((k + 1)(N - k + 1) / (N + 2)^3).

    Parameters
    ----------
    wins, counts : int64, shape (replicates,)
    """
    n, k = int(counts.sum()), int(wins.sum())
    used = counts > 0
    error = standard_error(wins[used] / counts[used], counts.astype(np.float64)[used])
    if min(k, n - k) >= 5 * counts.size and error is not None:
        return error
    return max(error or 0.0, float(np.sqrt((k + 1.0) * (n - k + 1.0) / (n + 2.0) ** 3)))


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
