"""What is kept of a run: sums, counts and histograms that merge exactly, of bounded size however long the run.

Counts and histograms are the same in any order, so threads add to them as they finish. Float sums are not: they are
handed over chunk by chunk and added in order, by one loop.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compact import CompactBank
from .counting import count_cheapest, count_wins
from .distribution import Distribution
from .histogram import HistogramBank
from .program import BLOCK, Layout

__all__ = ["ChunkSums", "Tally", "Threshold", "load_kernels"]

#: Mantissa bits of the histograms of TCO and savings, which each replicate has, and of those that are
#: only shown. Order statistics lie between a cell's extremes, so quantiles are far closer than a cell is wide.
_PRECISE_BITS = 10
_SHOWN_BITS = 9
_BANK = 16  # histograms under one lock: threads that fold at the same time rarely wait

#: The blocks whose months are counted, the first of a run: a chart's bands need no more, and there are many months.
_BLOCKS_OF_MONTHS = 512

Threshold = tuple[int, float]
"""A row of the results, and the amount its values are compared with."""


@dataclass(frozen=True)
class ChunkSums:
    """Of one chunk, what has to be added in order, and its counts.

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
    centre : float64, shape (rows,)
        Trajectory 0's results: sums of differences from it lose no digits.
    replicates : int
    thresholds : list of Threshold
    """

    def __init__(
        self, layout: Layout, centre: NDArray[np.float64], replicates: int, thresholds: list[Threshold]
    ) -> None:
        self.layout = layout
        self.centre = centre
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
        self.sums = np.zeros((replicates, layout.rows, 2))
        self.count = np.zeros(replicates, dtype=np.int64)
        self.wins = np.zeros((replicates, len(layout.horizons), strategies, strategies, 3), dtype=np.int64)
        self.cheapest = np.zeros((len(layout.horizons), len(allowed), len(allowed)), dtype=np.int64)
        self.below = np.zeros((len(thresholds), 2), dtype=np.int64)
        self._parts: dict[int, list[Distribution]] = {}  # by row, on demand
        self._replicated = _replicated_rows(layout)
        exact, shown, months = _exact_rows(layout), _shown_rows(layout), _month_rows(layout)
        self._pooled = [*exact, *shown, *months]
        self._always = len(exact) + len(shown)  # banks that take every trajectory
        self._kept = np.zeros((2, layout.rows), dtype=np.bool_)  # rows that are looked at: later on, and to begin with
        self._kept[:, np.concatenate([self._replicated, *self._pooled[: self._always]])] = True
        self._kept[1, np.concatenate([self._replicated, *months])] = True
        self._replicate_banks = [HistogramBank(self._replicated.size, _PRECISE_BITS) for _ in range(replicates)]
        self._pooled_banks = [HistogramBank(rows.size) for rows in exact]
        self._pooled_banks += [CompactBank(rows.size, _SHOWN_BITS) for rows in (*shown, *months)]

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
        self._replicate_banks[replicate].add(results, self._replicated, 0, columns)
        of_months = len(
            range(first_block, min(first_block + lanes.size * self.replicates, _BLOCKS_OF_MONTHS), self.replicates)
        )
        banks = len(self._pooled) if of_months else self._always
        for k in range(banks):
            at = (first_block + k) % banks  # threads begin at different banks
            last = columns if at < self._always else int(lanes[:of_months].sum())
            self._pooled_banks[at].add(results, self._pooled[at], 0, last)
        wins, cheapest = np.zeros_like(self.wins[replicate]), np.zeros_like(self.cheapest)
        count_wins(results, self.tco, lanes, wins)
        count_cheapest(results, self.contest, lanes, cheapest)
        below = [
            (np.count_nonzero(results[row, :columns] < x), np.count_nonzero(results[row, :columns] == x))
            for row, x in self.thresholds
        ]
        return ChunkSums(replicate, sums, lanes, wins, cheapest, np.array(below, dtype=np.int64).reshape(-1, 2))

    def add(self, chunk: ChunkSums) -> None:
        """Add a chunk's sums and counts; the chunks of a replicate come in order."""
        self._parts.clear()
        for block in range(chunk.lanes.size):
            self.sums[chunk.replicate] += chunk.sums[block]
            self.count[chunk.replicate] += chunk.lanes[block]
        self.wins[chunk.replicate] += chunk.wins
        self.cheapest += chunk.cheapest
        self.below += chunk.below

    def merge_histograms(self, other: Tally) -> None:
        """Add another tally's histograms (exact in any order): what an executor's other process has folded."""
        mine = [*self._replicate_banks, *self._pooled_banks]
        for bank, theirs in zip(mine, [*other._replicate_banks, *other._pooled_banks], strict=True):
            bank.merge(theirs)

    def empty(self) -> Tally:
        """Return a tally of the same run with nothing in it."""
        return Tally(self.layout, self.centre, self.replicates, self.thresholds)

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
        if row in self._replicated:
            return Distribution.pooled(self.by_replicate(row), _PRECISE_BITS)
        for bank, rows in zip(self._pooled_banks, self._pooled, strict=True):
            where = np.flatnonzero(rows == row)
            if where.size:
                return bank.ordered(int(where[0]))
        raise KeyError(f"row {row} has a mean only")

    def by_replicate(self, row: int) -> list[Distribution]:
        """Distribution of a row in each replicate."""
        if row not in self._parts:
            where = int(np.flatnonzero(self._replicated == row)[0])
            self._parts[row] = [bank.ordered(where) for bank in self._replicate_banks]
        return self._parts[row]

    def nonfinite(self, row: int) -> int:
        """Number of trajectories in which a row that has a histogram is infinite or not a number."""
        banks = [(bank, self._replicated) for bank in self._replicate_banks]
        banks += zip(self._pooled_banks, self._pooled, strict=True)
        return int(sum(bank.nonfinite[rows == row].sum() for bank, rows in banks))


def load_kernels() -> None:
    """Call every kernel of a tally once, on next to nothing: what is wrong with their files on disk shows here."""
    results, rows, lanes = np.ones((1, BLOCK)), np.zeros(1, dtype=np.int64), np.full(1, BLOCK)
    HistogramBank(1).add(results, rows)
    CompactBank(1).add(results, rows)
    count_wins(results, rows[None], lanes, np.zeros((1, 1, 1, 3), dtype=np.int64))
    count_cheapest(results, rows[None], lanes, np.zeros((1, 1, 1), dtype=np.int64))


def _replicated_rows(layout: Layout) -> NDArray[np.int64]:
    """Rows with error bars: their histograms are kept apart for each replicate."""
    within = [*layout.tco.values(), *layout.savings.values()]
    return np.array([layout.row(row, h) for h in layout.horizons for row in within], dtype=np.int64)


def _exact_rows(layout: Layout) -> list[NDArray[np.int64]]:
    """Cash, the figure to budget, and the month of break-even: a bank for each horizon."""
    within = [*layout.cash.values(), *layout.break_even.values()]
    return [np.array([layout.row(row, h) for row in within], dtype=np.int64) for h in layout.horizons if within]


def _shown_rows(layout: Layout) -> list[NDArray[np.int64]]:
    """Rows of the horizons that are shown in three figures; some to a bank."""
    grouped = (layout.categories, layout.outputs)
    within = [row for by_name in grouped for rows in by_name.values() for row in rows.values()]
    within += layout.unit_cost.values()
    return _banks([layout.row(row, h) for h in layout.horizons for row in within])


def _month_rows(layout: Layout) -> list[NDArray[np.int64]]:
    """Rows of the months, whose percentiles are the bands of a chart; some to a bank."""
    months = max(layout.horizons)
    rows = [
        first + m
        for by_name in (layout.month_cash, layout.month_tco)
        for first in by_name.values()
        for m in range(months)
    ]
    return _banks(rows)


def _banks(rows: list[int]) -> list[NDArray[np.int64]]:
    return [np.array(rows[i : i + _BANK], dtype=np.int64) for i in range(0, len(rows), _BANK)]
