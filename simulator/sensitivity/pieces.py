"""Expected costs given one number: straight lines over parts of its range, halved where the sample asks for it.

The range is halved, its halves again, and so on, so that all parts of one size hold as many futures; up to 1,024 parts.
No cut goes through equal values, and a number of at most 1,024 values may have a part for each. Of all ways to stop
halving, the one is taken whose lines describe the costs best for what they have to pay, one by one: long lines where
costs are straight or noisy, short ones beside a step, at a rare value and out in a tail. The spread about a line is its
own, so that a wild tail does not blur the rest.

What is expected in a replicate is fitted to all the others.

Source: D. L. Donoho, *CART and best-ortho-basis: a connection* (1997), for the halving; T. F. Chan, G. H. Golub and
R. J. LeVeque, *Updating formulae and a pairwise algorithm for computing sample variances* (1979), for its moments.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..engine.streams import REPLICATES
from .estimates import Array, replicate_of

__all__ = ["Expected", "SmallestParts", "expected_costs"]

_LEVELS = 10  # of halving
_PARTS = 2**_LEVELS
_LEAST = 12  # futures under a line, of all but one replicate
_PRICE = 8.0  # of a level, on the scale of -2 log likelihood; about the logarithm of the futures under a line
_TILT = 0.5 * _PRICE  # of a slope
_ROUND_OFF = 1e-11  # of the variance: less counts as 0


class SmallestParts(NamedTuple):
    """The smallest parts of a number's range.

    Attributes
    ----------
    part : int64, shape (trajectories,)
        Ascending with the number.
    centre : float64, shape (parts,)
        Mean of the number in each.
    off : float64, shape (trajectories,)
        How far each value is from that.
    """

    part: NDArray[np.int64]
    centre: Array
    off: Array

    @classmethod
    def of(cls, x: Array) -> SmallestParts:
        """Return the parts of a number's values, shape (trajectories,)."""
        x = x / np.max(np.abs(x))  # squares of any number are finite then
        order = np.argsort(x, kind="stable")
        ascending = x[order]
        is_first = np.concatenate([[True], ascending[1:] != ascending[:-1]])
        if np.count_nonzero(is_first) <= _PARTS:
            label = np.cumsum(is_first) - 1
        else:
            label = np.maximum.accumulate(np.where(is_first, np.arange(x.size), 0)) * _PARTS // x.size
        part = np.empty(x.size, dtype=np.int64)
        part[order] = label
        centre = _means(part, x)
        return cls(part, centre, x - centre[part])


class Expected(NamedTuple):
    """Expected costs: the best estimate, and one with the smallest parts twice as large.

    Attributes
    ----------
    fine, coarse : float64, shape (trajectories, strategies)
        How much they differ tells what the length of the lines still does to an answer.
    """

    fine: Array
    coarse: Array


def expected_costs(x: Array, costs: Array) -> Expected:
    """Return what each strategy is expected to cost, given a number; each replicate's from the others alone.

    Parameters
    ----------
    x : float64, shape (trajectories,)
        Whole rounds of blocks.
    costs : float64, shape (trajectories, strategies)
    """
    parts, replicate = SmallestParts.of(x), replicate_of(x.size)
    cell = replicate * _PARTS + parts.part
    fine, coarse = np.zeros_like(costs), np.zeros_like(costs)
    for k in range(costs.shape[1]):
        y = costs[:, k]
        if not np.any(y != y[0]):
            fine[:, k] = coarse[:, k] = y
            continue
        scale = np.max(np.abs(y))
        for found, lines in zip((fine, coarse), _best_lines(parts, y / scale, cell), strict=True):
            level = lines.level + lines.slope * parts.centre
            found[:, k] = scale * (level.ravel()[cell] + lines.slope.ravel()[cell] * parts.off)
    return Expected(fine, coarse)


class _Moments(NamedTuple):
    """Number, means, and sums of squares and products about the means, shape (replicates, parts)."""

    n: Array
    x: Array
    y: Array
    xx: Array
    xy: Array
    yy: Array

    def halved(self) -> _Moments:
        """Return those of neighbours taken together."""
        left, right = (_Moments(*(moment[:, side::2] for moment in self)) for side in (0, 1))
        n = left.n + right.n
        share = right.n / np.maximum(n, 1.0)
        weight = left.n * share
        x, y = right.x - left.x, right.y - left.y
        return _Moments(
            n,
            left.x + share * x,
            left.y + share * y,
            left.xx + right.xx + weight * x * x,
            left.xy + right.xy + weight * x * y,
            left.yy + right.yy + weight * y * y,
        )


class _Lines(NamedTuple):
    """A line for each smallest part, shape (replicates, parts), and what they cost up to the parts' common size."""

    level: Array
    slope: Array
    price: Array

    def of_size(self, width: int) -> _Lines:
        """Return these lines of large parts as those of the small parts within them."""
        return _Lines(np.repeat(self.level, width, axis=1), np.repeat(self.slope, width, axis=1), self.price)

    def or_whole(self, whole: _Lines, width: int) -> _Lines:
        """Return the cheaper of two lines and one, wherever two parts make a whole one of `width` smallest."""
        apart = self.price[:, 0::2] + self.price[:, 1::2]
        joined = whole.price <= apart
        wide = np.repeat(joined, width, axis=1)
        instead = whole.of_size(width)
        return _Lines(
            np.where(wide, instead.level, self.level),
            np.where(wide, instead.slope, self.slope),
            np.where(joined, whole.price, apart),
        )


def _best_lines(parts: SmallestParts, y: Array, cell: NDArray[np.int64]) -> tuple[_Lines, _Lines]:
    """Return the best lines, and the best of those that have two smallest parts at least."""
    moments = _of_the_others(parts, y, cell)
    floor = _ROUND_OFF * float(np.var(y)) + np.finfo(np.float64).tiny
    fine = _lines(moments, floor)
    moments = moments.halved()
    whole = _lines(moments, floor)
    coarse, fine = whole.of_size(2), fine.or_whole(whole, 2)
    for level in range(2, _LEVELS + 1):
        moments = moments.halved()
        whole = _lines(moments, floor)
        coarse, fine = coarse.or_whole(whole, 2**level), fine.or_whole(whole, 2**level)
    return fine, coarse


def _lines(moments: _Moments, floor: float) -> _Lines:
    """Return one line for each part: flat where a slope is not worth its price."""
    n, safe = moments.n, np.maximum(moments.n, 1.0)
    can = moments.xx > 0.0
    slope = np.where(can, moments.xy / np.where(can, moments.xx, 1.0), 0.0)
    left = np.maximum(moments.yy - slope * moments.xy, 0.0)
    flat, tilted = (n * np.log(rest / safe + floor) for rest in (moments.yy, left))
    tilts = can & (tilted + _TILT < flat)
    slope = np.where(tilts, slope, 0.0)
    price = np.where(tilts, tilted + _TILT, flat) + _PRICE
    price = np.where(n >= _LEAST, price, np.where(n > 0.0, np.inf, 0.0))
    return _Lines(moments.y - slope * moments.x, slope, price)


def _of_the_others(parts: SmallestParts, y: Array, cell: NDArray[np.int64]) -> _Moments:
    """Return for each replicate the moments of all others in each part."""
    middle = _means(parts.part, y)
    x, off = parts.off, y - middle[parts.part]

    def sums(weights: Array | None = None) -> Array:
        added = np.bincount(cell, weights=weights, minlength=REPLICATES * _PARTS).astype(np.float64)
        apart = added.reshape(REPLICATES, _PARTS)
        others: Array = apart.sum(axis=0) - apart
        return others

    n, s_x, s_y = sums(), sums(x), sums(off)
    s_xx, s_xy, s_yy = sums(x * x), sums(x * off), sums(off * off)
    mean_x, mean_y = (total / np.maximum(n, 1.0) for total in (s_x, s_y))
    return _Moments(
        n,
        parts.centre + mean_x,
        middle + mean_y,
        np.maximum(s_xx - mean_x * s_x, 0.0),
        s_xy - mean_x * s_y,
        np.maximum(s_yy - mean_y * s_y, 0.0),
    )


def _means(part: NDArray[np.int64], values: Array) -> Array:
    count = np.bincount(part, minlength=_PARTS)
    means: Array = np.bincount(part, weights=values, minlength=_PARTS) / np.maximum(count, 1)
    return means
