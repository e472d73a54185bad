"""What is kept of a run: sums, counts and histograms that merge exactly, of bounded size however long the run.

All of them are the same in any order: sums too, which `exact` adds without rounding. So threads, other processes and
other machines count parts of a run, and the parts merge to the whole, to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .counting import count_cheapest, count_wins
from .distribution import Distribution
from .exact import PLACES, add_exactly, rounded
from .histogram import BANK_ARRAYS, HistogramBank, edges_of
from .program import BLOCK, Layout

__all__ = ["ChunkSums", "Tally", "Threshold"]

#: Histograms under one lock (threads that fold at the same time rarely wait), and cells between two edges: where the
#: error has to be far below that of sampling, and where figures are only shown.
_FINE = (4, 16)
_COARSE = (16, 48)

#: The blocks whose months are counted, the first of a run: a chart's bands need no more, and there are many months.
_BLOCKS_OF_MONTHS = 512

#: Rows whose distributions in each replicate are kept for the next question: one takes 1 to 6 MB.
_ROWS_APART = 8

Threshold = tuple[int, float]
"""A row of the results, and the amount its values are compared with."""

_Bank = tuple[HistogramBank, NDArray[np.int64]]
"""Histograms, and the row that each of them counts."""


@dataclass(frozen=True)
class ChunkSums:
    """Of one chunk, the sums of its blocks and its counts.

    Attributes
    ----------
    replicate : int
    sums : float64, shape (blocks, rows, 2)
        Sums of (x - centre) and its square.
    lanes : int64, shape (blocks,)
    wins : int64, shape (horizons, strategies, strategies, 3)
    cheapest : int64, shape (horizons, allowed strategies, allowed strategies)
    below : int64, shape (thresholds, 2)
        Values under the threshold, and equal to it.
    """

    replicate: int
    sums: NDArray[np.float64]
    lanes: NDArray[np.int64]
    wins: NDArray[np.int64]
    cheapest: NDArray[np.int64]
    below: NDArray[np.int64]


class Tally:
    """Everything a `Result` is made from.

    Of most rows all trajectories are counted; of the months' the first 262,144 (of the same blocks in every
    replicate, so they too are evenly spread), while their means are those of all.

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
        self._parts: dict[int, list[Distribution]] = {}  # by row, of the last few that were asked for
        # months of break-even and of moves are whole numbers, each a cell of its own
        months = [*layout.break_even.values(), *layout.move_months]
        whole = {layout.row(row, h): np.arange(h + 1.0) for row in months for h in layout.horizons}

        def banks(rows: list[int], replicates: int = 1, coarse: bool = False) -> Iterator[_Bank]:
            size, cells = _COARSE if coarse else _FINE
            for at in range(0, len(rows), size):
                some = rows[at : at + size]
                edges = [whole[row] if row in whole else edges_of(first[row], coarse) for row in some]
                yield HistogramBank(edges, cells, replicates), np.array(some, dtype=np.int64)

        self._banks = [
            *banks(_replicated_rows(layout), replicates),
            *banks(_cash_rows(layout)),
            *banks([*whole, *_shown_rows(layout)], coarse=True),
        ]
        self._always = len(self._banks)  # banks that take every trajectory
        self._banks += banks(_month_rows(layout), coarse=True)
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
        return np.asarray(self._kept[int(first_block < _BLOCKS_OF_MONTHS)])

    def fold(
        self,
        results: NDArray[np.float64],
        sums: NDArray[np.float64],
        first_block: int,
        lanes: NDArray[np.int64],
    ) -> ChunkSums:
        """Count a chunk into the histograms; return the rest of it. Threads may fold at the same time.

        Parameters
        ----------
        results, sums, lanes
            As in `Chunk`, of blocks of one replicate that follow one another there.
        first_block : int
        """
        replicate = first_block % self.replicates
        columns = int(lanes.sum())  # only the last block of a run may be partly used
        of_months = len(
            range(first_block, min(first_block + lanes.size * self.replicates, _BLOCKS_OF_MONTHS), self.replicates)
        )
        banks = len(self._banks) if of_months else self._always
        for k in range(banks):
            at = (first_block + k) % banks  # threads begin at different banks
            bank, rows = self._banks[at]
            last = columns if at < self._always else int(lanes[:of_months].sum())
            bank.add(results, rows, last, replicate)
        wins, cheapest = np.zeros_like(self.wins[replicate]), np.zeros_like(self.cheapest)
        count_wins(results, self.tco, lanes, wins)
        count_cheapest(results, self.contest, lanes, cheapest)
        below = [
            (np.count_nonzero(results[row, :columns] < x), np.count_nonzero(results[row, :columns] == x))
            for row, x in self.thresholds
        ]
        return ChunkSums(replicate, sums, lanes, wins, cheapest, np.array(below, dtype=np.int64).reshape(-1, 2))

    def add(self, chunk: ChunkSums) -> None:
        """Add a chunk's sums and counts."""
        self._changed()
        sums = np.ascontiguousarray(chunk.sums).view(np.uint64).reshape(chunk.lanes.size, -1)
        add_exactly(sums, self._exact[chunk.replicate].reshape(-1, PLACES))
        self.count[chunk.replicate] += chunk.lanes.sum()
        self.wins[chunk.replicate] += chunk.wins
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
        other._sums, other._parts = None, {}
        return other

    def agrees(self) -> bool:
        """Return whether each histogram has counted as many values as there are trajectories."""
        of_months = min(self.trajectories, _BLOCKS_OF_MONTHS * BLOCK)
        return all(
            bool(np.all(bank.values() == (self.trajectories if at < self._always else of_months)))
            for at, (bank, _) in enumerate(self._banks)
        )

    def _changed(self) -> None:
        self._parts.clear()
        self._sums = None

    @property
    def sums(self) -> NDArray[np.float64]:
        """Sums of (x - centre) and of its square; float64, shape (replicates, rows, 2). NaN where one is infinite."""
        if self._sums is None:
            self._sums = np.empty(self._exact.shape[:-1])
            digits = np.empty(PLACES, dtype=np.int64)
            rounded(self._exact.reshape(-1, PLACES), digits, self._sums.reshape(-1))
        return self._sums

    # -- what was counted ---------------------------------------------------------------------------------------
    def mean(self, row: int) -> float:
        """Mean of a row."""
        return float(self.centre[row] + self.sums[:, row, 0].sum() / self.trajectories)

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
        at, bank, k = self._find(row)
        return bank.distribution(k, self.mean(row) if at < self._always else None)

    def by_replicate(self, row: int) -> list[Distribution]:
        """Distribution of a row in each replicate."""
        if row not in self._parts:
            if len(self._parts) == _ROWS_APART:
                del self._parts[next(iter(self._parts))]
            at, bank, k = self._find(row)
            means: list[float | None] = [None] * self.count.size
            if at < self._always:
                sums = zip(self.sums[:, row, 0], self.count, strict=True)
                means = [float(self.centre[row] + total / n) if n else None for total, n in sums]
            self._parts[row] = bank.by_replicate(k, means)
        return self._parts[row]

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
    """Rows of the horizons that are shown in three figures."""
    within = [
        row for by_name in (layout.categories, layout.outputs) for rows in by_name.values() for row in rows.values()
    ]
    return [layout.row(row, h) for h in layout.horizons for row in [*within, *layout.unit_cost.values()]]


def _month_rows(layout: Layout) -> list[int]:
    """Rows of the months, whose percentiles are the bands of a chart."""
    firsts = [*layout.month_cash.values(), *layout.month_tco.values()]
    return [first + month for first in firsts for month in range(max(layout.horizons))]
