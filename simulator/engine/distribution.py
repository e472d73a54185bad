"""The distribution of any number of values, as ascending cells: quantiles, tail means, shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .cell_sums import Cells, leans_of, order_statistics, probability_of, tail_means

__all__ = ["Distribution", "hazen_ranks"]

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
        self._require_values()
        cells = Cells(self.counts, self.low, self.high, np.zeros(1, np.int64), np.array([self.counts.size]))
        leans, _ = leans_of(cells, np.array([np.nan if self.mean is None else self.mean]))
        return float(tail_means(cells, leans, self._until, p)[0])

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
