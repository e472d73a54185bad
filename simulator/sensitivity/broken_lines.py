"""Expected values given one number: a straight line in each of 1, 2, 4 ... 1,024 parts of its range.

The parts of one form hold about as many futures each. No cut goes through equal values, and a number of at most 1,024
values may have a part for each. The expected value in a replicate is fitted to all the others.
"""

from __future__ import annotations

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
    whole = np.zeros_like(finest)
    forms = [_fitted(whole, np.zeros_like(x), y, replicate, np.zeros_like(y))]
    parts = [finest >> halvings for halvings in range(int(finest.max()).bit_length(), -1, -1)]
    for part in parts:
        forms.append(_fitted(part, x, y, replicate, forms[-1]))
    levels = forms[1:]
    forms.append(_locally_best(parts[:-1] or parts, levels[:-1] or levels, y, replicate))
    forms.append(_locally_best(parts, levels, y, replicate))
    return [middle + scale * fitted for fitted in forms]


def _locally_best(parts: list[NDArray[np.int64]], forms: list[Array], y: Array, replicate: NDArray[np.int64]) -> Array:
    """Return in each part the longest line that shorter ones do not beat in nearly all replicates."""
    best: Array = forms[-1]
    least: Array = np.zeros((REPLICATES, 0))
    for part, fitted in zip(reversed(parts), reversed(forms), strict=True):
        count = int(part.max()) + 1
        cell = replicate * count + part
        errors = np.bincount(cell, (y - fitted) ** 2, REPLICATES * count).astype(np.float64).reshape(REPLICATES, count)
        if least.size:
            apart = least[:, 0::2].copy()
            apart[:, : least.shape[1] // 2] += least[:, 1::2]
            gain = errors - apart
            split = gain.mean(axis=0) > _SURE * gain.std(axis=0, ddof=1) / np.sqrt(REPLICATES)
            best, errors = np.where(split[part], best, fitted), np.where(split, apart, errors)
        least = errors
    return best


def _fitted(part: NDArray[np.int64], x: Array, y: Array, replicate: NDArray[np.int64], otherwise: Array) -> Array:
    """Return the values of a line in each part, fitted to the other replicates; `otherwise` where these are too few."""
    count = np.bincount(part)
    x = x - (np.bincount(part, weights=x) / np.maximum(count, 1))[part]
    cell = replicate * count.size + part

    def sums(weights: Array | None = None) -> Array:
        apart = np.bincount(cell, weights=weights, minlength=REPLICATES * count.size).reshape(REPLICATES, -1)
        others: Array = (apart.sum(axis=0) - apart).astype(np.float64)
        return others

    n, s_x, s_y = np.maximum(sums(), 1.0), sums(x), sums(y)
    spread = sums(x * x) - s_x * s_x / n
    can = spread > _ROUND_OFF * n
    slope = np.where(can, (sums(x * y) - s_x * s_y / n) / np.where(can, spread, 1.0), 0.0)
    level = (s_y - slope * s_x) / n
    return np.where(n.ravel()[cell] < _LEAST, otherwise, level.ravel()[cell] + slope.ravel()[cell] * x)


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
