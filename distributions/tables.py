"""Quantile tables: the form in which the simulator's kernel draws from a law.

A table is the inverse CDF in pieces. A *segment* is a range of u: an atom (one value), or a smooth piece of the
law. A smooth segment is folded at its middle and cut into *cells* that are log-spaced towards both of its ends: 32
octaves on each side, from 2^-33 to 1/2 of the segment, each octave in 2^bits equal cells, a cubic in each. Cell
and place inside the cell are read off the bits of a float64, so a draw is a handful of integer operations, four
multiply-adds and no branch on the law. `evaluate` says the same in NumPy; the kernel is its twin.

A table is accurate to 1e-8 of max(|x - median|, interquartile range), on every cell, measured when it is built.
Where the interquartile range is 0 (most of the probability sits on one atom) the standard deviation takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .law import Array, Law
from .moments import LATTICE_EDGE, pieces
from .scores import OnScores
from .table_fit import fit_piece, yardstick

__all__ = ["QuantileTable", "build_table", "evaluate", "evaluate_folded"]

#: Largest v of the lower octaves' topmost cell; 1/2 itself would index past the end.
BELOW_HALF = float(np.nextafter(0.5, 0.0))


@dataclass(frozen=True, eq=False)
class QuantileTable:
    """The inverse CDF of a law, ready to be drawn from. Arrays are read-only and C-contiguous.

    Segment k holds u in [upper[k - 1], upper[k]); it is the smallest k with u < upper[k].

    Attributes
    ----------
    upper : float64, shape (S,)
        Upper end in u of each segment, ascending; the first begins at 0, the last is 1.0.
    bits : int64, shape (S,)
        log2 of the cells per octave, 4 to 8; -1 where the segment is an atom.
    first : int64, shape (S,)
        Row of `cells` that holds the segment's first cell; 0 for an atom.
    value : float64, shape (S,)
        The atom's value, in the law's unit; 0.0 for a smooth segment.
    cells : float64, shape (C, 4)
        c0 to c3 of c0 + t (c1 + t (c2 + t c3)), t from 0 to 1 across the cell, towards the segment's middle.
        A segment has 64 << bits rows: the lower half's octaves ascending in v, then the upper half's.
    error : float
        Worst error met while building, relative to max(|x - median|, interquartile range).
    """

    upper: Array
    bits: NDArray[np.int64]
    first: NDArray[np.int64]
    value: Array
    cells: Array
    error: float


@lru_cache(maxsize=1024)  # more than a scenario has: a study that lowers it again builds none twice
def build_table(law: Law) -> QuantileTable:
    """Return the law's quantile table; the same object for an equal law.

    Raises
    ------
    LawError
        If no table reaches the accuracy, even after splitting; it names the law.
    """
    scale = yardstick(law.law if isinstance(law, OnScores) else law)  # another scale of u changes no quantity
    upper: list[float] = []
    bits: list[int] = []
    first: list[int] = []
    value: list[float] = []
    blocks: list[Array] = []
    rows, error = 0, 0.0
    for low, high, atom in pieces(law):
        if atom is not None:
            upper.append(high)
            bits.append(-1)
            first.append(0)
            value.append(atom)
            continue
        for segment in fit_piece(law, low, high, scale):
            upper.append(segment.upper)
            bits.append(segment.bits)
            first.append(rows)
            value.append(0.0)
            blocks.append(segment.cells)
            rows += len(segment.cells)
            error = max(error, segment.error)
    table = QuantileTable(
        upper=np.array(upper),
        bits=np.array(bits, dtype=np.int64),
        first=np.array(first, dtype=np.int64),
        value=np.array(value),
        cells=np.concatenate(blocks) if blocks else np.zeros((0, 4)),
        error=error,
    )
    for array in (table.upper, table.bits, table.first, table.value, table.cells):
        array.setflags(write=False)  # tables are shared between equal laws
    return table


def evaluate(table: QuantileTable, u: Array) -> Array:
    """Return the table's quantiles at u: what the kernel computes, operation for operation.

    Parameters
    ----------
    table : QuantileTable
    u : float64, any shape
        Points of the 32-bit midpoint lattice, or any others in (0, 1).

    Returns
    -------
    float64, shape of u
        In the law's unit.
    """
    u = np.asarray(u, dtype=np.float64)
    k = np.minimum(np.searchsorted(table.upper, u, side="right"), len(table.upper) - 1)
    if len(table.cells) == 0:
        return table.value[k]
    upper = table.upper[k]
    lower = np.where(k == 0, 0.0, table.upper[k - 1])
    w = (u - lower) / (upper - lower)
    return _read(table, k, np.where(w < 0.5, w, 1.0 - w), w >= 0.5)


def evaluate_folded(table: QuantileTable, v: Array, above: NDArray[np.bool_]) -> Array:
    """Return the table's quantiles at v from its lower end, or from its upper end: what the kernel does for scores.

    Parameters
    ----------
    table : QuantileTable
    v : float64, any shape
        Distance to the nearer end of (0, 1), at most 1/2; the far upper tail keeps its digits.
    above : bool, shape of v
        Whether that is the upper end.

    Returns
    -------
    float64, shape of v
        In the law's unit.
    """
    k = np.minimum(np.searchsorted(table.upper, np.where(above, 1.0 - v, v), side="right"), len(table.upper) - 1)
    if len(table.cells) == 0:
        return table.value[k]
    upper = table.upper[k]
    lower = np.where(k == 0, 0.0, table.upper[k - 1])
    w = (v - np.where(above, 1.0 - upper, lower)) / (upper - lower)
    return _read(table, k, np.where(w < 0.5, w, 1.0 - w), above != (w >= 0.5))


def _read(table: QuantileTable, k: NDArray[np.int64], v: Array, above: NDArray[np.bool_]) -> Array:
    """Return the quantiles at v from the lower or upper end of segments k."""
    v = np.clip(v, LATTICE_EDGE, BELOW_HALF)
    bits = np.maximum(table.bits[k], 0)
    pattern = v.view(np.int64)
    side = above.astype(np.int64)
    cell = table.first[k] + side * (32 << bits) + (pattern >> (52 - bits)) - ((1023 - 33) << bits)
    mantissa = (pattern & ((1 << (52 - bits)) - 1)) << bits
    t = (mantissa | 0x3FF0000000000000).view(np.float64) - 1.0
    c0, c1, c2, c3 = np.moveaxis(table.cells[np.where(table.bits[k] < 0, 0, cell)], -1, 0)
    return np.where(table.bits[k] < 0, table.value[k], c0 + t * (c1 + t * (c2 + t * c3)))
