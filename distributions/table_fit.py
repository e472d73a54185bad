"""One smooth piece of a law as cells: fit, measure, refine, and split where refining does not help.

A cubic goes through four Chebyshev nodes of each cell. Its error is measured between the nodes and at the cell's
ends, which is where the node polynomial has its five equal extremes. The lower half of a piece is taken from
`ppf`, the upper from `isf`, so both tails keep their digits.

Source: L. N. Trefethen, *Approximation Theory and Approximation Practice* (2013), chapters 2-4 and 8.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .errors import LawError
from .law import Array, Law
from .moments import LATTICE_EDGE, SLIVER
from .written import written

__all__ = ["TOLERANCE", "Segment", "fit_piece", "yardstick"]

#: Largest error of a table, relative to max(|x - median|, interquartile range).
TOLERANCE = 1e-8

#: log2 of the cells per octave: fewest and most.
FEWEST, MOST = 4, 8

#: A piece becomes at most this many segments (of up to 16,384 cells, 512 kB).
MOST_SEGMENTS = 8

#: Rounding of x itself, which no table can undo: it is allowed on top.
ROUNDING = 16.0 * np.finfo(np.float64).eps

_NODES = 0.5 - 0.5 * np.cos((2.0 * np.arange(4) + 1.0) * math.pi / 8.0)
_BETWEEN = 0.5 - 0.5 * np.cos(np.arange(1, 4) * math.pi / 4.0)
_TO_COEFFICIENTS = np.linalg.inv(np.vander(_NODES, increasing=True))
_AT_CHECKS = np.vander(np.array([0.0, *_BETWEEN, 1.0]), 4, increasing=True)


@dataclass(frozen=True, eq=False, slots=True)
class Segment:
    """Cells for u in [lower, upper), and how good they are.

    Attributes
    ----------
    cells : float64, shape (64 << bits, 4)
    error : float
        Worst error, relative to max(|x - median|, interquartile range).
    excess : float
        Worst ratio of error to what is allowed; at most 1 where the segment will do.
    worst : float
        The u at which it is met.
    """

    lower: float
    upper: float
    bits: int
    cells: Array
    error: float
    excess: float
    worst: float


def yardstick(law: Law) -> tuple[float, float]:
    """Return the median and the spread against which errors are measured.

    The spread is the interquartile range; where that is 0 the standard deviation; where that is not a finite
    number either, the range of the lattice. 0.0 only for a law that is one value.
    """
    quarter, half, edge = np.array([0.25]), np.array([0.5]), np.array([LATTICE_EDGE])
    spread = float(law.isf(quarter)[0] - law.ppf(quarter)[0])
    if not spread > 0.0:
        spread = law.sd if math.isfinite(law.sd) else float(law.isf(edge)[0] - law.ppf(edge)[0])
    return float(law.ppf(half)[0]), spread


def fit_piece(law: Law, lower: float, upper: float, scale: tuple[float, float]) -> list[Segment]:
    """Return the segments, ascending, that hold the law between two breaks.

    Raises
    ------
    LawError
        If `MOST_SEGMENTS` of the finest cells do not reach `TOLERANCE`.
    """
    done: list[Segment] = []
    waiting = [(lower, upper)]
    while waiting:
        low, high = waiting.pop()
        at_break = low == lower > 0.0, high == upper < 1.0
        segment = _refine(law, low, high, scale, at_break)
        if segment.excess <= 1.0:
            done.append(segment)
            continue
        if len(done) + len(waiting) + 2 > MOST_SEGMENTS or min(segment.worst - low, high - segment.worst) < SLIVER:
            raise LawError(
                f"{written(law)} cannot be sampled to {TOLERANCE:g} of its spread: "
                f"its quantile function is too steep or too rough near u = {segment.worst:.9g}"
            )
        waiting += [(segment.worst, high), (low, segment.worst)]
    return done


def _refine(law: Law, lower: float, upper: float, scale: tuple[float, float], at_break: tuple[bool, bool]) -> Segment:
    """Return the segment with the fewest cells that will do, or the finest one there is.

    Twice the cells leave a sixteenth of the error. So a coarse look at every eighth cell shows where to begin.
    """
    bits = FEWEST + _levels(_fit(law, lower, upper, FEWEST, scale, at_break, every=8).excess)
    while True:
        segment = _fit(law, lower, upper, bits, scale, at_break)
        if segment.excess <= 1.0 or bits == MOST:
            return segment
        bits += 1


def _levels(excess: float) -> int:
    """Return how many doublings an error `excess` times too large calls for."""
    if not excess > 1.0:
        return 0
    return min(MOST - FEWEST, math.ceil(math.log2(excess) / 4.0)) if math.isfinite(excess) else MOST - FEWEST


def _fit(
    law: Law,
    lower: float,
    upper: float,
    bits: int,
    scale: tuple[float, float],
    at_break: tuple[bool, bool],
    every: int = 1,
) -> Segment:
    """Fit every so-many-th cell of [lower, upper) and measure the fit; `at_break`: which ends are the law's breaks."""
    v = _grid(bits, every)
    width = upper - lower
    shares = np.stack([_inside(lower, width * v), _inside(1.0 - upper, width * v)])  # (side, cell, point)
    x = np.stack([law.ppf(shares[0]), law.isf(shares[1])])
    middle = np.array([[[law.ppf(np.array([lower + width * 0.5]))[0]]]] * 2)
    if not (np.isfinite(x).all() and np.isfinite(middle).all()):
        raise LawError(
            f"{written(law)} cannot be sampled: its quantile function is not finite between u={lower} and {upper}"
        )
    start = x[:, :, :1]  # differences first: the cubic of a narrow cell far from 0 keeps its digits
    cells = (x[:, :, 4:] - start) @ _TO_COEFFICIENTS.T
    cells[:, :, :1] += start
    exact = x[:, :, :4]
    if every == 1:  # a cell ends where the next begins
        exact = np.concatenate([exact, np.concatenate([start[:, 1:], middle], axis=1)], axis=2)
    error = np.abs(cells @ _AT_CHECKS[: exact.shape[2]].T - exact)
    median, spread = scale
    size = np.maximum(np.abs(exact - median), spread)
    allowed = TOLERANCE * size + ROUNDING * np.abs(exact)
    if any(at_break):
        error = _less_rounding(law, cells, shares, error, allowed, at_break)
    excess = error / allowed
    side, cell, point = (int(i) for i in np.unravel_index(np.argmax(excess), excess.shape))
    at = float(v[cell, min(point, 3)])
    return Segment(
        lower=lower,
        upper=upper,
        bits=bits,
        cells=cells.reshape(-1, 4),
        error=float(np.max(error / size)),
        excess=float(excess[side, cell, point]),
        worst=lower + width * at if side == 0 else upper - width * at,
    )


def _inside(begin: float, beyond: Array) -> Array:
    """Return probabilities that lie beyond the one where a piece begins, even where the distance is all rounding."""
    return np.maximum(begin + beyond, np.nextafter(begin, 1.0)) if begin > 0.0 else beyond


def _less_rounding(
    law: Law, cells: Array, shares: Array, error: Array, allowed: Array, at_break: tuple[bool, bool]
) -> Array:
    """Return the errors without what comes from the rounding of u itself, on the sides of the law's own breaks.

    There the distance to the break has few digits left, and a steep quantile function makes that visible: what is
    right for a u within `ROUNDING` is right.
    """
    side, cell, point = np.nonzero((error > allowed) & np.array(at_break)[:, None, None])
    known = (point < 4) | (cell + 1 < shares.shape[1])  # all but the middle of the piece, far from any end
    side, cell, point = side[known], cell[known], point[known]
    if side.size == 0:
        return error
    share = shares[side, np.where(point < 4, cell, cell + 1), point % 4]  # a cell's right end is the next one's left
    near = share[:, None] * (1.0 + ROUNDING * np.array([-1.0, 1.0]))
    x = np.where(side[:, None] == 0, law.ppf(near), law.isf(near))
    fitted = (cells[side, cell] * _AT_CHECKS[point]).sum(axis=1)
    error = error.copy()
    error[side, cell, point] = np.maximum(0.0, np.maximum(x.min(axis=1) - fitted, fitted - x.max(axis=1)))
    return error


@lru_cache
def _grid(bits: int, every: int) -> Array:
    """Return v of every so-many-th cell's left end, three points between nodes, four nodes; shape (cells, 8)."""
    octave = np.exp2(np.arange(-33, -1))[:, None]
    left = (octave * (1.0 + np.arange(1 << bits) / (1 << bits))).ravel()
    step = np.repeat(octave.ravel() / (1 << bits), 1 << bits)
    v: Array = left[:, None] + step[:, None] * np.array([0.0, *_BETWEEN, *_NODES])
    return v[::every]
