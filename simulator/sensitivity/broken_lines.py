"""Expected values given one number: a straight line in each of 1, 2, 4 ... 1,024 parts of its range.

The parts of one form hold about as many futures each. No cut goes through equal values, and a number of at most 1,024
values may have a part for each. The expected value in a replicate is fitted to all the others.

The futures are summed once, in the shortest parts; the sums of longer ones are those of their halves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..engine.streams import REPLICATES
from .estimates import Array, replicate_of

__all__ = ["broken_lines"]

_PARTS = 1024
_LEAST = 12  # futures under a line, of all but one replicate; where there are fewer, the longer line is kept
_ROUND_OFF = 1e-11  # of the squared range: less counts as 0
_SURE = 2.0  # standard errors by which shorter lines have to be better
_TINY = np.finfo(np.float64).tiny


def broken_lines(x: Array, y: Array) -> list[Array]:
    """Return what y is expected to be given x, in several forms of shape (trajectories,), the simplest first.

    A constant; then lines in ever more parts; last the lines that are as short as each part of the range asks for,
    without and with the shortest.

    Parameters
    ----------
    x, y : float64, shape (trajectories,)
        Whole rounds of blocks.
    """
    replicate, finest = replicate_of(x.size), _finest_parts(x)
    middle, scale = y.mean(), max(float(np.ptp(y)), _TINY)
    x, y = x / max(float(np.max(np.abs(x))), _TINY), (y - middle) / scale  # squares of any number are finite then
    halvings = int(finest.max()).bit_length()
    sums = [_Sums.of(finest, 1 << halvings, x, y, replicate)]
    for _ in range(halvings):
        sums.append(sums[-1].halved())
    sums.reverse()
    lines = [_fitted(sums[0], flat=True)]
    for level, each in enumerate(sums):
        lines.append(_fitted(each, lines[-1].split() if level else lines[-1]))
    parts = [finest >> halvings, *(finest >> (halvings - level) for level in range(halvings + 1))]
    forms = [line.at(part, replicate, x) for line, part in zip(lines, parts, strict=True)]
    errors = [line.errors(each) for line, each in zip(lines[1:], sums, strict=True)]
    levels = np.stack(forms[1:])
    for last in (max(halvings, 1), halvings + 1):
        best = np.repeat(_locally_best(errors[:last]), 1 << (halvings + 1 - last))
        forms.append(np.take_along_axis(levels, best[finest][None], axis=0)[0])
    return [middle + scale * fitted for fitted in forms]


class _Sums(NamedTuple):
    """Sums over the futures of each replicate in each part.

    Attributes
    ----------
    n, x, y, xx, xy, yy : float64, shape (replicates, parts)
        Their number, and sums of powers of x and y less their middles.
    middle_x, middle_y : float64, shape (parts,)
        Means of all replicates, so that no digits are lost in squares.
    """

    n: Array
    x: Array
    y: Array
    xx: Array
    xy: Array
    yy: Array
    middle_x: Array
    middle_y: Array

    @classmethod
    def of(cls, part: NDArray[np.int64], parts: int, x: Array, y: Array, replicate: NDArray[np.int64]) -> _Sums:
        """Sum over the futures."""
        count = np.maximum(np.bincount(part, minlength=parts), 1)
        middle_x, middle_y = (np.bincount(part, weights=values, minlength=parts) / count for values in (x, y))
        x, y, cell = x - middle_x[part], y - middle_y[part], replicate * parts + part

        def total(weights: Array | None = None) -> Array:
            found = np.bincount(cell, weights=weights, minlength=REPLICATES * parts)
            return found.astype(np.float64).reshape(REPLICATES, parts)

        return cls(total(), total(x), total(y), total(x * x), total(x * y), total(y * y), middle_x, middle_y)

    def halved(self) -> _Sums:
        """Return the sums of half as many parts, each of two that are neighbours."""
        count = self.n.sum(axis=0).reshape(-1, 2)
        share = count / np.maximum(count.sum(axis=1, keepdims=True), 1.0)
        middle_x, middle_y = ((share * m.reshape(-1, 2)).sum(axis=1) for m in (self.middle_x, self.middle_y))
        x_off, y_off = self.middle_x - np.repeat(middle_x, 2), self.middle_y - np.repeat(middle_y, 2)
        moved = (
            self.n,
            self.x + self.n * x_off,
            self.y + self.n * y_off,
            self.xx + (2.0 * self.x + self.n * x_off) * x_off,
            self.xy + self.x * y_off + (self.y + self.n * y_off) * x_off,
            self.yy + (2.0 * self.y + self.n * y_off) * y_off,
        )
        return _Sums._make([*(each[:, 0::2] + each[:, 1::2] for each in moved), middle_x, middle_y])


class _Lines(NamedTuple):
    """A line in each part, for each replicate.

    Attributes
    ----------
    level, slope : float64, shape (replicates, parts)
        At the middle of the part, and per unit of x.
    middle_x, middle_y : float64, shape (parts,)
        The level is that of y less its middle.
    """

    level: Array
    slope: Array
    middle_x: Array
    middle_y: Array

    def split(self) -> _Lines:
        """Return the same lines in both halves of each part."""
        return _Lines(*(np.repeat(each, 2, axis=-1) for each in self))

    def at(self, part: NDArray[np.int64], replicate: NDArray[np.int64], x: Array) -> Array:
        """Return their values, shape (trajectories,)."""
        cell = replicate * self.middle_x.size + part
        level = (self.middle_y + self.level).ravel()
        found: Array = level[cell] + self.slope.ravel()[cell] * (x - self.middle_x[part])
        return found

    def errors(self, sums: _Sums) -> Array:
        """Return the squared errors in each replicate and part, from the sums of the same parts."""
        level, slope = self.level, self.slope
        found: Array = np.maximum(
            sums.yy - 2.0 * slope * sums.xy + slope * slope * sums.xx
            + level * (sums.n * level - 2.0 * sums.y + 2.0 * slope * sums.x),
            0.0,
        )  # fmt: skip
        return found


def _fitted(sums: _Sums, otherwise: _Lines | None = None, flat: bool = False) -> _Lines:
    """Return a line in each part, fitted to the other replicates; `otherwise` where these have too few futures."""
    n, s_x, s_y, s_xx, s_xy = (each.sum(axis=0) - each for each in sums[:5])
    n = np.maximum(n, 1.0)
    spread = s_xx - s_x * s_x / n
    can = (spread > _ROUND_OFF * n) & (not flat)
    slope = np.where(can, (s_xy - s_x * s_y / n) / np.where(can, spread, 1.0), 0.0)
    level = (s_y - slope * s_x) / n
    if otherwise is not None:
        few = n < _LEAST
        longer = otherwise.level + otherwise.slope * (sums.middle_x - otherwise.middle_x)
        level = np.where(few, longer + (otherwise.middle_y - sums.middle_y), level)
        slope = np.where(few, otherwise.slope, slope)
    return _Lines(level, slope, sums.middle_x, sums.middle_y)


def _locally_best(errors: Sequence[Array]) -> NDArray[np.int64]:
    """Return for each of the shortest parts the longest line that shorter ones do not beat in nearly all replicates.

    Parameters
    ----------
    errors : sequence of float64, shape (replicates, 1), (replicates, 2), (replicates, 4) ...

    Returns
    -------
    int64, shape (parts,)
        Index of the length, the longest first.
    """
    shortest = len(errors) - 1
    best, least = np.full(errors[-1].shape[1], shortest), errors[-1]
    for level in range(shortest - 1, -1, -1):
        apart = least[:, 0::2] + least[:, 1::2]
        gain = errors[level] - apart
        split = gain.mean(axis=0) > _SURE * gain.std(axis=0, ddof=1) / np.sqrt(REPLICATES)
        best = np.where(np.repeat(split, best.size // split.size), best, level)
        least = np.where(split, apart, errors[level])
    return best


def _finest_parts(x: Array) -> NDArray[np.int64]:
    """Return the smallest part that each value is in; parts ascend with the values."""
    order = np.argsort(x, kind="stable")
    ascending = x[order]
    is_first = np.concatenate([[True], ascending[1:] != ascending[:-1]])
    if np.count_nonzero(is_first) <= _PARTS:
        label = np.cumsum(is_first) - 1
    else:
        label = np.maximum.accumulate(np.where(is_first, np.arange(x.size), 0)) * _PARTS // x.size
    part = np.empty(x.size, dtype=np.int64)
    part[order] = label
    return part
