"""Quantiles of any number of values in bounded memory: histograms that merge exactly.

A value falls into the cell named by its sign, its exponent and the leading bits of its mantissa. A cell keeps the
count, the smallest and the largest of its values; the order statistics inside it are taken to lie evenly between
these two. So constants and atoms come back exactly, and any order statistic to a relative 2^-bits at worst. Counts,
minima and maxima are exact in any order of adding and merging: threads and chunks have no voice in the answer.

Cells come in pages of one octave; an octave that no value has touched has no page.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .distribution import Distribution
from .jit import kernel

__all__ = ["HistogramBank", "fill_histograms"]

Array = NDArray[np.float64]

_OCTAVES = 4096  # of float64, with both signs
_MANTISSA_BITS = 52
_EXPONENT = np.uint64(0x7FF)  # all ones: infinity or not a number
_PAGES = 4  # to begin with, for each histogram: most quantities span fewer octaves
_BATCH = 512  # values whose keys are found at once
_COUNT, _LOW, _HIGH = np.uint64(0), np.uint64(1), np.uint64(2)  # what a cell holds
_EMPTY_CELL = (0.0, np.inf, -np.inf)


@kernel
def fill_histograms(
    values: Array,
    rows: NDArray[np.int64],
    last: int,
    page_of: NDArray[np.int32],
    pages: NDArray[np.int64],
    cells: Array,
    nonfinite: NDArray[np.int64],
    cell_bits: int,
    histogram: int,
    column: int | np.int64,
    first: int,
) -> tuple[int, int | np.int64]:
    """Add values[rows[k], first:last] to histogram k, for all k from `histogram` on.

    Stops, with nothing counted twice, at the first value that needs a page when there is no room left.

    Parameters
    ----------
    values : float64, shape (n_rows, n_columns)
        A row for each quantity, a column for each trajectory.
    rows : int64, shape (n,)
        The row that belongs to each histogram.
    last : int
        One past the last column.
    page_of : int32, shape (n, 4096)
        The page of each octave, -1 where it has none.
    pages : int64, shape (1,)
        How many pages are in use.
    cells : float64, shape (pages, 2**cell_bits, 3)
        Added to: count, smallest and largest; 0, inf and -inf while the cell is empty.
    nonfinite : int64, shape (n,)
        Added to: values that are infinite or not numbers, and are in no cell.
    cell_bits : int
        Leading mantissa bits that tell the cells of an octave apart.
    histogram, column : int
        Where to begin.
    first : int
        Column where all later histograms begin.

    Returns
    -------
    histogram, column : int
        The value that needs room; histogram = n when all is done.
    """
    begin = column
    size = np.uint64(cell_bits)
    shift = np.uint64(_MANTISSA_BITS) - size
    mask = (np.uint64(1) << size) - np.uint64(1)
    keys = np.empty(_BATCH, np.uint64)
    for k in range(histogram, rows.size):
        h, row = np.uint64(k), np.uint64(rows[k])
        for start in range(begin, last, _BATCH):
            number = np.uint64(min(_BATCH, last - start))
            origin = np.uint64(start)
            wrong = 0
            for i in range(number):  # keys first: vector code
                value = values[row, origin + i] + 0.0  # -0.0 becomes 0.0
                keys[i] = np.float64(value).view(np.uint64) >> shift
                wrong += (keys[i] >> size) & _EXPONENT == _EXPONENT
            nonfinite[h] += wrong
            for i in range(number):
                octave = keys[i] >> size
                if wrong > 0 and octave & _EXPONENT == _EXPONENT:
                    continue
                found = page_of[h, octave]
                if found < 0 and np.uint64(pages[0]) < np.uint64(cells.shape[0]):
                    found = np.int32(pages[0])
                    page_of[h, octave] = found
                    pages[0] += 1
                    for cell in range(mask + np.uint64(1)):
                        cells[np.uint64(found), cell, _COUNT] = 0.0
                        cells[np.uint64(found), cell, _LOW] = np.inf
                        cells[np.uint64(found), cell, _HIGH] = -np.inf
                elif found < 0:
                    for later in range(i, number):  # they will come again
                        nonfinite[h] -= (keys[later] >> size) & _EXPONENT == _EXPONENT
                    return k, start + np.int64(i)
                page, cell = np.uint64(found), keys[i] & mask
                value = values[row, origin + i] + 0.0
                low, high = cells[page, cell, _LOW], cells[page, cell, _HIGH]
                # stored in any case: whether a value is a new extreme of its cell is what no processor can guess
                cells[page, cell, _COUNT] += 1.0
                cells[page, cell, _LOW] = value if value < low else low
                cells[page, cell, _HIGH] = value if value > high else high
        begin = first
    return rows.size, last


class HistogramBank:
    """A row of histograms that grow as values come, from any number of threads, and merge exactly.

    Parameters
    ----------
    n : int
        How many histograms.
    cell_bits : int
        Leading mantissa bits that tell cells apart: a quantile is off by 2**-cell_bits of itself at most.

    Attributes
    ----------
    nonfinite : int64, shape (n,)
        Values that were infinite or not numbers: counted here, not in a histogram.
    """

    def __init__(self, n: int, cell_bits: int = 12) -> None:
        self.nonfinite = np.zeros(n, np.int64)
        self._cell_bits = cell_bits
        self._page_of = np.full((n, _OCTAVES), -1, np.int32)
        self._cells = self._room(_PAGES * n)
        self._pages = np.zeros(1, np.int64)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Give the number of histograms."""
        return int(self.nonfinite.size)

    def add(self, values: Array, rows: ArrayLike, first: int = 0, last: int | None = None) -> None:
        """Add values[rows[k], first:last] to histogram k, for every k.

        Parameters
        ----------
        values : float64, shape (n_rows, n_columns)
        rows : int array-like, shape (n,)
        first, last : int
            Columns; default: all.

        Raises
        ------
        ValueError
            If rows or columns are not those of `values`, or there is not one row for each histogram.
        """
        row = np.ascontiguousarray(rows, np.int64)
        end = values.shape[1] if last is None else last
        if row.shape != (len(self),) or not 0 <= first <= end <= values.shape[1]:
            raise ValueError(
                f"{len(self)} histograms need one row each and columns within {values.shape}, "
                f"got {row.shape} rows and columns {first} to {end}"
            )
        if row.size and not 0 <= row.min() <= row.max() < values.shape[0]:
            raise ValueError(f"rows must be from 0 to {values.shape[0] - 1}, got {row.min()} to {row.max()}")
        with self._lock:
            k: int = 0
            i: int | np.int64 = first
            while True:
                k, i = self._fill(values, row, end, k, i, first)
                if k == row.size:
                    return
                self._grow()

    def merge(self, other: HistogramBank) -> None:
        """Add all that another bank of the same size has counted.

        Raises
        ------
        ValueError
            If the banks differ in size.
        """
        if len(other) != len(self) or other._cell_bits != self._cell_bits:
            raise ValueError(f"a bank of {len(self)} histograms cannot take in one of {len(other)}, or of other cells")
        theirs = other.__getstate__()  # a copy made under their lock: two banks may merge each other
        with self._lock:
            self._take(theirs)

    def ordered(self, k: int) -> Distribution:
        """Give the distribution of the values in histogram k."""
        with self._lock:
            octaves = np.flatnonzero(self._page_of[k] >= 0)
            positive = int(np.count_nonzero(octaves < _OCTAVES // 2))
            octaves = np.concatenate([octaves[positive:][::-1], octaves[:positive]])
            return self._read(octaves, self._cells[self._page_of[k, octaves]])

    def _page(self, k: int, octave: int) -> int:
        """Find the page of an octave, or make one; the caller holds the lock."""
        if self._page_of[k, octave] < 0:
            page = int(self._pages[0])
            if page == len(self._cells):
                self._grow()
            self._cells[page] = self._empty
            self._page_of[k, octave] = page
            self._pages[0] += 1
        return int(self._page_of[k, octave])

    def _grow(self) -> None:
        """Make room for twice as many pages, all of which are in use; the caller holds the lock."""
        cells, self._cells = self._cells, self._room(2 * len(self._cells))
        self._cells[: len(cells)] = cells

    def _take(self, state: dict[str, Any]) -> None:
        """Merge the state of a bank; the caller holds the lock."""
        self.nonfinite += state["nonfinite"]
        pages = [self._page(k, octave) for k, octave in state["octaves"].tolist()]
        at = np.asarray(pages, np.int64)[state["page"]] * (1 << self._cell_bits) + state["cell"]  # no cell comes twice
        self._join(at, state["values"])

    def __getstate__(self) -> dict[str, Any]:
        """Give the touched cells alone, in an order that does not depend on how they came about."""
        with self._lock:
            octaves = np.argwhere(self._page_of >= 0)
            cells = self._cells[self._page_of[octaves[:, 0], octaves[:, 1]]]
            nonfinite = self.nonfinite.copy()
        page, cell = self._used(cells)
        return {
            "cell_bits": self._cell_bits,
            "nonfinite": nonfinite,
            "octaves": octaves,
            "page": page.astype(np.int32),
            "cell": cell.astype(np.int16),
            "values": cells[page, cell],
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Build the bank again, with a lock of its own."""
        self.__init__(len(state["nonfinite"]), state["cell_bits"])  # type: ignore[misc]
        self._take(state)

    # -- what a cell is: other banks store it in another way ---------------------------------------------------
    _empty: Any = _EMPTY_CELL

    def _room(self, pages: int) -> NDArray[Any]:
        """Give memory for pages: nothing is in it, and the system gives it when it is first touched."""
        return np.empty((pages, 1 << self._cell_bits, 3))

    def _fill(
        self, values: Array, rows: NDArray[np.int64], last: int, k: int, i: int | np.int64, first: int
    ) -> tuple[int, int | np.int64]:
        """Add values until there is no room for a page; as `fill_histograms`."""
        return fill_histograms(
            values, rows, last, self._page_of, self._pages, self._cells, self.nonfinite, self._cell_bits, k, i, first
        )

    def _read(self, octaves: NDArray[np.int64], cells: NDArray[Any]) -> Distribution:
        """Give the distribution in pages of ascending octaves."""
        negative = int(np.count_nonzero(octaves >= _OCTAVES // 2))
        cells[:negative] = cells[:negative, ::-1]  # further from zero is lower
        flat = cells.reshape(-1, 3)
        flat = flat[flat[:, 0] > 0]
        return Distribution(flat[:, 0].astype(np.int64), flat[:, 1].copy(), flat[:, 2].copy())

    def _used(self, cells: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Give page and cell of what is not empty."""
        page, cell = np.nonzero(cells[:, :, 0])
        return page, cell

    def _join(self, at: NDArray[np.int64], theirs: NDArray[Any]) -> None:
        """Merge cells into those at the places `at`."""
        flat = self._cells.reshape(-1, 3)
        flat[at, 0] += theirs[:, 0]
        flat[at, 1] = np.minimum(flat[at, 1], theirs[:, 1])
        flat[at, 2] = np.maximum(flat[at, 2], theirs[:, 2])
