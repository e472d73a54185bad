"""90 % intervals of figures that are means of the futures, or nearly so: mean, sd and mean of the worst 5 %.

Each has an influence function: how far one future moves the figure, times N. The figure is as certain as the mean of
the influences. Three things make the spread of the replicates' means too small a measure:

- Where the tail is long, the outermost value of each replicate decides, and 16 values rarely show how far such values
  go. So the outermost 16 futures of each end count at least as independent draws do.
- The error then is skewed: it is far more often a little too low than much too low. The side to which the replicates'
  means are skewed is made longer.
- Replicates can agree by coincidence, or because the cells of the histogram are all that is known of a value.

How many futures carry the variance tells where no interval is worth stating.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .engine.distribution import Distribution
from .intervals import jump_error, standard_error

__all__ = ["MeanLike", "effective_futures", "end_error", "mean_interval"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MeanLike:
    """A figure that is nearly a mean of the futures.

    Attributes
    ----------
    value : float
    influence : callable
        How far a trajectory of this value moves the figure, times N; any constant may be added.
    replicates : float64, shape (replicates,)
        Mean influence in each replicate.
    unresolved : float
        Standard error that comes from values of which only their cell is known.
    """

    value: float
    influence: Callable[[Array], Array]
    replicates: Array
    unresolved: float = 0.0


def mean_interval(figure: MeanLike, pooled: Distribution, counts: Array, t90: float) -> list[float]:
    """Return the ends of the 90 % interval of a figure; asymmetric where its error is.

    Parameters
    ----------
    figure : MeanLike
    pooled : Distribution
        Of all replicates together.
    counts : float64, shape (replicates,)
        Trajectories in each replicate: one or more.
    t90 : float
    """
    replicates = counts.size
    error = max(
        standard_error(figure.replicates, counts) or 0.0,
        jump_error(pooled, figure.influence, replicates),
        end_error(pooled, figure.influence, replicates),
    )
    error = float(np.hypot(error, figure.unresolved))
    skewness = _skewness_of_mean(figure.replicates, counts)
    # Johnson (1978), twice: 16 values show about half of the skewness of a heavy tail
    shift = 2.0 * (1.0 + 2.0 * t90 * t90) / 6.0 * skewness
    return [figure.value - error * (t90 + max(-shift, 0.0)), figure.value + error * (t90 + max(shift, 0.0))]


def _skewness_of_mean(values: Array, weights: Array) -> float:
    """Return the skewness of the weighted mean of independent values like these."""
    share = weights / weights.sum()
    offset = values - values[0]
    offset = offset - np.sum(share * offset)
    largest = np.max(np.abs(offset))
    if not largest > 0.0:
        return 0.0
    offset = offset / largest
    return float(np.sum(share * offset**3) / np.sum(share * offset**2) ** 1.5 / np.sqrt(values.size))


def end_error(pooled: Distribution, influence: Callable[[Array], Array], replicates: int) -> float:
    """Return the standard error that the outermost values would give if they were independent draws.

    Sobol points spread a replicate's values evenly, but for where its outermost one lies in its stratum. Counted is
    what the outermost values of each end, one for each replicate, have beyond the next value.

    Parameters
    ----------
    pooled : Distribution
    influence : callable
        As in `MeanLike`.
    replicates : int
    """
    squares = 0.0
    for step in (1, -1):  # from the lower end, from the upper end
        counts, low, high = (each[::step][: replicates + 1] for each in (pooled.counts, pooled.low, pooled.high))
        until = np.cumsum(counts)
        moved = influence((low + high) / 2.0)
        taken = np.clip(replicates - (until - counts), 0, counts)
        beyond = moved - moved[min(int(np.searchsorted(until, replicates + 1)), moved.size - 1)]
        squares += float(np.sum(taken * beyond * beyond))
    return float(np.sqrt(squares)) / pooled.count


def effective_futures(pooled: Distribution, influence: Callable[[Array], Array]) -> float:
    """Return how many futures of equal weight would carry the variance of an influence: (sum d^2)^2 / sum d^4.

    An event of one size counts its hits; where one value outweighs all others it is 1. Infinite where nothing varies.
    Source: L. Kish, *Survey Sampling* (1965), for weights d^2.
    """
    moved = influence(pooled.middles)
    offset = moved - np.sum(pooled.counts / pooled.count * moved)
    largest = float(np.max(np.abs(offset), initial=0.0))
    if not largest > 0.0:
        return float("inf")
    squares = np.square(offset / largest)
    return float(np.sum(pooled.counts * squares) ** 2 / np.sum(pooled.counts * squares * squares))
