"""Sums over the cells of distributions: means, tails, and how far values lie beyond amounts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .arrays import Float64Array1D, Float64Array2D, Int64Array1D, Int64Array2D
from .jit import entry, kernel

__all__ = [
    "Cells",
    "count_carriers",
    "last_up_to",
    "lean_cells",
    "leans_of",
    "middles_of",
    "order_statistics",
    "probability_of",
    "sum_beyond",
    "tail_means",
]

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


class Cells(NamedTuple):
    """Cells of some distributions, as kernels take them; those between two distributions do not count.

    Attributes
    ----------
    counts : int64, shape (cells,)
    low, high : float64, shape (cells,)
        Ascending in each distribution.
    firsts, afters : int64, shape (distributions,)
        First cell of each, and one past its last.
    """

    counts: Whole
    low: Array
    high: Array
    firsts: Whole
    afters: Whole


@kernel
def _middle(count: int, low: float, high: float, lean: float) -> float:
    """Return the mean of the values in a cell, as `DistributionStack.middles` has it."""
    inside = np.float64(max(count - 2, 0)) / np.float64(max(count, 1))
    return low / 2.0 + high / 2.0 + lean * inside * (high - low)


@entry
def lean_cells(
    counts: Int64Array1D,
    low: Float64Array1D,
    high: Float64Array1D,
    firsts: Int64Array1D,
    afters: Int64Array1D,
    means: Float64Array1D,
    leans: Float64Array1D,
    middle_means: Float64Array1D,
) -> None:
    """Fill in how far values lean to one end of their cells in each distribution, and the means that this gives.

    Parameters
    ----------
    counts, low, high, firsts, afters
        As of `Cells`.
    means : float64, shape (distributions,)
        NaN where one is not known.
    leans, middle_means : float64, shape (distributions,)
        Filled, with NaN where a distribution has no values.
    """
    for d in range(firsts.size):
        if firsts[d] == afters[d]:
            leans[d] = middle_means[d] = np.nan
            continue
        mean, lean = means[d], 0.0
        origin = mean if mean == mean else low[firsts[d]]
        room, missing, number = 0.0, 0.0, np.int64(0)
        for i in range(np.uint64(firsts[d]), np.uint64(afters[d])):
            number += counts[i]
            missing += counts[i] * (origin - low[i] / 2.0 - high[i] / 2.0)
            room += max(counts[i] - 2, 0) * (high[i] - low[i])
        if mean == mean and 0.0 < room < np.inf:  # what is not known, or has no room, leans nowhere
            lean = min(max(missing / room, -0.5), 0.5)
            missing -= lean * room
        leans[d], middle_means[d] = lean, origin - missing / number


@entry
def sum_beyond(
    counts: Int64Array1D,
    low: Float64Array1D,
    high: Float64Array1D,
    firsts: Int64Array1D,
    afters: Int64Array1D,
    leans: Float64Array1D,
    amounts: Float64Array2D,
    above: bool,
    found: Float64Array2D,
) -> None:
    """Fill `found` with sums of how far the values of each distribution lie above amounts, or below.

    Parameters
    ----------
    counts, low, high, firsts, afters
        As of `Cells`.
    leans : float64, shape (distributions,)
    amounts : float64, shape (distributions, amounts)
        Ascending.
    above : bool
        Else below.
    found : float64, shape (distributions, amounts)
    """
    most = amounts.shape[1]
    for d in range(firsts.size):
        lean, taken, number, total = leans[d], 0, np.int64(0), 0.0
        for k in range(most):  # from outside, so that no sum is a difference of larger ones
            j = most - 1 - k if above else k
            amount = amounts[d, j]
            if k > 0:
                total += number * abs(amounts[d, j + 1 if above else j - 1] - amount)
            while taken < afters[d] - firsts[d]:
                cell = np.uint64(afters[d] - 1 - taken if above else firsts[d] + taken)
                middle = _middle(counts[cell], low[cell], high[cell], lean)
                beyond = middle - amount if above else amount - middle
                if not beyond > 0.0:
                    break
                total += counts[cell] * beyond
                number += counts[cell]
                taken += 1
            found[d, j] = total


@entry
def count_carriers(
    counts: Int64Array1D, firsts: Int64Array1D, afters: Int64Array1D, values: Float64Array1D, found: Float64Array1D
) -> None:
    """Fill in how many values of equal weight would carry the variance of each distribution: (sum d^2)^2 / sum d^4.

    Parameters
    ----------
    counts, firsts, afters
        As of `Cells`.
    values : float64, shape (cells,)
        What each value of a cell counts as.
    found : float64, shape (distributions,)
        Filled, with infinity where nothing varies.
    """
    for d in range(firsts.size):
        if firsts[d] == afters[d]:
            found[d] = np.inf
            continue
        first, after = np.uint64(firsts[d]), np.uint64(afters[d])
        origin, total, number, least, most = values[first], 0.0, np.int64(0), 0.0, 0.0
        for i in range(first, after):
            offset = values[i] - origin
            total += counts[i] * offset
            number += counts[i]
            least = min(least, offset)
            most = max(most, offset)
        if least == most:
            found[d] = np.inf
            continue
        mean = total / number
        largest, second, fourth = max(most - mean, mean - least), 0.0, 0.0
        for i in range(first, after):
            square = ((values[i] - origin - mean) / largest) ** 2
            second += counts[i] * square
            fourth += counts[i] * (square * square)
        found[d] = second * second / fourth


@entry
def last_up_to(
    values: Float64Array1D, firsts: Int64Array1D, afters: Int64Array1D, amounts: Float64Array2D, cells: Int64Array2D
) -> None:
    """Fill `cells` with the last cell of each distribution whose value is an amount or less.

    Parameters
    ----------
    values : float64, shape (cells,)
        Ascending in each distribution.
    firsts, afters
        As of `Cells`.
    amounts : float64, shape (distributions, amounts)
    cells : int64, shape (distributions, amounts)
        One before the first cell where none does.
    """
    for d in range(firsts.size):
        for j in range(amounts.shape[1]):
            found, after = firsts[d] - 1, afters[d]
            while after - found > 1:
                middle = (found + after) // 2
                if values[np.uint64(middle)] <= amounts[d, j]:
                    found = middle
                else:
                    after = middle
            cells[d, j] = found


def leans_of(cells: Cells, means: Array) -> tuple[Array, Array]:
    """Return leans and the means of the middles, as `DistributionStack` has them; all of shape (distributions,)."""
    leans, middle_means = np.empty(means.size), np.empty(means.size)
    lean_cells(*cells, means, leans, middle_means)
    return leans, middle_means


def middles_of(counts: Whole, low: Array, high: Array, lean: Array) -> Array:
    """Return the mean of the values in each of some cells, exactly where they are one or two or all the same.

    All are of one shape, or are broadcast against each other.
    """
    inside = np.maximum(counts - 2, 0) / np.maximum(counts, 1)
    return low / 2.0 + high / 2.0 + lean * inside * (high - low)


def tail_means(cells: Cells, leans: Array, until: Whole, p: float) -> Array:
    """Return the mean of the largest share 1 - p of the values of each distribution, which has values.

    The value on the boundary counts in part.
    Source: R. T. Rockafellar and S. Uryasev, *Conditional value-at-risk for general loss distributions* (2002).

    Parameters
    ----------
    cells : Cells
    leans : float64, shape (distributions,)
    until : int64, shape (cells,)
        Values up to the end of each cell, those of the distributions before included.
    p : float

    Returns
    -------
    float64, shape (distributions,)
    """
    last = cells.afters - 1
    before = until[cells.firsts] - cells.counts[cells.firsts]
    number, maximum = until[last] - before, cells.high[last]
    weight = (1.0 - float(probability_of(p))) * number
    rest = number - np.floor(weight).astype(np.int64)
    cell = np.searchsorted(until, np.maximum(rest, 1) + before)  # the one on the boundary
    count, low, high, upto = cells.counts[cell], cells.low[cell], cells.high[cell], until[cell] - before
    boundary = order_statistics(np.maximum(rest, 1), upto, count, low, high)
    middle = middles_of(count, low, high, leans) - boundary
    # the largest of this cell lie evenly between the lowest of them and the cell's largest
    taken, lowest = upto - rest, order_statistics(rest + 1, upto, count, low, high)
    each = np.where(taken < count, (lowest - boundary) / 2.0 + (high - boundary) / 2.0, middle)
    above = np.empty((number.size, 1))
    sum_beyond(*cells, leans, boundary[:, None], True, above)
    total = above[:, 0] - count * np.maximum(middle, 0.0) + taken * each
    return np.where(weight <= 1, maximum, boundary + total / np.maximum(weight, 1.0))


def order_statistics(
    rank: Array | NDArray[np.int64], until: NDArray[np.int64], count: NDArray[np.int64], low: Array, high: Array
) -> Array:
    """Return the rank-th smallest values from the cells that they are in.

    Parameters
    ----------
    rank, until, count, low, high : arrays of one shape
        Of each cell: the values up to its end, its own, the smallest and the largest of these.
    """
    place = (rank - (until - count) - 1) / np.maximum(count - 1, 1)
    return np.where(place < 1, low + place * (high - low), high)


def probability_of(p: ArrayLike) -> Array:
    """Return probabilities as an array.

    Raises
    ------
    ValueError
        If one is not from 0 to 1.
    """
    given = np.asarray(p, np.float64)
    if not np.all((given >= 0) & (given <= 1)):
        raise ValueError(f"a probability is from 0 to 1, got {p!r}")
    return given
