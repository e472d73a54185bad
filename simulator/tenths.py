"""Mean of an output where an input lies in its lowest and in its highest tenth, with the error of both.

Equal values at the edge of a tenth share what room is left in it, so that an input which is 0 in most futures has the
mean of all of these at its lower end. The mean is a ratio, and the edge is a quantile of the sample: to first order a
future moves it by `weight x (output - g) / share`, where g is the mean of the output at the edge. Sixteen groups of
futures are independent of each other; the spread of their sums of these is the error.

Source: F. R. Hampel, *The influence curve and its role in robust estimation* (1974).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..distributions.special import stdtrit
from .engine.streams import REPLICATES

__all__ = ["FEWEST_IN_TENTHS", "InputEnd", "InputEnds", "TenthMeans", "least_seen", "tenth_means"]

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
    def of(cls, x: Array) -> InputEnds:
        """Return the tenths of an input's values, shape (futures,)."""
        low, high = _end(x), _end(-x)
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
    return float(np.sqrt(moved.size) * np.std(moved, ddof=1))


def least_seen(inputs: int) -> float:
    """Return how many standard errors an effect needs, so that among so many inputs hardly any is there by luck."""
    return float(stdtrit(REPLICATES - 1, 1.0 - _LUCK / 2.0 / max(inputs, 1)))


def _end(x: Array) -> InputEnd:
    """Return the lowest tenth."""
    room, beside = max(x.size // 10, 1), max(int(_NEAR * x.size), 4)
    first, last = max(room - 1 - beside, 0), min(room - 1 + beside, x.size - 1)
    ascending = np.partition(x, [first, room - 1, last])
    edge = ascending[room - 1]
    at_edge, below = x == edge, x < edge
    ties, inside = int(np.count_nonzero(at_edge)), int(np.count_nonzero(below))
    futures = np.flatnonzero(below | at_edge)
    weights = np.where(at_edge[futures], (room - inside) / ties, 1.0)
    near = at_edge if ties > 2 * beside else (x >= ascending[first]) & (x <= ascending[last])
    return InputEnd(futures, weights, np.flatnonzero(near), float(edge))
