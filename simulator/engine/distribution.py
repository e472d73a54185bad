"""The distribution of any number of values, as ascending cells: quantiles, tail means, shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Distribution", "hazen_ranks", "order_statistics", "probability_of"]

Array = NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class Distribution:
    """The distribution of N values, as cells in ascending order.

    Attributes
    ----------
    counts : int64, shape (cells,)
        How many values each cell holds: 1 or more.
    low, high : float64, shape (cells,)
        The smallest and the largest of them.
    mean : float or None
        Mean of all values, exactly; None if it is not known.
    """

    counts: NDArray[np.int64]
    low: Array
    high: Array
    mean: float | None = None

    @cached_property
    def count(self) -> int:
        """N, the number of values."""
        return int(self.counts.sum())

    @cached_property
    def _until(self) -> NDArray[np.int64]:
        """Values up to the end of each cell."""
        return np.cumsum(self.counts)

    @cached_property
    def lean(self) -> float:
        """How far the values inside cells lie from the middle on average, in widths of their cell: -1/2 to 1/2.

        One number for all cells, with which the mean is met. A wide cell beyond the values that were seen first may
        hold thousands of small values and one large.
        """
        inside = np.maximum(self.counts - 2, 0) * (self.high - self.low)
        room = float(np.sum(inside))
        if self.mean is None or not 0.0 < room < math.inf:
            return 0.0
        missing = float(np.sum(self.counts * (self.mean - self.low / 2.0 - self.high / 2.0)))
        return min(max(missing / room, -0.5), 0.5)

    @cached_property
    def middles(self) -> Array:
        """Mean of the values in each cell, exactly where they are one or two or all the same."""
        inside = np.maximum(self.counts - 2, 0) / np.maximum(self.counts, 1)
        return self.low / 2.0 + self.high / 2.0 + self.lean * inside * (self.high - self.low)

    @property
    def minimum(self) -> float:
        """The smallest value, exactly."""
        self._require_values()
        return float(self.low[0])

    @property
    def maximum(self) -> float:
        """The largest value, exactly."""
        self._require_values()
        return float(self.high[-1])

    def __repr__(self) -> str:
        """Return four percentiles, and the mean where it is known."""
        if not self.count:
            return "Distribution of no values"
        shown = [f"P{p} {self.quantile(p / 100.0):,.6g}" for p in (10, 50, 90, 99)]
        shown += [] if self.mean is None else [f"mean {self.mean:,.6g}"]
        return f"Distribution of {self.count:,} values: {', '.join(shown)}"

    @overload
    def quantile(self, p: float) -> float: ...
    @overload
    def quantile(self, p: Array | Sequence[float]) -> Array: ...
    def quantile(self, p: ArrayLike) -> Array | float:
        """Give quantiles by Hazen's rule: position N p + 1/2 among the order statistics, linear between two.

        Parameters
        ----------
        p : float array-like
            From 0 to 1.

        Returns
        -------
        float64, of the shape of `p`; a float for one number
        """
        position, ranks = hazen_ranks(max(self.count, 1), p)
        below, above = self._order_statistic(ranks)
        found = np.asarray(below + (position - ranks[0]) * (above - below))
        return found if found.ndim else float(found)

    def mean_above(self, p: float) -> float:
        """Give the mean of the largest share 1 - p of the values (CVaR); the value on the boundary counts in part.

        Source: R. T. Rockafellar and S. Uryasev, *Conditional value-at-risk for general loss distributions* (2002).
        """
        weight = (1.0 - float(probability_of(p))) * self.count
        if weight <= 1:
            return self.maximum
        whole = math.floor(weight)
        taken = np.clip(whole - (self.count - self._until), 0, self.counts)  # less than are above the cell
        # the largest `taken` of a cell lie evenly between the lowest of them and the cell's largest
        centre = self.maximum  # a sum of what is left over rounds less
        middles = self.middles - centre
        parted = np.flatnonzero((taken > 0) & (taken < self.counts))
        lowest = self._order_statistic(self._until[parted] - taken[parted] + 1)
        middles[parted] = (lowest - centre) / 2 + (self.high[parted] - centre) / 2
        mean = centre + float(np.sum(taken / weight * middles))
        if weight > whole:
            boundary = float(self._order_statistic(np.asarray(self.count - whole)))
            mean += (weight - whole) / weight * (boundary - centre)
        return mean

    def share_at_most(self, x: float) -> float:
        """Give P(X <= x)."""
        self._require_values()
        at_most = int(self.counts[self.high <= x].sum())
        inside = np.flatnonzero((self.low <= x) & (x < self.high))  # one cell, or none
        if inside.size:
            low, high, count = self.low[inside[0]], self.high[inside[0]], int(self.counts[inside[0]])
            at_most += min(math.floor((x - low) / (high - low) * (count - 1)) + 1, count - 1)
        return at_most / self.count

    def _order_statistic(self, rank: Array | NDArray[np.int64]) -> Array:
        """Give the rank-th smallest values, ranks from 1 to N."""
        self._require_values()
        cell = np.searchsorted(self._until, np.asarray(rank, np.int64))  # NumPy would make floats of all cells
        return order_statistics(rank, self._until[cell], self.counts[cell], self.low[cell], self.high[cell])

    def _require_values(self) -> None:
        if not self.count:
            raise ValueError("a distribution without values has no quantiles")


def hazen_ranks(count: int | NDArray[np.int64], p: ArrayLike) -> tuple[Array, Array]:
    """Return the positions of quantiles among `count` values by Hazen's rule, and the two ranks beside each.

    Parameters
    ----------
    count : int or int64 array
        1 or more; it is broadcast against `p`.
    p : float array-like
        From 0 to 1.

    Returns
    -------
    float64, of the broadcast shape, and float64, (2, *that shape)
    """
    position = np.clip(count * probability_of(p) + 0.5, 1, count)
    rank = np.floor(position)
    return position, np.stack([rank, np.minimum(rank + 1, count)])


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
