"""Machine code that reads histograms: the cells that hold values, and quantiles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .arrays import (
    Float64Array1D,
    Float64Array2D,
    Float64Array3D,
    Int64Array1D,
    Uint32Array1D,
    Uint32Array3D,
)
from .distribution_stack import DistributionStack
from .jit import entry, kernel

__all__ = ["BLOCK_CELLS", "CellLists", "hazen_quantiles", "used_cells"]

#: Cells whose values are counted at once where a rank is looked for.
BLOCK_CELLS = 64
#: Cells that are looked at together: as many places are left beyond the last cell.
_BLOCK = 8


class CellLists:
    """Cells that hold values, list after list, each with a place for an empty cell before.

    Parameters
    ----------
    lists : int
    cells : int
        As many as all of them may have together.

    Attributes
    ----------
    counts : int64, shape (places,)
    ends : float64, shape (2, places)
    starts : int64, shape (1 + lists,)
    """

    def __init__(self, lists: int, cells: int) -> None:
        places = lists + cells + _BLOCK
        self.counts, self.ends = np.empty(places, np.int64), np.empty((2, places))
        self.starts = np.zeros(1 + lists, np.int64)

    def stack(self, means: NDArray[np.float64]) -> DistributionStack:
        """Return the lists as distributions with these means."""
        last = self.starts[-1]
        low, high = self.ends[:, :last]
        return DistributionStack(self.counts[:last], low, high, self.starts[:-1], means)


@entry
def used_cells(
    counts: Uint32Array3D,
    ends: Float64Array3D,
    k: int,
    wanted: Int64Array1D,
    together: Uint32Array1D,
    apart: bool,
    at: int,
    counts_apart: Int64Array1D,
    ends_apart: Float64Array2D,
    starts_apart: Int64Array1D,
    counts_pooled: Int64Array1D,
    ends_pooled: Float64Array2D,
    starts_pooled: Int64Array1D,
) -> None:
    """List the cells of histogram k that hold values: in each replicate, and in all together.

    Before those of each list one place is left, for an empty cell.

    Parameters
    ----------
    counts : uint32, shape (replicates, histograms, cells)
        The cells are a multiple of 8.
    ends : float64, shape (histograms, cells, 2)
    k : int
    wanted : int64, shape (wanted replicates,)
    together : uint32, shape (cells,)
        Scratch.
    apart : bool
        Whether each replicate has a list; else the arrays for these are not touched.
    at : int
        Number of the list of all; the first of the replicates is `at * wanted.size`.
    counts_apart, counts_pooled : int64, shape (places,)
        Filled from where the last list ends; a place beyond is written too.
    ends_apart, ends_pooled : float64, shape (2, places)
        Smallest and largest value: filled.
    starts_apart, starts_pooled : int64, shape (1 + lists,)
        Where each list begins: the number after the list's own is filled. -1 in that of all means that a list does not
        fit, and is not whole.
    """
    h, eight, after = np.uint64(k), np.uint64(_BLOCK), np.uint64(at + 1)
    for i in range(together.size):
        together[np.uint64(i)] = np.uint32(0)
    first = np.uint64(at * wanted.size)
    n = np.uint64(starts_apart[first]) if apart else np.uint64(0)
    starts_pooled[after] = -1
    for r in range(wanted.size):
        replicate = np.uint64(wanted[r])
        if not apart:
            for i in range(together.size):
                together[np.uint64(i)] += counts[replicate, h, np.uint64(i)]
            continue
        n += np.uint64(1)
        for block in range(together.size // _BLOCK):  # most hold nothing in a small run
            begin, any_count = np.uint64(block) * eight, np.uint32(0)
            for i in range(eight):
                any_count |= counts[replicate, h, begin + i]
            if any_count == np.uint32(0):
                continue
            if n + eight > np.uint64(counts_apart.size):
                return
            for i in range(eight):  # stored in any case: no processor can guess which cells are empty
                cell = begin + i
                count = counts[replicate, h, cell]
                together[cell] += count
                counts_apart[n] = np.int64(count)
                ends_apart[np.uint64(0), n] = ends[h, cell, np.uint64(0)]
                ends_apart[np.uint64(1), n] = ends[h, cell, np.uint64(1)]
                n += np.uint64(count != np.uint32(0))
        starts_apart[first + np.uint64(r + 1)] = np.int64(n)
    n = np.uint64(starts_pooled[np.uint64(at)] + 1)
    for block in range(together.size // _BLOCK):
        begin = np.uint64(block) * eight
        if n + eight > np.uint64(counts_pooled.size):
            return
        for i in range(eight):
            cell = begin + i
            counts_pooled[n] = np.int64(together[cell])
            ends_pooled[np.uint64(0), n] = ends[h, cell, np.uint64(0)]
            ends_pooled[np.uint64(1), n] = ends[h, cell, np.uint64(1)]
            n += np.uint64(together[cell] != np.uint32(0))
    starts_pooled[after] = np.int64(n)


@entry
def hazen_quantiles(
    counts: Uint32Array3D,
    ends: Float64Array3D,
    which: Int64Array1D,
    p: Float64Array1D,
    blocks: Int64Array1D,
    number: Int64Array1D,
    found: Float64Array2D,
) -> None:
    """Fill in quantiles of some histograms, of all replicates together, as `Distribution.quantile` gives them.

    Parameters
    ----------
    counts : uint32, shape (replicates, histograms, cells)
    ends : float64, shape (histograms, cells, 2)
    which : int64, shape (n,)
    p : float64, shape (quantiles,)
        From 0 to 1.
    blocks : int64, shape (cells / BLOCK_CELLS, rounded up)
        Scratch.
    number : int64, shape (n,)
        Values of each histogram: filled.
    found : float64, shape (n, quantiles)
        Filled but where a histogram has no values.
    """
    replicates, cells = counts.shape[0], counts.shape[2]
    for k in range(which.size):
        h, total = np.uint64(which[k]), np.int64(0)
        for block in range(blocks.size):
            begin, here = np.uint64(block * BLOCK_CELLS), np.int64(0)
            size = np.uint64(min(BLOCK_CELLS, cells - block * BLOCK_CELLS))
            for r in range(replicates):
                for i in range(size):
                    here += np.int64(counts[np.uint64(r), h, begin + i])
            blocks[np.uint64(block)] = here
            total += here
        number[np.uint64(k)] = total
        if total == 0:
            continue
        for j in range(p.size):
            last = np.float64(total)
            position = min(max(last * p[j] + 0.5, 1.0), last)
            rank = np.floor(position)
            below = _ranked(counts, ends, h, blocks, rank)
            above = _ranked(counts, ends, h, blocks, min(rank + 1.0, last))
            found[np.uint64(k), np.uint64(j)] = below + (position - rank) * (above - below)


@kernel
def _ranked(counts: Uint32Array3D, ends: Float64Array3D, h: np.uint64, blocks: Int64Array1D, rank: float) -> float:
    """Return the rank-th smallest value of histogram h, ranks from 1; see `order_statistics`."""
    block, until = 0, np.int64(0)
    while until + blocks[np.uint64(block)] < rank:
        until += blocks[np.uint64(block)]
        block += 1
    cell, count = np.uint64(block * BLOCK_CELLS), np.int64(0)
    while True:
        count = np.int64(0)
        for r in range(counts.shape[0]):
            count += np.int64(counts[np.uint64(r), h, cell])
        until += count
        if until >= rank:
            break
        cell += np.uint64(1)
    low, high = ends[h, cell, np.uint64(0)], ends[h, cell, np.uint64(1)]
    place = (rank - (until - count) - 1.0) / max(count - 1, np.int64(1))
    return np.float64(low + place * (high - low) if place < 1.0 else high)
