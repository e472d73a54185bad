"""Mean of an output where an input lies in its lowest and in its highest tenth, with the error of both.

Equal values at the edge of a tenth share what room is left in it, so that an input which is 0 in most futures has the
mean of all of these at its lower end. The mean is a ratio, and the edge is a quantile of the sample: to first order a
future moves it by `weight x (output - g) / share`, where g is the mean of the output at the edge. Sixteen groups of
futures are independent of each other; the spread of their sums of these is the error.

Source: F. R. Hampel, *The influence curve and its role in robust estimation* (1974).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    "tenth_means",
]

Array = NDArray[np.float64]
Groups = NDArray[np.int64]

#: Futures of a sample, at least: ten in each group.
FEWEST_IN_TENTHS = 10 * REPLICATES
_NEAR = 0.01  # of the futures on either side of an edge, whose mean output is g
_LUCK = 0.05  # probability that any of several inputs without an effect is taken for one with an effect


@dataclass(frozen=True, eq=False)
class InputEnd:
    """The futures in which an input is at one end of its range.

    Attributes
    ----------
    futures : int64, shape (members,)
        Ascending.
    weights : float64, shape (members,)
        1, or less for equal values that share what is left.
    near : int64, shape (some,)
        Futures at the edge.
    edge : float
        The value of the input there.
    """

    futures: NDArray[np.int64]
    weights: Array
    near: NDArray[np.int64]
    edge: float

    def mean(self, y: Array, group: Groups) -> tuple[float, Array]:
        """Return the mean of an output here, and by how much each group moves it, shape (groups,)."""
        mine, total = y[self.futures], float(self.weights.sum())
        off = self.weights * (mine - y[self.near].mean())
        moved = np.bincount(group[self.futures], weights=off, minlength=REPLICATES) / total
        return float((self.weights * mine).sum()) / total, moved


class InputEnds(NamedTuple):
    """Both ends of an input."""

    lowest: InputEnd
    highest: InputEnd

    @classmethod
    def of(cls, x: Array, order: NDArray[np.int64]) -> InputEnds:
        """Return the tenths of an input's values, shape (futures,); `order` is the one in which they ascend."""
        low, high = _end(x, x[order]), _end(-x, -x[order[::-1]])
        return cls(low, InputEnd(high.futures, high.weights, high.near, -high.edge))


class TenthMeans(NamedTuple):
    """Mean of an output where an input lies in its lowest and in its highest tenth; standard errors, of both and of
    their difference.
    """

    low: float
    high: float
    low_se: float
    high_se: float
    effect_se: float


def group_of(futures: int) -> Groups:
    """Return the sixteenth of each future of a sample: its replicate, where the sample holds a block of each."""
    return np.arange(futures, dtype=np.int64) * REPLICATES // futures


class Tenths:
    """Both ends of all inputs of a sample: the means of an output at all of them take one pass.

    They are those of each `InputEnd` by itself, to the last bit: an entry of 0 comes before the futures of each end,
    because NumPy's sum of one end begins with 0.

    Parameters
    ----------
    ends : dict of str to InputEnds
    futures : int
        Of the sample.
    """

    def __init__(self, ends: Mapping[str, InputEnds], futures: int) -> None:
        every = [end for both in ends.values() for end in both]
        self.numbers = {address: number for number, address in enumerate(ends)}
        self._sizes, self._starts, self._futures = _after_zeros([end.futures for end in every])
        _, self._near_starts, self._near = _after_zeros([end.near for end in every])
        self._near_sizes = np.array([end.near.size for end in every])
        _, _, self._weights = _after_zeros([end.weights for end in every])
        self._totals = np.array([float(end.weights.sum()) for end in every])
        self._bins = np.repeat(np.arange(len(every)) * REPLICATES, self._sizes) + group_of(futures)[self._futures]

    def means(self, y: Array) -> tuple[Array, Array]:
        """Return the means of an output, and by how much each sixteenth of the sample moves them.

        Parameters
        ----------
        y : float64, shape (futures,)

        Returns
        -------
        tuple of float64, shapes (inputs, 2) and (inputs, 2, 16)
            In the order of `numbers`; the lowest tenth first.
        """
        ends = self._totals.size
        if not ends:
            return np.empty((0, 2)), np.empty((0, 2, REPLICATES))
        near, mine = y[self._near], y[self._futures]
        near[self._near_starts] = 0.0
        at_edge = np.add.reduceat(near, self._near_starts) / self._near_sizes
        off = self._weights * (mine - np.repeat(at_edge, self._sizes))
        moved = np.bincount(self._bins, weights=off, minlength=ends * REPLICATES).reshape(ends, REPLICATES)
        mine *= self._weights
        mine[self._starts] = 0.0
        means = np.add.reduceat(mine, self._starts) / self._totals
        return means.reshape(-1, 2), (moved / self._totals[:, None]).reshape(-1, 2, REPLICATES)


def _after_zeros(parts: Sequence[NDArray[Any]]) -> tuple[Groups, Groups, NDArray[Any]]:
    """Return the sizes and the places of parts, a 0 before each included, and these one after another."""
    sizes = np.array([1 + part.size for part in parts], dtype=np.int64)
    if not parts:
        return sizes, sizes, sizes
    joined = np.concatenate([each for part in parts for each in (np.zeros(1, part.dtype), part)])
    return sizes, np.cumsum(sizes) - sizes, joined


def tenth_means(ends: InputEnds, y: Array, group: Groups) -> TenthMeans:
    """Return the means of an output at both ends of an input.

    Parameters
    ----------
    ends : InputEnds
    y : float64, shape (futures,)
    group : int64, shape (futures,)
        Which of the sixteen independent groups, of about one size, each future is in.
    """
    (low, of_low), (high, of_high) = (end.mean(y, group) for end in ends)
    return TenthMeans(low, high, *(error_of(moved) for moved in (of_low, of_high, of_high - of_low)))


def error_of(moved: Array) -> float:
    """Return the standard error of what groups move by so much each."""
    return float(errors_of(moved))


def errors_of(moved: Array) -> Array:
    """Return the standard errors of figures that groups, along the last axis, move by so much each."""
    return np.asarray(np.sqrt(moved.shape[-1]) * np.std(moved, ddof=1, axis=-1))


def least_seen(inputs: int) -> float:
    """Return how many standard errors an effect needs, so that among so many inputs hardly any is there by luck."""
    return float(stdtrit(REPLICATES - 1, 1.0 - _LUCK / 2.0 / max(inputs, 1)))


def _end(x: Array, ascending: Array) -> InputEnd:
    """Return the lowest tenth."""
    room, beside = max(x.size // 10, 1), max(int(_NEAR * x.size), 4)
    edge = ascending[room - 1]
    inside, until = (int(np.searchsorted(ascending, edge, side=side)) for side in ("left", "right"))
    ties = until - inside
    futures = np.flatnonzero(x <= edge)
    weights = np.where(x[futures] == edge, (room - inside) / ties, 1.0) if ties > 1 else np.ones(futures.size)
    if ties > 2 * beside:
        near = x == edge
    else:
        first, last = ascending[max(room - 1 - beside, 0)], ascending[min(room - 1 + beside, x.size - 1)]
        near = (x >= first) & (x <= last)
    return InputEnd(futures, weights, np.flatnonzero(near), float(edge))
