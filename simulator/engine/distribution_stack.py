"""Several distributions at once, those of a run's replicates or of many rows: one pass gives a figure of all of them.

Figures are those of each `Distribution` by itself, to the last bit. Sums are too: NumPy adds the cells of one
distribution in the same order, and each begins with an empty cell because a sum begins with 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .cell_sums import Cells, count_carriers, last_up_to, leans_of, middles_of, order_statistics, sum_beyond, tail_means
from .distribution import Distribution, hazen_ranks

__all__ = ["DistributionStack"]

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


_EMPTY = np.zeros(1, np.int64)


class DistributionStack:
    """Distributions, cell after cell.

    Parameters
    ----------
    counts : int64, shape (cells + distributions,)
        As of a `Distribution`, with a place for an empty cell before each.
    low, high : float64, shape (cells + distributions,)
        The three are kept as given, and overwritten in the empty cells: each lies at the lowest value of the next cell.
    starts : int64, shape (distributions,)
        These places.
    means : float64, shape (distributions,)
        Exact means; NaN where one is not known.

    Attributes
    ----------
    counts, low, high, starts, means
        As given, but for the empty cells.
    sizes : int64, shape (distributions,)
        Cells of each, the empty one included.
    """

    def __init__(self, counts: Whole, low: Array, high: Array, starts: Whole, means: Array) -> None:
        self.counts, self.low, self.high, self.starts, self.means = counts, low, high, starts, means
        self.sizes = np.diff(starts, append=counts.size)
        self.counts[starts] = 0
        # an influence is taken there too: far from all values its square might overflow
        low[starts] = high[starts] = low[np.minimum(starts + 1, counts.size - 1)]

    @classmethod
    def of(cls, parts: Sequence[Distribution]) -> DistributionStack:
        """Return the stack of distributions that are known one by one."""
        sizes = np.array([1 + part.counts.size for part in parts])
        counts, low, high = (
            np.concatenate([each for part in parts for each in (_EMPTY, getattr(part, name))])
            for name in ("counts", "low", "high")
        )
        means = np.array([np.nan if part.mean is None else part.mean for part in parts])
        return cls(counts, low, high, np.cumsum(sizes) - sizes, means)

    def __len__(self) -> int:
        """Return the number of distributions."""
        return int(self.means.size)

    def __iter__(self) -> Iterator[Distribution]:
        """Yield each distribution."""
        for start, size, mean in zip(self.starts.tolist(), self.sizes.tolist(), self.means.tolist(), strict=True):
            cells = slice(start + 1, start + size)
            yield Distribution(self.counts[cells], self.low[cells], self.high[cells], None if mean != mean else mean)

    @cached_property
    def count(self) -> Whole:
        """Number of values in each; int64, shape (distributions,)."""
        return np.asarray(np.add.reduceat(self.counts, self.starts))

    @cached_property
    def _until(self) -> Whole:
        """Values up to the end of each cell, those of the distributions before included."""
        return np.cumsum(self.counts)

    @cached_property
    def _before(self) -> Whole:
        """Values in the distributions before each."""
        return np.cumsum(self.count) - self.count

    def largest(self, values: Array) -> Array:
        """Return the largest of values of the cells in each distribution, and 0 at least, shape (distributions,).

        Parameters
        ----------
        values : float64, shape of `counts`
            Those of the empty cells do not count; overwritten there.
        """
        values[self.starts] = 0.0
        return np.asarray(np.maximum.reduceat(values, self.starts))

    def outermost(self, number: int, upper: bool) -> tuple[Whole, Whole]:
        """Return the outermost cells of each distribution, the empty one first, and how many of each these are."""
        sizes = np.minimum(self.sizes, 1 + number)
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        first = np.repeat(self.starts, sizes)
        inward = np.repeat(self.starts + self.sizes, sizes) - within if upper else first + within
        return np.where(within > 0, inward, first), sizes

    def sums(self, values: Array) -> Array:
        """Return the sum of values of the cells in each distribution, shape (distributions,).

        Parameters
        ----------
        values : float64, shape of `counts`
            Those of the empty cells do not count; overwritten there.
        """
        values[self.starts] = 0.0
        return np.asarray(np.add.reduceat(values, self.starts))

    def carriers(self, values: Array) -> Array:
        """Return how many values of equal weight would carry the variance of each distribution.

        Parameters
        ----------
        values : float64, shape of `counts`
            What each value of a cell counts as; those of the empty cells do not count.

        Returns
        -------
        float64, shape (distributions,)
            Infinite where nothing varies.
        """
        found = np.empty(len(self))
        count_carriers(self.counts, self._cells.firsts, self._cells.afters, values, found)
        return found

    def spread(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return a number of each distribution for each of its cells."""
        return np.repeat(values, self.sizes)

    @cached_property
    def _cells(self) -> Cells:
        return Cells(self.counts, self.low, self.high, self.starts + 1, self.starts + self.sizes)

    @cached_property
    def _leans(self) -> tuple[Array, Array]:
        return leans_of(self._cells, self.means)

    @property
    def lean(self) -> Array:
        """How far the values inside cells lie from the middle on average, in widths of their cell: -1/2 to 1/2.

        One number for all cells of a distribution, with which its mean is met. A wide cell beyond the values that were
        seen first may hold thousands of small values and one large. Shape (distributions,).
        """
        return self._leans[0]

    @property
    def mean(self) -> Array:
        """Mean of the middles of each, weighted by their values; shape (distributions,)."""
        return self._leans[1]

    @cached_property
    def middles(self) -> Array:
        """Mean of the values in each cell; see `lean`."""
        return middles_of(self.counts, self.low, self.high, self.spread(self.lean))

    def middles_at(self, cell: Whole) -> Array:
        """Give the middles of some cells of each distribution, shape (distributions, n)."""
        return middles_of(self.counts[cell], self.low[cell], self.high[cell], self.lean[:, None])

    def excess(self, x: Array) -> Array:
        """Give E[max(X - x, 0)] of each at amounts of its own, with all values of a cell at its middle.

        Parameters
        ----------
        x : float64, shape (distributions, amounts)
            Ascending.

        Returns
        -------
        float64, of the shape of `x`
        """
        return self._beyond(x, True)

    def shortfall(self, x: Array) -> Array:
        """Give E[max(x - X, 0)]; see `excess`."""
        return self._beyond(x, False)

    def _beyond(self, x: Array, above: bool) -> Array:
        found = np.empty_like(x, order="C")
        sum_beyond(*self._cells, self.lean, self._of_each(x), above, found)
        return found / self.count[:, None]

    @property
    def maximum(self) -> Array:
        """The largest value of each, exactly."""
        self._require_values()
        return np.asarray(self.high[self.starts + self.sizes - 1])

    def quantile(self, p: ArrayLike) -> Array:
        """Give quantiles of each by Hazen's rule.

        Parameters
        ----------
        p : float array-like, shape (quantiles,)

        Returns
        -------
        float64, shape (distributions, quantiles)
        """
        self._require_values()
        position, ranks = hazen_ranks(self.count[:, None], p)
        below, above = self._order_statistic(np.arange(len(self))[:, None], ranks)
        return np.asarray(below + (position - ranks[0]) * (above - below))

    def mean_above(self, p: float) -> Array:
        """Give the mean of the largest share 1 - p of the values of each; the one on the boundary counts in part.

        Shape (distributions,).
        Source: R. T. Rockafellar and S. Uryasev, *Conditional value-at-risk for general loss distributions* (2002).
        """
        self._require_values()
        return tail_means(self._cells, self.lean, self._until, p)

    def quantile_discrete(self, p: Array) -> Array:
        """Give the smallest values x with P(X <= x) >= p: one of the values, never one between two.

        Parameters
        ----------
        p : float64, shape (distributions, ...)

        Returns
        -------
        float64, shape of `p`
        """
        self._require_values()
        count = self.count.reshape(-1, *(1,) * (p.ndim - 1))
        rank = np.clip(np.ceil(count * p * (1 - 2.0**-50)), 1, count)  # 100 * 0.07 is above 7 by rounding, and means 7
        return self._order_statistic(np.arange(len(self)).reshape(count.shape), rank)

    def shares_around(self, x: Array) -> Array:
        """Give P(X < x) and P(X <= x) of each at amounts of its own; inside a cell both are the same straight line.

        Parameters
        ----------
        x : float64, shape (distributions, amounts)

        Returns
        -------
        float64, shape (2, distributions, amounts)
        """
        self._require_values()
        # the first that ends at an amount or above: sampled values are cells of their own, equal ones too
        cell = np.minimum(self._last_up_to(self.high, np.nextafter(x, -np.inf)) + 1, self._cells.afters[:, None] - 1)
        low, high, count = self.low[cell], self.high[cell], self.counts[cell]
        place = (x - low) / np.where(high > low, high - low, 1.0) * (count - 1) + 0.5
        inside = np.where(high > low, place, np.stack([np.zeros_like(count), count]))
        inside = np.where(x < low, 0.0, np.where(x > high, count, inside))
        return np.asarray((self.until(cell) - count + inside) / self.count[:, None])

    def last_begun(self, x: Array) -> Whole:
        """Give the last cells of each that begin at amounts of its own or below; the empty one where none does.

        Parameters
        ----------
        x : float64, shape (distributions, amounts)

        Returns
        -------
        int64, of the shape of `x`
        """
        return self._last_up_to(self.low, x)

    def _last_up_to(self, values: Array, x: Array) -> Whole:
        found = np.empty_like(x, np.int64, order="C")
        last_up_to(values, self._cells.firsts, self._cells.afters, self._of_each(x), found)
        return found

    def _of_each(self, x: Array) -> Array:
        """Return amounts of each distribution as machine code takes them, which does not look where it reads."""
        if len(x) != len(self):
            raise ValueError(f"{len(self)} distributions need a row of amounts each, got {len(x)}")
        return np.ascontiguousarray(x)

    def until(self, cell: Whole) -> Whole:
        """Give how many values each distribution has up to the end of some of its cells, shape (distributions, n)."""
        return np.asarray(self._until[cell] - self._before[:, None])

    def cell_errors(self, p: Array) -> Array:
        """Give the standard errors of probabilities that come from evenly spread values in a cell of k of c values.

        Values that are uniform there and independent give sqrt(k (c - k) / c) / N.

        Parameters
        ----------
        p : float64, shape (distributions, probabilities)
        """
        ranks = p * self.count[:, None]
        cell = np.searchsorted(self._until, np.ceil(ranks).astype(np.int64) + self._before[:, None])
        count, above = self.counts[cell], self.until(cell) - ranks
        error = np.sqrt((count - above) * above / np.maximum(count, 1)) / self.count[:, None]
        return np.where(self.high[cell] > self.low[cell], error, 0.0)

    def _order_statistic(self, which: Whole, rank: Array | Whole) -> Array:
        """Give the rank-th smallest values of some distributions, ranks from 1."""
        before = self._before[which]
        cell = np.searchsorted(self._until, np.asarray(rank + before, np.int64))  # NumPy would make floats of all cells
        return order_statistics(rank, self._until[cell] - before, self.counts[cell], self.low[cell], self.high[cell])

    def _require_values(self) -> None:
        if not np.all(self.count > 0):
            raise ValueError("a distribution without values has no quantiles")
