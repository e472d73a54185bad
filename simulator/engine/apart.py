"""A run in other processes: each counts pieces of many chunks into a tally of its own, and sends what it counted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .chunks import Job, Sample, chunk_to_count, digest_of, first_results, pieces_of, sample_columns
from .dispatch import OTHER_BITS, Pace, run_away
from .errors import SimulationError
from .memory import on_line
from .program import BLOCK, Program
from .tallies import Tallies
from .tally import Tally

__all__ = ["run_apart"]


def run_apart(
    job: Job,
    tally: Tally | Tallies,
    sample: Sample | None,
    span: range,
    executor: Any,
    ahead: Callable[[], int],
    chunk: int,
) -> Iterator[None]:
    """Count blocks in other processes; yield after each piece."""
    began = time.perf_counter()
    first = first_results(job)
    pace = Pace(chunk, ahead, 1.0 / (time.perf_counter() - began))
    room = None if sample is None else (sample.program, sample.rows)
    work = _Counting(job, tally.empty(), room, chunk, digest_of(first))
    pieces = ((each.start, len(each)) for each in pieces_of(span, job.uniforms.replicates, pace.size))
    for (first_block, _), arrays in run_away(executor, work, pieces, pace):
        tally.take(arrays)
        if sample is not None and "sample" in arrays:
            sample.values[:, sample_columns(job, range(first_block, first_block + 1))] = arrays["sample"]
        yield


@dataclass(frozen=True, eq=False)
class _Counting:
    """What other processes get of a run: `dispatch.Work`, whose units are blocks of one replicate.

    Attributes
    ----------
    job : Job
    tally : Tally or Tallies
        Empty.
    room : (Program, int64 array) or None
        Program and rows of a sample.
    chunk : int
        Blocks to a chunk.
    first : str
        Digest of the first block's results.
    """

    job: Job
    tally: Tally | Tallies
    room: tuple[Program, NDArray[np.int64]] | None
    chunk: int
    first: str

    def prepare(self) -> None:
        """Compile the kernels; refuse a machine that computes other bits.

        Raises
        ------
        SimulationError
        """
        if digest_of(first_results(self.job)) != self.first:
            raise SimulationError(OTHER_BITS)

    def run(self, first_block: int, blocks: int) -> dict[str, NDArray[Any]]:
        """Return what was counted in some blocks of a replicate, and their rows of a sample, as plain arrays."""
        job, tally = self.job, self.tally.empty()
        replicates = job.uniforms.replicates
        sample = None
        if self.room is not None and first_block < replicates:
            sample = Sample(*self.room, np.empty((self.room[1].size, replicates * BLOCK)))
        results = on_line((job.program.layout.rows, min(blocks, self.chunk) * BLOCK))
        for at in range(0, blocks, self.chunk):
            some = min(self.chunk, blocks - at)
            fits = some * BLOCK == results.shape[1] and not (at == 0 and sample is not None)  # that has further rows
            begin = first_block + at * replicates
            own = range(begin, begin + some * replicates, replicates)
            counts: Any = tally.fold(chunk_to_count(job, tally, sample, own, results if fits else None))
            tally.add(counts)
        arrays = tally.arrays()
        if sample is not None:
            arrays["sample"] = sample.values[:, sample_columns(job, range(first_block, first_block + 1))]
        return arrays
