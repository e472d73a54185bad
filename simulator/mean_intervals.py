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

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from .engine.distribution_stack import DistributionStack
from .intervals import Influence, jump_error, standard_errors

__all__ = ["MeanLike", "effective_futures", "end_error", "mean_intervals"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MeanLike:
    """A figure that is nearly a mean of the futures, of each of several rows.

    Attributes
    ----------
    value : float64, shape (rows,)
    influence : callable
        How far a trajectory of this value moves the figure, times N; any constant may be added.
    replicates : float64, shape (rows, replicates)
        Mean influence in each replicate.
    unresolved : float64, shape (rows,)
        Standard error that comes from values of which only their cell is known.
    """

    value: Array
    influence: Influence
    replicates: Array
    unresolved: Array | float = 0.0


def mean_intervals(figure: MeanLike, pooled: DistributionStack, counts: Array, t90: float) -> Array:
    """Return the ends of the 90 % intervals of a figure, shape (rows, 2); asymmetric where its error is.

    Parameters
    ----------
    figure : MeanLike
    pooled : DistributionStack
        Of all replicates together, of each row.
    counts : float64, shape (replicates,)
        Trajectories in each replicate: one or more, of two replicates or more.
    t90 : float
    """
    error = np.maximum.reduce(
        [
            standard_errors(figure.replicates, counts),
            jump_error(pooled, figure.influence, counts.size),
            end_error(pooled, figure.influence, counts.size),
        ]
    )
    error = np.hypot(error, figure.unresolved)
    skewness = _skewness_of_mean(figure.replicates, counts)
    # Johnson (1978), twice: 16 values show about half of the skewness of a heavy tail
    shift = 2.0 * (1.0 + 2.0 * t90 * t90) / 6.0 * skewness
    sides = np.maximum([-shift, shift], 0.0) + t90
    return np.stack([figure.value - error * sides[0], figure.value + error * sides[1]], axis=1)


def _skewness_of_mean(values: Array, weights: Array) -> Array:
    """Return the skewness of the weighted means of independent values like these, along the last axis."""
    share = weights / weights.sum()
    offset = values - values[:, :1]
    offset = offset - np.sum(share * offset, axis=1, keepdims=True)
    largest = np.max(np.abs(offset), axis=1, keepdims=True)
    offset = offset / np.where(largest > 0.0, largest, 1.0)
    cubes, squares = (np.sum(share * offset**power, axis=1) for power in (3, 2))
    return np.where(
        largest[:, 0] > 0.0, cubes / np.where(squares > 0.0, squares, 1.0) ** 1.5 / np.sqrt(weights.size), 0
    )


def end_error(pooled: DistributionStack, influence: Influence, replicates: int) -> Array:
    """Return the standard errors that the outermost values would give if they were independent draws.

    Sobol points spread a replicate's values evenly, but for where its outermost one lies in its stratum. Counted is
    what the outermost values of each end, one for each replicate, have beyond the next value.

    Parameters
    ----------
    pooled : DistributionStack
    influence : callable
        As in `MeanLike`.
    replicates : int

    Returns
    -------
    float64, shape (rows,)
    """
    squares = np.zeros(len(pooled))
    for upper in (False, True):
        cells, sizes = pooled.outermost(replicates + 1, upper)
        spread, begins = partial(np.repeat, repeats=sizes), np.cumsum(sizes) - sizes
        counts = pooled.counts[cells]
        until = np.cumsum(counts)
        until -= spread(until[begins])
        moved = influence((pooled.low[cells] + pooled.high[cells]) / 2.0, spread)
        taken = np.clip(replicates - (until - counts), 0, counts)
        after = begins + np.minimum(np.add.reduceat((until <= replicates).astype(np.int64), begins), sizes - 1)
        beyond = moved - spread(moved[after])
        squares += np.add.reduceat(taken * beyond * beyond, begins)
    return np.sqrt(squares) / pooled.count


def effective_futures(pooled: DistributionStack, influence: Influence) -> Array:
    """Return how many futures of equal weight would carry the variance of an influence: (sum d^2)^2 / sum d^4.

    Of each row, shape (rows,). An event of one size counts its hits; where one value outweighs all others it is 1.
    Infinite where nothing varies.
    Source: L. Kish, *Survey Sampling* (1965), for weights d^2.
    """
    return pooled.carriers(influence(pooled.middles, pooled.spread))
