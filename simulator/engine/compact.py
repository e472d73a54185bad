"""Histograms whose cells are one word: a third of the memory, for what is shown without an error bar.

Filling is bound by memory, not by arithmetic. A cell here is 64 bits: the count (32), and for the smallest and the
largest value the 16 mantissa bits that follow those that name the cell. So with 9 bits a cell, extremes are rounded
towards zero by a relative 2^-25 at most; whole numbers up to 33 million, and all that fits 25 bits, stay exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .distribution import Distribution
from .histogram import HistogramBank
from .jit import kernel

__all__ = ["MOST_VALUES", "CompactBank", "fill_compact"]

Array = NDArray[np.float64]

#: Values a cell can count.
MOST_VALUES = 2**32 - 1

_MANTISSA_BITS = 52
_EXPONENT = np.uint64(0x7FF)
_BATCH = 512
_PLACE_BITS = np.uint64(16)
_PLACE = np.uint64(0xFFFF)
_COUNT_SHIFT = np.uint64(32)
_EMPTY = np.uint64(0xFFFF0000)  # no values, smallest above all, largest below all
_ONE = np.uint64(1)


@kernel
def fill_compact(
    values: Array,
    rows: NDArray[np.int64],
    last: int,
    page_of: NDArray[np.int32],
    pages: NDArray[np.int64],
    cells: NDArray[np.uint64],
    nonfinite: NDArray[np.int64],
    cell_bits: int,
    histogram: int,
    column: int | np.int64,
    first: int,
) -> tuple[int, int | np.int64]:
    """Add values[rows[k], first:last] to histogram k, for all k from `histogram` on.

    Parameters and result as for `fill_histograms`, but `cells` is uint64, shape (pages, 2**cell_bits).
    """
    begin = column
    size = np.uint64(cell_bits)
    shift = np.uint64(_MANTISSA_BITS) - size - _PLACE_BITS
    mask = (_ONE << size) - _ONE
    keys = np.empty(_BATCH, np.uint64)
    for k in range(histogram, rows.size):
        h, row = np.uint64(k), np.uint64(rows[k])
        for start in range(begin, last, _BATCH):
            number = np.uint64(min(_BATCH, last - start))
            origin = np.uint64(start)
            wrong = 0
            for i in range(number):
                value = values[row, origin + i] + 0.0  # -0.0 becomes 0.0
                keys[i] = np.float64(value).view(np.uint64) >> shift
                wrong += (keys[i] >> (size + _PLACE_BITS)) & _EXPONENT == _EXPONENT
            nonfinite[h] += wrong
            for i in range(number):
                key = keys[i]
                octave = key >> (size + _PLACE_BITS)
                if wrong > 0 and octave & _EXPONENT == _EXPONENT:
                    continue
                found = page_of[h, octave]
                if found < 0 and np.uint64(pages[0]) < np.uint64(cells.shape[0]):
                    found = np.int32(pages[0])
                    page_of[h, octave] = found
                    pages[0] += 1
                    for blank in range(mask + _ONE):
                        cells[np.uint64(found), blank] = _EMPTY
                elif found < 0:
                    for later in range(i, number):  # they will come again
                        nonfinite[h] -= (keys[later] >> (size + _PLACE_BITS)) & _EXPONENT == _EXPONENT
                    return k, start + np.int64(i)
                page, cell, place = np.uint64(found), (key >> _PLACE_BITS) & mask, key & _PLACE
                word = cells[page, cell]
                low, high = (word >> _PLACE_BITS) & _PLACE, word & _PLACE
                low, high = min(low, place), max(high, place)
                cells[page, cell] = (((word >> _COUNT_SHIFT) + _ONE) << _COUNT_SHIFT) | (low << _PLACE_BITS) | high
        begin = first
    return rows.size, last


class CompactBank(HistogramBank):
    """A `HistogramBank` of one-word cells."""

    _empty: Any = _EMPTY

    def _room(self, pages: int) -> NDArray[Any]:
        return np.empty((pages, 1 << self._cell_bits), dtype=np.uint64)

    def _fill(
        self, values: Array, rows: NDArray[np.int64], last: int, k: int, i: int | np.int64, first: int
    ) -> tuple[int, int | np.int64]:
        return fill_compact(
            values, rows, last, self._page_of, self._pages, self._cells, self.nonfinite, self._cell_bits, k, i, first
        )

    def _read(self, octaves: NDArray[np.int64], cells: NDArray[Any]) -> Distribution:
        size = np.uint64(self._cell_bits)
        negative = octaves.astype(np.uint64) >> np.uint64(11) > 0
        cells[negative] = cells[negative, ::-1]  # further from zero is lower
        names = np.tile(np.arange(1 << self._cell_bits, dtype=np.uint64), (octaves.size, 1))
        names[negative] = names[negative, ::-1]
        names |= octaves.astype(np.uint64)[:, None] << size
        used = cells != _EMPTY
        word, name = cells[used], names[used]
        shift = np.uint64(_MANTISSA_BITS) - size - _PLACE_BITS
        nearer, further = (
            (((name << _PLACE_BITS) | place) << shift).view(np.float64)
            for place in ((word >> _PLACE_BITS) & _PLACE, word & _PLACE)
        )
        below = np.signbit(nearer)
        low, high = np.where(below, further, nearer), np.where(below, nearer, further)
        return Distribution((word >> _COUNT_SHIFT).astype(np.int64), low, high)

    def _used(self, cells: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        page, cell = np.nonzero(cells != _EMPTY)
        return page, cell

    def _join(self, at: NDArray[np.int64], theirs: NDArray[Any]) -> None:
        flat = self._cells.reshape(-1)
        mine = flat[at]
        count = ((mine >> _COUNT_SHIFT) + (theirs >> _COUNT_SHIFT)) << _COUNT_SHIFT
        low = np.minimum((mine >> _PLACE_BITS) & _PLACE, (theirs >> _PLACE_BITS) & _PLACE)
        flat[at] = count | (low << _PLACE_BITS) | np.maximum(mine & _PLACE, theirs & _PLACE)
