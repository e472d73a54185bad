"""Mean of an output where an input lies in its lowest and in its highest tenth, with the error of both.

Equal values at the edge of a tenth share what room is left in it, so that an input which is 0 in most futures has the
mean of all of these at its lower end. The mean is a ratio, and the edge is a quantile of the sample: to first order a
future moves it by `weight x (output - g) / share`, where g is the mean of the output at the edge. Sixteen groups of
futures are independent of each other; the spread of their sums of these is the error.

Source: F. R. Hampel, *The influence curve and its role in robust estimation* (1974).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..distributions.special import stdtrit
from .engine.streams import REPLICATES

__all__ = [
    "FEWEST_IN_TENTHS",
    "InputEnd",
    "InputEnds",
    "TenthMeans",
    "Tenths",
    "error_of",
    "errors_of",
    "group_of",
    "least_seen",
    "origin_of",
    "tenth_means",
]

Array = NDArray[np.float64]
Groups = NDArray[np.int64]
Futures = NDArray[np.integer[Any]]

#: Futures of a sample, at least: ten in each group.
FEWEST_IN_TENTHS = 10 * REPLICATES
_NEAR = 0.01  # of the futures on either side of an edge, whose mean output is g
_SOME = 31
_LUCK = 0.05  # probability that any of several inputs without an effect is taken for one with an effect


@dataclass(frozen=True, eq=False)
class InputEnd:
    """The futures in which an input is at one end of its range.

    Attributes
    ----------
    futures : integers, shape (members,)
        Ascending.
    near : integers, shape (some,)
        Futures at the edge.
    edge : float
        The value of the input there.
    tied : integers, shape (others,), or None
        Futures of equal values that share what room is left.
    weight : float
        Of each of them, less than 1.
    """

    futures: Futures
    near: Futures
    edge: float
    tied: Futures | None = None
    weight: float = 1.0

    def mean(self, y: Array, group: Groups) -> tuple[float, Array]:
        """Return the mean of an output here, and by how much each group moves it, shape (groups,)."""
        means, moved = Tenths([self], group).means(y)
        return float(means[0]), moved[0]


class InputEnds(NamedTuple):
    """Both ends of an input."""

    lowest: InputEnd
    highest: InputEnd

    @classmethod
    def of(cls, order: Futures, ascending: Array) -> InputEnds:
        """Return the tenths of an input from its values in ascending order, and the futures that have them.

        Equal values are in the order of their futures.
        """
        return cls(_end(order, ascending, upper=False), _end(order, ascending, upper=True))


class TenthMeans(NamedTuple):
    """Mean of an output where an input lies in its lowest and in its highest tenth; standard errors, of both and of
    their difference.
    """

    low: float
    high: float
    low_se: float
    high_se: float
    effect_se: float


@lru_cache(maxsize=1)
def group_of(futures: int) -> Groups:
    """Return the sixteenth of each future of a sample: its replicate, where the sample holds a block of each.

    Nobody may write to it.
    """
    group = np.arange(futures, dtype=np.int64) * REPLICATES // futures
    group.setflags(write=False)
    return group


class Tenths:
    """Any number of ends of inputs of a sample: the means of an output at all of them take one pass.

    Parameters
    ----------
    ends : sequence of InputEnd
    group : int64, shape (futures,)
        Which of the sixteen independent groups, of about one size, each future is in.
    """

    def __init__(self, ends: Sequence[InputEnd], group: Groups) -> None:
        parts = [
            (at, futures, weight)
            for at, end in enumerate(ends)
            for futures, weight in ((end.futures, 1.0), (end.tied, end.weight))
            if futures is not None and futures.size
        ]
        self._futures, firsts, _ = _joined([futures for _, futures, _ in parts])
        self._near, self._near_starts, self._near_sizes = _joined([end.near for end in ends])
        groups = group.astype(np.int8).take(self._futures)
        begins = np.diff(groups, prepend=np.int8(-1)) != 0
        begins[firsts] = True
        self._starts = np.flatnonzero(begins)  # of futures of one part and group side by side
        part = np.searchsorted(firsts, self._starts, side="right") - 1
        self._weight = np.array([weight for _, _, weight in parts], np.float64)[part]
        end = np.array([at for at, _, _ in parts], np.int64)[part]
        self._groups, self._shape = end * REPLICATES + groups[self._starts], (len(ends), REPLICATES)
        self._held = self._by_group(np.diff(self._starts, append=groups.size))

    def _by_group(self, sums: Array) -> Array:
        """Return weighted sums of the futures at each end, shape (ends, groups), from those between the starts."""
        found = np.bincount(self._groups, sums * self._weight, self._shape[0] * REPLICATES)
        return np.asarray(found, np.float64).reshape(self._shape)

    def means(self, y: Array) -> tuple[Array, Array]:
        """Return the means of an output at each end, and by how much each group moves them.

        Parameters
        ----------
        y : float64, shape (futures,)

        Returns
        -------
        tuple of float64, shapes (ends,) and (ends, groups)
        """
        origin = origin_of(y)
        off = y - origin
        sums = self._by_group(np.add.reduceat(off.take(self._futures), self._starts))
        at_edge = np.add.reduceat(off.take(self._near), self._near_starts) / self._near_sizes
        total = self._held.sum(axis=1)
        return origin + sums.sum(axis=1) / total, (sums - at_edge[:, None] * self._held) / total[:, None]


def _joined(parts: Sequence[Futures]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return futures one after the other, where those of each part begin, and how many they are."""
    sizes = np.array([each.size for each in parts], np.int64)
    return np.concatenate([np.zeros(0, np.int64), *parts], dtype=np.int64), np.cumsum(sizes) - sizes, sizes


def tenth_means(ends: InputEnds, y: Array, group: Groups) -> TenthMeans:
    """Return the means of an output at both ends of an input.

    Parameters
    ----------
    ends : InputEnds
    y : float64, shape (futures,)
    group : int64, shape (futures,)
        Which of the sixteen independent groups, of about one size, each future is in.
    """
    (low, high), moved = Tenths(ends, group).means(y)
    return TenthMeans(float(low), float(high), *errors_of(np.stack([*moved, moved[1] - moved[0]])).tolist())


def origin_of(y: Array) -> float:
    """Return a value amid an output's: sums of differences from it lose no digits, and equal outputs give exactly 0."""
    some = np.sort(y[:_SOME])  # the first alone may lie far away
    return float(some[some.size // 2])


def error_of(moved: Array) -> float:
    """Return the standard error of what groups move by so much each."""
    return float(errors_of(moved))


def errors_of(moved: Array) -> Array:
    """Return the standard errors of figures that groups, along the last axis, move by so much each."""
    return np.asarray(np.sqrt(moved.shape[-1]) * np.std(moved, ddof=1, axis=-1))


def least_seen(inputs: int) -> float:
    """Return how many standard errors an effect needs, so that among so many inputs hardly any is there by luck."""
    return float(stdtrit(REPLICATES - 1, 1.0 - _LUCK / 2.0 / max(inputs, 1)))


def _end(order: Futures, ascending: Array, upper: bool) -> InputEnd:
    """Return the lowest or the highest tenth."""
    n = order.size
    room, beside = max(n // 10, 1), max(int(_NEAR * n), 4)
    at = n - room if upper else room - 1
    edge = ascending[at]
    first, after = _between(ascending, edge, edge)
    beyond, tied, ties = order[after:] if upper else order[:first], order[first:after], after - first
    near = tied
    if ties <= 2 * beside:
        low, high = _between(ascending, ascending[max(at - beside, 0)], ascending[min(at + beside, n - 1)])
        near = np.sort(order[low:high])
    left = room - beyond.size
    if left == ties:
        return InputEnd(np.sort(order[first:] if upper else order[:after]), near, float(edge))
    return InputEnd(np.sort(beyond), near, float(edge), tied, left / ties)


def _between(ascending: Array, low: float, high: float) -> tuple[int, int]:
    """Return the place of the first value from `low` on, and the one after the last up to `high`."""
    return int(ascending.searchsorted(low)), int(ascending.searchsorted(high, side="right"))
