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

from .distribution import Distribution, hazen_ranks, order_statistics, probability_of

__all__ = ["DistributionStack"]

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


class DistributionStack:
    """Distributions, cell after cell.

    Parameters
    ----------
    of : int64, shape (cells,)
        The distribution that each cell belongs to, ascending.
    counts : integers, shape (cells,)
        As of a `Distribution`.
    low, high : float64, shape (cells,)
    means : float64, shape (distributions,)
        Exact means; NaN where one is not known.

    Attributes
    ----------
    counts : int64, shape (cells + distributions,)
        With the empty cell before each distribution, which is at 0.
    low, high : float64, shape (cells + distributions,)
    starts : int64, shape (distributions,)
        The places of the empty cells.
    """

    def __init__(self, of: Whole, counts: NDArray[np.integer], low: Array, high: Array, means: Array) -> None:
        size = of.size + means.size
        at = np.arange(1, of.size + 1) + of
        self.means = means
        self.sizes = np.bincount(of, minlength=means.size) + 1
        self.starts = np.cumsum(self.sizes) - self.sizes
        self.counts, self.low, self.high = np.zeros(size, np.int64), np.zeros(size), np.zeros(size)
        self.counts[at], self.low[at], self.high[at] = counts, low, high

    @classmethod
    def of(cls, parts: Sequence[Distribution]) -> DistributionStack:
        """Return the stack of distributions that are known one by one."""
        return cls(
            np.repeat(np.arange(len(parts)), [part.counts.size for part in parts]),
            np.concatenate([part.counts for part in parts]),
            np.concatenate([part.low for part in parts]),
            np.concatenate([part.high for part in parts]),
            np.array([np.nan if part.mean is None else part.mean for part in parts]),
        )

    @classmethod
    def joined(cls, stacks: Sequence[DistributionStack]) -> DistributionStack:
        """Return the distributions of all stacks, one stack after another."""
        found = cls.__new__(cls)
        for name in ("counts", "low", "high", "means", "sizes"):
            setattr(found, name, np.concatenate([getattr(each, name) for each in stacks]))
        found.starts = np.cumsum(found.sizes) - found.sizes
        return found

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
        """Return the largest of values of the cells in each distribution, and 0 at least: as `sums`."""
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

    def means_of(self, values: Array) -> Array:
        """Return the mean of values, each that of all trajectories in a cell, in each distribution."""
        return self.sums(self._shares * values)

    @cached_property
    def _shares(self) -> Array:
        return np.asarray(self.counts / self.spread(self.count))

    def spread(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return a number of each distribution for each of its cells."""
        return np.repeat(values, self.sizes)

    @cached_property
    def middles(self) -> Array:
        """Mean of the values in each cell; see `Distribution.lean`."""
        width, more = self.high - self.low, np.maximum(self.counts - 2, 0)
        half = self.low / 2.0 + self.high / 2.0
        room = self.sums(more * width)
        with np.errstate(invalid="ignore", divide="ignore"):  # what is not known, or has no room, leans nowhere
            missing = self.sums(self.counts * (self.spread(self.means) - self.low / 2.0 - self.high / 2.0))
            lean = np.clip(missing / room, -0.5, 0.5)
        lean = np.where(np.isnan(self.means) | ~((room > 0.0) & (room < np.inf)), 0.0, lean)
        return np.asarray(half + self.spread(lean) * (more / np.maximum(self.counts, 1)) * width)

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
        """Give the mean of the largest share 1 - p of the values of each; shape (distributions,)."""
        maximum, weight = self.maximum, (1.0 - float(probability_of(p))) * self.count
        whole = np.floor(weight).astype(np.int64)
        until = self._until - self.spread(self._before)
        taken = np.clip(self.spread(whole - self.count) + until, 0, self.counts)
        centre = self.spread(maximum)
        middles = self.middles - centre
        parted = np.flatnonzero((taken > 0) & (taken < self.counts))
        which = np.searchsorted(self.starts, parted, side="right") - 1
        lowest = self._order_statistic(which, until[parted] - taken[parted] + 1)
        middles[parted] = (lowest - centre[parted]) / 2 + (self.high[parted] - centre[parted]) / 2
        mean = maximum + self.sums(taken / self.spread(np.maximum(weight, 1.0)) * middles)
        boundary = self._order_statistic(np.arange(len(self)), np.maximum(self.count - whole, 1))
        mean += np.where(weight > whole, (weight - whole) / np.maximum(weight, 1.0) * (boundary - maximum), 0.0)
        return np.where(weight <= 1, maximum, mean)

    def quantile_discrete(self, p: Array) -> Array:
        """Give the smallest values x with P(X <= x) >= p, as `Distribution` does; `p` and they by distribution."""
        self._require_values()
        count = self.count.reshape(-1, *(1,) * (p.ndim - 1))
        rank = np.clip(np.ceil(count * p * (1 - 2.0**-50)), 1, count)
        return self._order_statistic(np.arange(len(self)).reshape(count.shape), rank)

    def shares_around(self, x: Array) -> Array:
        """Give P(X < x) and P(X <= x) of each, shape (2, distributions, amounts), at amounts of its own."""
        self._require_values()
        starts, sizes, before = self.starts[:, None], self.sizes[:, None], self._before[:, None]
        ends = zip(self.starts + 1, self.starts + self.sizes, x, strict=True)
        cell = np.stack([self.high[first:after].searchsorted(amounts) for first, after, amounts in ends])
        cell = starts + 1 + np.minimum(cell, sizes - 2)
        low, high, count = self.low[cell], self.high[cell], self.counts[cell]
        place = (x - low) / np.where(high > low, high - low, 1.0) * (count - 1) + 0.5
        inside = np.where(high > low, place, np.stack([np.zeros_like(count), count]))
        inside = np.where(x < low, 0.0, np.where(x > high, count, inside))
        return np.asarray((self._until[cell] - before - count + inside) / self.count[:, None])

    def cell_errors(self, p: Array) -> Array:
        """Give the standard errors of probabilities that come from evenly spread values in a cell of k of c values.

        Values that are uniform there and independent give sqrt(k (c - k) / c) / N.

        Parameters
        ----------
        p : float64, shape (distributions, probabilities)
        """
        ranks, until = p * self.count[:, None], self._until - self.spread(self._before)
        ends = zip(self.starts, self.starts + self.sizes, ranks, strict=True)
        cell = np.stack([first + until[first:after].searchsorted(some) for first, after, some in ends])
        count, above = self.counts[cell], until[cell] - ranks
        error = np.sqrt((count - above) * above / np.maximum(count, 1)) / self.count[:, None]
        return np.where(self.high[cell] > self.low[cell], error, 0.0)

    def _order_statistic(self, which: Whole, rank: Array | Whole) -> Array:
        """Give the rank-th smallest values of some distributions, ranks from 1."""
        before = self._before[which]
        cell = np.searchsorted(self._until, rank + before)
        until = self._until[cell] - before
        return order_statistics(rank, until, self.counts[cell], self.low[cell], self.high[cell])

    def _require_values(self) -> None:
        if not np.all(self.count > 0):
            raise ValueError("a distribution without values has no quantiles")
