"""How far a figure of a run may be from that of infinitely many trajectories: standard errors and 90 % intervals.

Replicates are independent, so the spread of their own figures gives the error. That holds for Sobol points too, for
which formulas for independent draws are wrong. A percentile's interval is found among probabilities: the replicates'
distribution functions are compared at one amount, and the interval of the probability is read back as amounts. Their
quantiles would be compared where the density is: at a jump or in a thin tail that says little.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..distributions.special import stdtrit
from .engine.distribution import Distribution
from .engine.distribution_stack import DistributionStack
from .engine.tally import Tally

__all__ = [
    "Influence",
    "Spread",
    "jump_error",
    "quantile_intervals",
    "rare_variances",
    "share_interval",
    "standard_error",
    "standard_errors",
    "student_t90",
    "win_interval",
    "win_standard_error",
]

Array = NDArray[np.float64]

#: Gives a number of each distribution to all values in it.
Spread = Callable[[Array], Array]
#: How far trajectories of some values move the figure of the distribution that they are in, times N.
Influence = Callable[[Array, Spread], Array]

#: The smallest standard error of a probability, in trajectories of a replicate: of a percentile, and of a win. Sobol
#: points split an input into strata, so that replicates may agree closer than any of them is to the truth.
_PERCENTILE_FLOOR: Final = 0.1
_WIN_FLOOR: Final = 0.125


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
    return float(standard_errors(values[used], weights[used])) if np.count_nonzero(used) > 1 else None


def standard_errors(values: Array, weights: Array) -> Array:
    """Return standard errors of figures whose last axis is that of two or more replicates, all with trajectories."""
    weights = weights / weights.sum()
    centred = values - values[..., :1]  # equal values give 0 to the last bit
    spread = centred - np.sum(weights * centred, axis=-1, keepdims=True)
    return np.asarray(np.sqrt(np.sum(weights * spread * spread, axis=-1) / (weights.size - 1)))


def win_standard_error(wins: NDArray[np.int64], counts: NDArray[np.int64]) -> float:
    """Return the standard error of a probability from its hits in each replicate.

    Replicates may agree by coincidence. Its floor is an eighth of a trajectory of each and, with few trajectories on
    either side, the error of a binomial proportion, sqrt((k + 1)(N - k + 1) / (N + 2)^3).

    Parameters
    ----------
    wins, counts : int64, shape (replicates,)
    """
    n, k = int(counts.sum()), int(wins.sum())
    used = counts > 0
    error = standard_error(wins[used] / counts[used], counts.astype(np.float64)[used])
    floor = _WIN_FLOOR * int(np.count_nonzero(used)) / n
    if error is None or min(k, n - k) < 5 * counts.size:
        floor = max(floor, float(np.sqrt((k + 1.0) * (n - k + 1.0) / (n + 2.0) ** 3)))
    return max(error or 0.0, floor)


def jump_error(pooled: DistributionStack, influence: Influence, replicates: int) -> Array:
    """Return the smallest standard errors of means: what the widest gap between two values makes of a win's floor.

    Parameters
    ----------
    pooled : DistributionStack
    influence : callable
        How far a trajectory of this value moves the figure of a distribution, times N.
    replicates : int

    Returns
    -------
    float64, shape (rows,)
    """
    low, high = (influence(each, pooled.spread) for each in (pooled.low, pooled.high))
    steps = np.abs(np.append(0.0, low[1:] - high[:-1]))
    steps[pooled.starts + 1] = 0.0
    return _WIN_FLOOR * replicates / pooled.count * pooled.largest(steps)


def win_interval(p: float, error: float, t90: float | None) -> list[float] | None:
    """Return the 90 % interval of a probability, inside 0 to 1; None where t90 is not known."""
    return None if t90 is None else [max(0.0, p - t90 * error), min(1.0, p + t90 * error)]


def quantile_intervals(
    pooled: DistributionStack, parts: DistributionStack, p: Array, t90: float, held: float = 1.0
) -> Array:
    """Return 90 % intervals of quantiles: the pooled quantiles at p -+ t90 x the standard error of the probability.

    Parameters
    ----------
    pooled : DistributionStack
        Of each row.
    parts : DistributionStack
        Of each replicate of the first row, then of the next: two or more, of the same sizes in every row.
    p : float64, shape (quantiles,)
    t90 : float
        1 gives one standard error to either side.
    held : float
        Share of all trajectories that the parts hold. The error of a probability falls as 1 / sqrt(N), of Sobol points
        faster.

    Returns
    -------
    float64, shape (rows, quantiles, 2)
        Asymmetric where the distribution is.
    """
    rows = len(pooled)
    counts = parts.count[: len(parts) // rows].astype(np.float64)
    sides = parts.shares_around(np.repeat(pooled.quantile(p), counts.size, axis=0))  # they differ at a jump
    sides = np.ascontiguousarray(sides.reshape(2, rows, counts.size, p.size).swapaxes(2, 3))
    errors = np.maximum(standard_errors(sides, counts).max(axis=0), _PERCENTILE_FLOOR / counts.mean())
    half = t90 * np.hypot(errors * np.sqrt(held), pooled.cell_errors(np.tile(p, (rows, 1))))
    count = pooled.count[:, None]
    low, high = (np.clip(count * end + 0.5, 1, count) for end in (p - half, p + half))
    ranks = np.stack([np.floor(low), np.ceil(high)], axis=2)  # whole ones: at a jump no amount between two means much
    return pooled.quantile_discrete(ranks / count[:, :, None])


def share_interval(pooled: Distribution, parts: DistributionStack, x: float, t90: float) -> list[float]:
    """Return the 90 % interval of P(X > x), inside 0 to 1, as for a win.

    Parameters
    ----------
    pooled : Distribution
    parts : DistributionStack
        Of each replicate: two or more.
    x : float
    t90 : float
    """
    counts = parts.count
    above = np.array([part.count - round(part.share_at_most(x) * part.count) for part in parts], dtype=np.int64)
    p = 1.0 - pooled.share_at_most(x)
    inside = float(DistributionStack.of([pooled]).cell_errors(np.array([[1.0 - p]]))[0, 0]) if 0.0 < p < 1.0 else 0.0
    ends = win_interval(p, float(np.hypot(win_standard_error(above, counts), inside)), t90)
    assert ends is not None
    return ends


def rare_variances(stack: DistributionStack, share: float = 1e-3) -> Array:
    """Return how much of each variance comes from the given share of values, those that are farthest from the mean.

    Of each row, shape (rows,). It tells whether an error of the mean can be trusted: where few values carry most of the
    variance, most runs draw too few of them, and their replicates agree.
    """
    counts, width = stack.counts, stack.high - stack.low
    offset = stack.middles - stack.spread(stack.mean)
    # of c evenly spread values; those that lean to one end spread less
    spread = width * width / 12.0 * stack.spread(1.0 - 4.0 * stack.lean**2)
    squares = offset * offset + spread * (counts + 1) / np.maximum(counts - 1, 1)
    totals, found = stack.sums(squares * counts), np.zeros(len(stack))
    for at, (first, size, wanted) in enumerate(
        zip(stack.starts + 1, stack.sizes - 1, share * stack.count, strict=True)
    ):
        mine, some = squares[first : first + size], counts[first : first + size]
        if (most := math.ceil(wanted)) < size:  # each cell has a value or more
            farthest = np.argpartition(mine, size - most)[size - most :]
            mine, some = mine[farthest], some[farthest]
        order = np.argsort(-mine, kind="stable")
        mine, some = mine[order], some[order]
        found[at] = np.sum(mine * np.clip(wanted - (np.cumsum(some) - some), 0.0, some))
    return np.where(totals > 0.0, found / np.where(totals > 0.0, totals, 1.0), 0.0)
