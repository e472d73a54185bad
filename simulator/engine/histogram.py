"""Quantiles of any number of values in bounded memory: histograms that fit any location and spread, and merge exactly.

The edges of the cells come from the first block of trajectories. They are its order statistics; outside its extremes,
they lie at growing distances from them. Between two neighbouring edges there are some equal cells, and each edge is a
cell of its own, which holds only values equal to it: an atom that the block has met once is never mixed with other
values. A cell keeps the count, the smallest and the largest of its values, between which its order statistics are taken
to be evenly spaced. The error is thus a fraction of a cell, in ranks, whatever the scale of the values. Counts,
minima and maxima are exact in any order of adding and merging, so threads and chunks do not change the answer.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .arrays import Float64Array2D, Float64Array3D, Int64Array1D, Int64Array2D, Uint32Array3D
from .cell_sums import probability_of
from .distribution import Distribution
from .jit import entry
from .used_cells import BLOCK_CELLS, CellLists, hazen_quantiles, used_cells

__all__ = ["BANK_ARRAYS", "HistogramBank", "edges_of", "edges_of_rows", "fill_histograms"]

Array = NDArray[np.float64]

Piece = tuple[int, int, int]
"""Columns of values, the first and one past the last, and the replicate that they belong to, modulo their number."""

#: Names of the arrays that hold what a bank has counted.
BANK_ARRAYS = ("nonfinite", "at", "counts", "low", "high")

_BATCH = 512  # values whose cells are found at once
_WIDEST = 4  # gaps of the first block that may part clusters: what lies near their ends gets cells of its own
_PIECES = 48  # of the gap next to an extreme, and 48 / k of the k-th from there: few values decide about P1 and P99
_SPACING = 16  # of the order statistics that are edges of a coarse histogram
_NEAR = 6.0 ** -np.arange(1, 9)  # of edges from the ends of a gap, as a share of it
_BEYOND = 4.0 ** np.arange(-15, 7)  # of edges from the first block's extremes, as a share of its range
_COARSE_BEYOND = 16.0 ** np.arange(-8, 3)
_LARGEST = float(np.finfo(np.float64).max)


def edges_of(values: ArrayLike, coarse: bool = False) -> Array:
    """Return the edges of a histogram of values like these, ascending.

    Parameters
    ----------
    values : float array-like, shape (n,)
        Infinities and NaN are ignored.
    coarse : bool
        For figures of three digits: 64 edges in place of 1,024, for 512 values.

    Returns
    -------
    float64, shape (edges,)
        The first is the smallest finite number, so that each finite value lies at or above an edge.
    """
    return edges_of_rows(np.asarray(values, np.float64)[None], coarse)[0]


def edges_of_rows(values: Array, coarse: bool = False) -> list[Array]:
    """Return the edges of a histogram of each row of values, shape (rows, n); see `edges_of`."""
    finite = np.asarray(np.isfinite(values).all(axis=1))
    if not len(values):
        return []
    if len(values) == 1:
        values = values[:, np.isfinite(values[0])]
    elif not finite.all():  # each by itself where some are not
        rest = iter(edges_of_rows(values[finite], coarse))
        each = zip(values, finite, strict=True)
        return [next(rest) if whole else edges_of_rows(row[None], coarse)[0] for row, whole in each]
    x = np.sort(values + 0.0, axis=1)  # -0.0 becomes 0.0
    if not x.shape[1]:
        x = np.zeros((len(x), 1))
    with np.errstate(over="ignore"):
        gaps = np.diff(x, axis=1)
        widest = _widest(gaps)
        first, last = x[:, :1], x[:, -1:]
        spread = np.where(last > first, last - first, np.where(first != 0.0, np.abs(first), 1.0))
        beyond = (_COARSE_BEYOND if coarse else _BEYOND) * spread
        begin, end = (np.take_along_axis(x, widest + k, axis=1) for k in (0, 1))
        edges = [np.full_like(first, -_LARGEST), first - beyond, x[:, :: _SPACING if coarse else 1], begin, end]
        edges += [last, last + beyond]
        if not coarse:
            places = np.arange(gaps.shape[1])
            pieces = _PIECES // (np.minimum(places, places[::-1]) + 1) + 1
            gap = np.repeat(places, pieces)
            piece = np.arange(gap.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
            near = np.take_along_axis(gaps, widest, axis=1)[:, :, None] * _NEAR
            edges += [x[:, gap] + piece * (gaps / pieces)[:, gap]]
            edges += [(side[:, :, None] + away).reshape(len(x), -1) for side, away in ((begin, near), (end, -near))]
    found = np.sort(np.concatenate(edges, axis=1), axis=1)
    kept = np.isfinite(found)
    kept[:, 1:] &= found[:, 1:] != found[:, :-1]
    stops = np.count_nonzero(kept, axis=1).cumsum().tolist()
    flat = found[kept]
    return [flat[start:stop] for start, stop in zip([0, *stops], stops, strict=False)]


def _widest(gaps: Array) -> NDArray[np.int64]:
    """Return the places of the widest gaps of each row; of equal ones the last."""
    number, most = gaps.shape[1], min(_WIDEST, gaps.shape[1])
    left, each = gaps[:, ::-1].copy(), np.arange(len(gaps))
    places = np.empty((len(gaps), most), np.int64)
    for k in range(most):
        at = left.argmax(axis=1)
        left[each, at] = -1.0
        places[:, k] = number - 1 - at
    places.sort(axis=1)
    return places


@entry
def fill_histograms(
    values: Float64Array2D,
    pieces: Int64Array2D,
    rows: Int64Array1D,
    edges: Float64Array2D,
    scale: Float64Array2D,
    cells: int,
    found: Int64Array1D,
    counts: Uint32Array3D,
    ends: Float64Array3D,
    nonfinite: Int64Array1D,
) -> None:
    """Add pieces of row rows[k] to histogram k, for all k: all of them to one, so that it stays in the cache.

    Parameters
    ----------
    values : float64, shape (n_rows, n_columns)
        A row for each quantity, a column for each trajectory.
    pieces : int64, shape (n_pieces, 3)
        The first column, one past the last, and the replicate of each.
    rows : int64, shape (n,)
        The row that belongs to each histogram.
    edges : float64, shape (n, a power of two from 8)
        Ascending, filled up with infinity.
    scale : float64, shape of `edges`
        Cells per unit between an edge and the next.
    cells : int
        Number of equal cells between an edge and the next, besides that of the edge itself.
    found : int64, shape (512,)
        Scratch.
    counts : uint32, shape (replicates, n, edges * (cells + 1))
        Added to.
    ends : float64, shape (n, edges * (cells + 1), 2)
        Smallest and largest value of each cell: updated.
    nonfinite : int64, shape (n,)
        Added to: values that are infinite or not numbers, and are in no cell.
    """
    top = np.float64(cells - 1)
    eighth = edges.shape[1] // 8
    total = 0
    for piece in range(pieces.shape[0]):
        total += pieces[piece, 1] - pieces[piece, 0]
    for k in range(rows.size):
        h, row = np.uint64(k), np.uint64(rows[k])
        # where most lines of memory are needed: asked for in order, they come faster
        if 4 * total >= counts.shape[2]:
            for i in range(edges.shape[1] // 8):
                found[np.uint64(i % _BATCH)] = edges[h, np.uint64(8 * i)] < scale[h, np.uint64(8 * i)]
            for i in range(counts.shape[2] // 4):
                found[np.uint64(i % _BATCH)] = ends[h, np.uint64(4 * i), np.uint64(0)] < 0.0
        for piece in range(pieces.shape[0]):
            first, stop, replicate = pieces[piece, 0], pieces[piece, 1], np.uint64(pieces[piece, 2])
            if 4 * (stop - first) >= counts.shape[2]:
                for i in range(counts.shape[2] // 16):
                    found[np.uint64(i % _BATCH)] = counts[replicate, h, np.uint64(16 * i)]
            for start in range(first, stop, _BATCH):
                number, origin = np.uint64(min(_BATCH, stop - start)), np.uint64(start)
                wrong = inside = 0
                for i in range(number):
                    value = values[row, origin + i]
                    wrong += not abs(value) <= _LARGEST
                    above = 0
                    for j in range(1, 8):
                        above += edges[h, np.uint64(j * eighth)] <= value
                    found[i] = eighth * above
                half = eighth // 2
                while half > 0:  # a binary search of all values in step: vector code
                    for i in range(number):
                        middle = found[i] + half
                        found[i] = middle if edges[h, np.uint64(middle)] <= values[row, origin + i] else found[i]
                    half //= 2
                for i in range(number):
                    edge, value = np.uint64(found[i]), values[row, origin + i]
                    place = (value - edges[h, edge]) * scale[h, edge]
                    place = place if place < top else top
                    inside += value > edges[h, edge]
                    found[i] = found[i] * (cells + 1) + (value > edges[h, edge]) + np.int64(place)
                nonfinite[h] += wrong
                if inside + wrong == 0:  # on edges all: those that share one need not wait for each other
                    for i in range(number):
                        value, cell = values[row, origin + i] + 0.0, np.uint64(found[i])
                        counts[replicate, h, cell] += np.uint32(1)
                        ends[h, cell, np.uint64(0)] = ends[h, cell, np.uint64(1)] = value
                    continue
                for i in range(number):
                    value = values[row, origin + i] + 0.0  # -0.0 becomes 0.0
                    if wrong > 0 and not abs(value) <= _LARGEST:
                        continue
                    cell = np.uint64(found[i])
                    low, high = ends[h, cell, np.uint64(0)], ends[h, cell, np.uint64(1)]
                    # stored in any case: no processor can guess whether a value is a new extreme of its cell
                    counts[replicate, h, cell] += np.uint32(1)
                    ends[h, cell, np.uint64(0)] = value if value < low else low
                    ends[h, cell, np.uint64(1)] = value if value > high else high


class HistogramBank:
    """Some histograms that are filled together, from any number of threads, and merge exactly.

    Parameters
    ----------
    edges : list of float64 arrays
        The edges of each histogram, as `edges_of` returns them.
    cells : int
        Number of equal cells between an edge and the next.
    replicates : int
        Each has counts of its own. The extremes of a cell are those of all replicates.

    Attributes
    ----------
    nonfinite : int64, shape (n,)
        Values that were infinite or not numbers: counted here, not in a histogram.
    """

    def __init__(self, edges: list[Array], cells: int, replicates: int = 1) -> None:
        self._made_of = edges, cells, replicates
        self.nonfinite = np.zeros(len(edges), np.int64)
        size = 1 << max(3, (max(map(len, edges), default=1) - 1).bit_length())
        self._edges = np.full((len(edges), size), np.inf)
        for row, own in zip(self._edges, edges, strict=True):
            row[: own.size] = own
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            widths = np.diff(self._edges, append=np.inf)
            self._scale = np.minimum(cells / np.where(widths > 0.0, widths, np.inf), _LARGEST)
        self._counts = np.zeros((replicates, len(edges), size * (cells + 1)), np.uint32)
        ends = np.full((len(edges), size * (cells + 1)), complex(np.inf, -np.inf))  # in pairs: 14 times as fast
        self._ends = ends.view(np.float64).reshape(*ends.shape, 2)
        self._found = np.empty(_BATCH, np.int64)  # scratch, under the lock too
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return the number of histograms."""
        return int(self.nonfinite.size)

    def add(self, values: Array, rows: ArrayLike, pieces: Sequence[Piece] | None = None) -> None:
        """Add pieces of row rows[k] of the values to histogram k, for every k.

        Parameters
        ----------
        values : float64, shape (n_rows, n_columns)
        rows : int array-like, shape (n,)
        pieces : sequence of Piece, optional
            Default: one, of all columns.

        Raises
        ------
        ValueError
            If rows or columns are not those of `values`, or there is not one row for each histogram.
        """
        row = np.ascontiguousarray(rows, np.int64)
        columns = values.shape[1]
        some = np.array([(0, columns, 0)] if pieces is None else pieces, np.int64).reshape(-1, 3)
        if row.shape != (len(self),) or not np.all((some[:, 0] >= 0) & (some[:, 1] <= columns)):
            raise ValueError(
                f"{len(self)} histograms need one row each and columns within {values.shape}, "
                f"got {row.shape} rows and columns {some[:, :2].tolist()}"
            )
        if row.size and not 0 <= row.min() <= row.max() < values.shape[0]:
            raise ValueError(f"rows must be from 0 to {values.shape[0] - 1}, got {row.min()} to {row.max()}")
        some[:, 2] %= len(self._counts)
        whole = np.ascontiguousarray(values)  # as a run's results are
        with self._lock:
            fill_histograms(
                whole, some, row, self._edges, self._scale, self._made_of[1], self._found, self._counts, self._ends,
                self.nonfinite,
            )  # fmt: skip

    def merge(self, other: HistogramBank) -> None:
        """Add everything that another bank with the same edges has counted.

        Raises
        ------
        ValueError
            If the banks differ in their cells.
        """
        if self._counts.shape != other._counts.shape or not np.array_equal(self._edges, other._edges):
            raise ValueError("two banks of histograms merge only if their cells are the same")
        self.take(other.arrays())  # a copy made under their lock: two banks may merge each other

    def empty(self) -> HistogramBank:
        """Return a bank with the same cells and no values."""
        return HistogramBank(*self._made_of)

    def values(self) -> NDArray[np.int64]:
        """Return how many values each histogram was given; int64, shape (n,)."""
        with self._lock:
            found: NDArray[np.int64] = self._counts.sum(axis=(0, 2), dtype=np.int64) + self.nonfinite
        return found

    @property
    def cells(self) -> int:
        """Number of cells of each histogram."""
        return int(self._counts.shape[2])

    def distribution(self, k: int, mean: float | None = None) -> Distribution:
        """Return the distribution of the values in histogram k, all replicates together; `mean` is theirs, if known."""
        pooled = CellLists(1, self.cells)
        self.read(k, np.arange(len(self._counts)), 0, pooled)
        counts, (low, high) = pooled.counts[1 : pooled.starts[1]], pooled.ends[:, 1 : pooled.starts[1]].copy()
        return Distribution(counts.copy(), low, high, mean)

    def quantiles(self, which: Sequence[int], p: Array) -> Array:
        """Return quantiles of the values in some histograms, all replicates together, as `Distribution.quantile` does.

        Parameters
        ----------
        which : sequence of int
        p : float64, shape (quantiles,)

        Returns
        -------
        float64, shape (histograms, quantiles)

        Raises
        ------
        IndexError
            If there is no such histogram.
        ValueError
            If one has no values.
        """
        rows, probabilities = np.array(which, np.int64), np.ascontiguousarray(probability_of(p))
        blocks, number = np.empty(-(-self.cells // BLOCK_CELLS), np.int64), np.empty(rows.size, np.int64)
        found = np.empty((rows.size, probabilities.size))
        if rows.size and not 0 <= rows.min() <= rows.max() < len(self):
            raise IndexError(f"histograms are from 0 to {len(self) - 1}, got {list(which)}")
        with self._lock:
            hazen_quantiles(self._counts, self._ends, rows, probabilities, blocks, number, found)
        if not np.all(number > 0):
            raise ValueError("a distribution without values has no quantiles")
        return found

    def read(
        self, k: int, wanted: NDArray[np.int64], at: int, pooled: CellLists, apart: CellLists | None = None
    ) -> None:
        """List the cells of histogram k that hold values.

        Parameters
        ----------
        k : int
        wanted : int64, shape (wanted replicates,)
            The replicates that have values.
        at : int
            How many histograms the lists hold already.
        pooled : CellLists
            Gets a list of all replicates together.
        apart : CellLists, optional
            Gets a list of each wanted replicate.

        Raises
        ------
        IndexError
            If there is no such histogram or replicate, or no such list.
        ValueError
            If more cells hold values than the lists have places for: they were made for fewer values.
        """
        if not 0 <= k < len(self) or (wanted.size and not 0 <= wanted.min() <= wanted.max() < len(self._counts)):
            raise IndexError(f"no histogram {k} of replicates {wanted.tolist()}")
        given, lists = (pooled, at + 1) if apart is None else (apart, (at + 1) * wanted.size)
        if not 0 <= at < pooled.starts.size - 1 or lists > given.starts.size - 1:
            raise IndexError(f"no lists of histogram {at}")
        with self._lock:
            used_cells(
                self._counts, self._ends, k, wanted, np.empty(self.cells, np.uint32), apart is not None, at,
                given.counts, given.ends, given.starts, pooled.counts, pooled.ends, pooled.starts,
            )  # fmt: skip
        if pooled.starts[at + 1] < 0:
            raise ValueError("a histogram holds more values than were counted")

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what was counted as plain arrays, in an order that does not depend on how they were filled.

        Returns
        -------
        dict
            `nonfinite`, int64, shape (n,); `at`, int32, the touched places of counts, ascending, and their `counts`,
            uint32; `low` and `high`, float64, of the touched cells, all replicates together, ascending.
        """
        with self._lock:
            at = np.flatnonzero(self._counts).astype(np.int32)
            low, high = self._ends.reshape(-1, 2)[self._cells_of(at)].T.copy()
            counts = self._counts.reshape(-1)[at]
            return {"nonfinite": self.nonfinite.copy(), "at": at, "counts": counts, "low": low, "high": high}

    def take(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Add what a bank with the same edges has counted, as its `arrays`.

        Raises
        ------
        ValueError
            If they cannot come from such a bank.
        """
        nonfinite, at, counts, low, high = (arrays[name] for name in BANK_ARRAYS)
        if at.dtype != np.int32 or at.ndim != 1 or (at.size and (at[0] < 0 or at[-1] >= self._counts.size)):
            raise ValueError("a histogram counts in cells that are not there")
        if np.any(np.diff(at) <= 0) or counts.shape != at.shape or counts.dtype != np.uint32:
            raise ValueError("a histogram's counts do not fit its cells")
        cells = self._cells_of(at)
        if low.shape != cells.shape or high.shape != cells.shape or not np.all(low <= high):
            raise ValueError("a histogram's extremes do not fit its cells")
        if nonfinite.shape != self.nonfinite.shape or nonfinite.dtype != np.int64 or np.any(nonfinite < 0):
            raise ValueError("a histogram's counts of values that are not finite do not fit")
        with self._lock:
            self.nonfinite += nonfinite
            self._counts.reshape(-1)[at] += counts
            ends = self._ends.reshape(-1, 2)
            ends[cells, 0] = np.minimum(ends[cells, 0], low)
            ends[cells, 1] = np.maximum(ends[cells, 1], high)

    def _cells_of(self, at: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the cells of places among the counts, each once."""
        return np.unique(at % (self._ends.size // 2))

    def __getstate__(self) -> dict[str, Any]:
        """Return the touched cells alone."""
        return {"made_of": self._made_of, **self.arrays()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Build the bank again, with a lock of its own."""
        self.__init__(*state["made_of"])  # type: ignore[misc]
        self.take(state)
