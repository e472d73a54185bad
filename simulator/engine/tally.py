"""What is kept of a run: sums, counts and histograms that merge exactly, of bounded size however long the run.

All of them are the same in any order: sums too, which `exact` adds without rounding. So threads, other processes and
other machines count parts of a run, and the parts merge to the whole, to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .counting import count_cheapest, count_wins
from .distribution import Distribution
from .distribution_stack import DistributionStack
from .exact import PLACES, add_exactly, rounded
from .histogram import BANK_ARRAYS, HistogramBank, edges_of_rows
from .program import BLOCK, Layout
from .used_cells import CellLists

__all__ = ["ChunkSums", "Tally", "Threshold", "UncountedChunk"]

#: Histograms under one lock, and cells between two edges: where the error has to be far below that of sampling, and
#: where figures are only shown. With more under a lock there are fewer calls, each of which takes longer to pass its
#: arguments than to count a few hundred values; threads that fold at the same time wait longer for each other.
_FINE = (8, 16)
_COARSE = (64, 48)

#: The blocks, the first of a run, in which months and categories are counted: figures that are shown without an error
#: bar need no more, and there are many of them.
_FIRST_BLOCKS = 512

#: Cells, 24 bytes each, of the distributions that are kept for the next question, all replicates together. A row has up
#: to 20,000; in a small run all rows have room.
_CELLS_KEPT = 2**19
#: Cells, of all replicates, that are read at once: few passes, and no array above the 16 MiB of `keep_freed`.
_CELLS_AT_ONCE = 2**20

Threshold = tuple[int, float]
"""A row of the results, and the amount its values are compared with."""

_Bank = tuple[HistogramBank, NDArray[np.int64]]
"""Histograms, and the row that each of them counts."""


class UncountedChunk(NamedTuple):
    """What a tally counts of a chunk; `results`, `sums` and `lanes` as in `Chunk`, of these blocks of the run."""

    results: NDArray[np.float64]
    sums: NDArray[np.float64]
    blocks: range
    lanes: NDArray[np.int64]


@dataclass(frozen=True)
class ChunkSums:
    """Of one chunk, the sums of its blocks and its counts.

    Attributes
    ----------
    sums : float64, shape (blocks, rows, 2)
        Sums of (x - centre) and its square.
    lanes, replicates : int64, shape (blocks,)
    wins : int64, shape (replicates, horizons, strategies, strategies, 3)
    cheapest : int64, shape (horizons, allowed strategies, allowed strategies)
    below : int64, shape (thresholds, 2)
        Values under the threshold, and equal to it.
    """

    sums: NDArray[np.float64]
    lanes: NDArray[np.int64]
    replicates: NDArray[np.int64]
    wins: NDArray[np.int64]
    cheapest: NDArray[np.int64]
    below: NDArray[np.int64]


class Tally:
    """Everything a `Result` is made from.

    Of most rows all trajectories are counted; of those of months and categories the first 262,144 (of the same blocks
    in every replicate, so they too are evenly spread), while their means are those of all.

    Parameters
    ----------
    layout : Layout
    first : float64, shape (rows, trajectories)
        Results of the first block. They give the edges of the histograms, and trajectory 0 gives the centre: sums of
        differences from it lose no digits.
    replicates : int
    thresholds : list of Threshold
    """

    def __init__(
        self, layout: Layout, first: NDArray[np.float64], replicates: int, thresholds: list[Threshold]
    ) -> None:
        self.layout = layout
        self.centre = first[:, 0].copy()
        self.replicates = replicates
        self.thresholds = thresholds
        strategies = len(layout.strategies)
        self.tco = np.array(
            [[layout.row(layout.tco[s], h) for s in layout.strategies] for h in layout.horizons], dtype=np.int64
        )
        allowed = layout.allowed
        self.contest = np.array(
            [[layout.row(layout.tco[s], h) for s in allowed] for h in layout.horizons], dtype=np.int64
        )
        self._exact = np.zeros((replicates, layout.rows, 2, PLACES), dtype=np.int64)
        self._sums: NDArray[np.float64] | None = None  # on demand
        self.count = np.zeros(replicates, dtype=np.int64)
        self.wins = np.zeros((replicates, len(layout.horizons), strategies, strategies, 3), dtype=np.int64)
        self.cheapest = np.zeros((len(layout.horizons), len(allowed), len(allowed)), dtype=np.int64)
        self.below = np.zeros((len(thresholds), 2), dtype=np.int64)
        self._means: NDArray[np.float64] | None = None  # on demand
        self._pooled: dict[int, Distribution] = {}  # by row, of the last few that were asked for
        self._stacks: tuple[tuple[int, ...], DistributionStack, DistributionStack] | None = None  # of the last rows
        # months of break-even and of moves are whole numbers, each a cell of its own
        months = [*layout.break_even.values(), *layout.move_months]
        whole = {layout.row(row, h): np.arange(h + 1.0) for row in months for h in layout.horizons}

        def banks(rows: list[int], replicates: int = 1, coarse: bool = False) -> Iterator[_Bank]:
            size, cells = _COARSE if coarse else _FINE
            others = [row for row in rows if row not in whole]
            edges = whole | dict(zip(others, edges_of_rows(first[others], coarse), strict=True))
            for at in range(0, len(rows), size):
                some = rows[at : at + size]
                yield HistogramBank([edges[row] for row in some], cells, replicates), np.array(some, dtype=np.int64)

        self._banks = [
            *banks(_replicated_rows(layout), replicates),
            *banks(_cash_rows(layout)),
            *banks([*whole, *_shown_rows(layout)], coarse=True),
        ]
        self._always = len(self._banks)  # banks that take every trajectory
        self._banks += banks(_category_rows(layout) + _month_rows(layout), coarse=True)
        self._places = {
            int(row): (at, k) for at, (_, rows) in reversed([*enumerate(self._banks)]) for k, row in enumerate(rows)
        }
        self._kept = np.zeros((2, layout.rows), dtype=np.bool_)  # rows that are looked at: later on, and to begin with
        for at, (_, rows) in enumerate(self._banks):
            self._kept[int(at >= self._always) :, rows] = True

    @property
    def trajectories(self) -> int:
        """Number of trajectories counted."""
        return int(self.count.sum())

    def kept(self, first_block: int) -> NDArray[np.bool_]:
        """Return which rows `fold` counts, from a block on; of the others it takes the sums only."""
        return np.asarray(self._kept[int(first_block < _FIRST_BLOCKS)])

    def fold(self, chunk: UncountedChunk) -> ChunkSums:
        """Count a chunk into the histograms; return the rest of it. Threads may fold at the same time."""
        results, sums, blocks, lanes = chunk
        replicates = np.array(blocks, np.int64) % self.replicates
        columns = int(lanes.sum())  # only the last block of a run may be partly used
        every = [(0, columns, blocks.start)]
        if blocks.step % self.replicates:
            every = [(k * BLOCK, k * BLOCK + int(lanes[k]), block) for k, block in enumerate(blocks)]
        of_first = int(lanes[: len(range(blocks.start, min(blocks.stop, _FIRST_BLOCKS), blocks.step))].sum())
        banks = len(self._banks) if of_first else self._always
        for k in range(banks):
            at = (blocks.start + k) % banks  # threads begin at different banks
            bank, rows = self._banks[at]
            bank.add(results, rows, every if at < self._always else [(0, of_first, 0)])
        wins, cheapest = np.zeros_like(self.wins), np.zeros_like(self.cheapest)
        count_wins(results, self.tco, lanes, replicates, wins)
        count_cheapest(results, self.contest, lanes, np.empty((2, BLOCK)), cheapest)
        below = [
            (np.count_nonzero(results[row, :columns] < x), np.count_nonzero(results[row, :columns] == x))
            for row, x in self.thresholds
        ]
        return ChunkSums(sums, lanes, replicates, wins, cheapest, np.array(below, dtype=np.int64).reshape(-1, 2))

    def add(self, chunk: ChunkSums) -> None:
        """Add a chunk's sums and counts."""
        self._changed()
        for replicate in dict.fromkeys(chunk.replicates.tolist()):
            sums = np.ascontiguousarray(chunk.sums[chunk.replicates == replicate])
            add_exactly(sums.view(np.uint64).reshape(len(sums), -1), self._exact[replicate].reshape(-1, PLACES))
        np.add.at(self.count, chunk.replicates, chunk.lanes)
        self.wins += chunk.wins
        self.cheapest += chunk.cheapest
        self.below += chunk.below

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what was counted as plain arrays by name: what other processes and files hold of a part of a run."""
        used = np.flatnonzero(self.count)
        exact = self._exact[used].reshape(-1)
        touched = np.flatnonzero(exact)
        found: dict[str, NDArray[Any]] = {
            "count": self.count,
            "sums_at": touched,
            "sums": exact[touched],
            "wins": self.wins[used],
            "cheapest": self.cheapest,
            "below": self.below,
        }
        for k, (bank, _) in enumerate(self._banks):
            found |= {f"bank{k}.{name}": array for name, array in bank.arrays().items()}
        return found

    def take(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Add what another tally of the same run has counted, as its `arrays`.

        Raises
        ------
        ValueError
            If they cannot come from a tally of this run; some of them may have been added.
        KeyError
            If one is missing.
        """
        count, at, sums = arrays["count"], arrays["sums_at"], arrays["sums"]
        if count.shape != self.count.shape or count.dtype != np.int64 or np.any(count < 0):
            raise ValueError("the numbers of futures do not fit")
        used = np.flatnonzero(count)
        exact = np.zeros((used.size, *self._exact.shape[1:]), dtype=np.int64)
        if at.dtype != np.int64 or at.ndim != 1 or np.any(np.diff(at) <= 0):
            raise ValueError("the places of the sums are not in order")
        if (at.size and (at[0] < 0 or at[-1] >= exact.size)) or sums.shape != at.shape or sums.dtype != np.int64:
            raise ValueError("the sums do not fit")
        exact.reshape(-1)[at] = sums
        for name, mine in (("wins", self.wins[used]), ("cheapest", self.cheapest), ("below", self.below)):
            theirs = arrays[name]
            if (theirs.shape, theirs.dtype) != (mine.shape, mine.dtype) or np.any(theirs < 0):
                raise ValueError(f"the counts `{name}` do not fit")
        self._changed()
        self.count += count
        self._exact[used] += exact
        self.wins[used] += arrays["wins"]
        self.cheapest += arrays["cheapest"]
        self.below += arrays["below"]
        for k, (bank, _) in enumerate(self._banks):
            bank.take({name: arrays[f"bank{k}.{name}"] for name in BANK_ARRAYS})

    def empty(self) -> Tally:
        """Return a tally of the same run that has counted nothing."""
        other = copy(self)
        for name in ("_exact", "count", "wins", "cheapest", "below"):
            setattr(other, name, np.zeros_like(getattr(self, name)))
        other._banks = [(bank.empty(), rows) for bank, rows in self._banks]
        other._sums, other._means, other._pooled, other._stacks = None, None, {}, None
        return other

    def agrees(self) -> bool:
        """Return whether each histogram has counted as many values as there are trajectories."""
        of_first = min(self.trajectories, _FIRST_BLOCKS * BLOCK)
        return all(
            bool(np.all(bank.values() == (self.trajectories if at < self._always else of_first)))
            for at, (bank, _) in enumerate(self._banks)
        )

    def _changed(self) -> None:
        self._pooled.clear()
        self._sums = self._means = self._stacks = None

    @property
    def sums(self) -> NDArray[np.float64]:
        """Sums of (x - centre) and of its square; float64, shape (replicates, rows, 2). NaN where one is infinite."""
        if self._sums is None:
            self._sums = np.empty(self._exact.shape[:-1])
            digits = np.empty(PLACES, dtype=np.int64)
            rounded(self._exact.reshape(-1, PLACES), digits, self._sums.reshape(-1))
        return self._sums

    # -- what was counted ---------------------------------------------------------------------------------------
    @property
    def means(self) -> NDArray[np.float64]:
        """Mean of each row; float64, shape (rows,)."""
        if self._means is None:
            totals = np.ascontiguousarray(self.sums[:, :, 0].T).sum(axis=1)
            self._means = self.centre + totals / self.trajectories
        return self._means

    def mean(self, row: int) -> float:
        """Mean of a row."""
        return float(self.means[row])

    def sd(self, row: int) -> float:
        """Standard deviation of a row."""
        n = self.trajectories
        shift = self.sums[:, row, 0].sum() / n
        return float(np.sqrt(max(self.sums[:, row, 1].sum() / n - shift * shift, 0.0)))

    def constant(self, row: int) -> float | None:
        """Value of a row that is the same in every trajectory; None where it is not."""
        return None if np.any(self.sums[:, row, 1]) else float(self.centre[row])

    def distribution(self, row: int) -> Distribution:
        """Distribution of a row, all replicates together."""
        found = self._pooled.get(row)
        if found is None:
            at, bank, k = self._find(row)
            found = bank.distribution(k, self.mean(row) if at < self._always else None)
            self._pooled[row] = found
            while len(self._pooled) > 1 and sum(each.counts.size for each in self._pooled.values()) > _CELLS_KEPT:
                del self._pooled[next(iter(self._pooled))]  # those that came first go
        return found

    def quantiles(self, rows: Sequence[int], probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
        """Quantiles of some rows, all replicates together; float64, shape (rows, probabilities)."""
        found = np.empty((len(rows), probabilities.size))
        by_bank: dict[int, list[int]] = {}
        for place, row in enumerate(rows):
            by_bank.setdefault(self._find(row)[0], []).append(place)
        for at, places in by_bank.items():
            which = [self._places[rows[place]][1] for place in places]
            found[places] = self._banks[at][0].quantiles(which, probabilities)
        return found

    def means_apart(self, rows: Sequence[int]) -> NDArray[np.float64]:
        """Mean of each row in each replicate that has trajectories; float64, shape (rows, replicates)."""
        used = np.flatnonzero(self.count)
        return np.asarray(self.centre[rows, None] + self.sums[used, np.array(rows)[:, None], 0] / self.count[used])

    def by_replicate(self, row: int) -> DistributionStack:
        """Distribution of a row in each replicate that has trajectories."""
        return self.stacks([row])[1]

    def batches(self, rows: Sequence[int]) -> list[Sequence[int]]:
        """Return rows that replicates count apart in batches: `stacks` reads one at a time in bounded memory."""
        at_once = max(1, _CELLS_AT_ONCE // max(map(self._most_cells, rows), default=1))
        return [rows[at : at + at_once] for at in range(0, len(rows), at_once)]

    def _most_cells(self, row: int) -> int:
        """Return how many cells the distributions of a row in each replicate may have together."""
        return int(np.minimum(self.count, self._find(row)[1].cells).sum())

    def stacks(self, rows: Sequence[int]) -> tuple[DistributionStack, DistributionStack]:
        """Distributions of rows that replicates count apart: of all replicates together, and of each.

        Parameters
        ----------
        rows : sequence of int
            As many as one of `batches` has, for bounded memory.

        Returns
        -------
        pooled : DistributionStack
            Of each row.
        parts : DistributionStack
            Of each replicate that has trajectories of the first row, then of the next.
        """
        kept = self._stacks
        if kept is not None and kept[0] == tuple(rows):
            return kept[1:]
        used, places = np.flatnonzero(self.count), [self._find(row)[1:] for row in rows]
        pooled = CellLists(len(rows), sum(min(self.trajectories, bank.cells) for bank, _ in places))
        parts = CellLists(len(rows) * used.size, sum(map(self._most_cells, rows)))
        for at, (bank, k) in enumerate(places):
            bank.read(k, used, at, pooled, parts)
        found = pooled.stack(self.means[rows]), parts.stack(self.means_apart(rows).reshape(-1))
        self._stacks = (tuple(rows), *found) if parts.counts.size <= _CELLS_KEPT else None
        return found

    def nonfinite(self, row: int) -> int:
        """Number of trajectories in which a row that has a histogram is infinite or not a number."""
        _, bank, k = self._find(row)
        return int(bank.nonfinite[k])

    def _find(self, row: int) -> tuple[int, HistogramBank, int]:
        """Return the number of the bank that holds a row's histogram, the bank, and the row's place in it."""
        if row not in self._places:
            raise KeyError(f"row {row} has a mean only")
        at, k = self._places[row]
        return at, self._banks[at][0], k


def _replicated_rows(layout: Layout) -> list[int]:
    """Rows with error bars, which each replicate counts apart: TCO and savings."""
    return [layout.row(row, h) for h in layout.horizons for row in [*layout.tco.values(), *layout.savings.values()]]


def _cash_rows(layout: Layout) -> list[int]:
    """Rows of cash, the figure to budget."""
    return [layout.row(row, h) for h in layout.horizons for row in layout.cash.values()]


def _shown_rows(layout: Layout) -> list[int]:
    """Rows of the horizons that are shown in three figures, and may not be defined in every trajectory."""
    outputs = [row for rows in layout.outputs.values() for row in rows.values()]
    return [layout.row(row, h) for h in layout.horizons for row in [*outputs, *layout.unit_cost.values()]]


def _category_rows(layout: Layout) -> list[int]:
    """Rows of the categories, whose percentiles are shown beside their means."""
    return [layout.row(row, h) for h in layout.horizons for rows in layout.categories.values() for row in rows.values()]


def _month_rows(layout: Layout) -> list[int]:
    """Rows of the months, whose percentiles are the bands of a chart."""
    firsts = [*layout.month_cash.values(), *layout.month_tco.values()]
    return [first + month for first in firsts for month in range(max(layout.horizons))]
