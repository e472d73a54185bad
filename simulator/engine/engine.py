"""Runs a program on all its blocks: chunks on an executor, merged in order.

A chunk of blocks is the unit of work, of progress and of Ctrl-C. Any `concurrent.futures.Executor` will do; threads
are enough, since the kernel releases the interpreter lock. Neither their number nor the size of a chunk changes a
byte of the result.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from . import operations as op
from .errors import SimulationError
from .events import MOST_EVENTS
from .jit import warm
from .kernel import BAD_COUNT, run_blocks
from .program import BLOCK, Program
from .streams import Uniforms
from .tallies import Tallies
from .tally import Tally, Threshold, load_kernels
from .threads import aside, workers

__all__ = [
    "CHUNK",
    "Chunk",
    "Job",
    "Progress",
    "Sample",
    "blocks_at_once",
    "run",
    "run_chunk",
    "run_into",
    "run_on",
    "trajectories_of",
]

#: Blocks to a chunk, all of one replicate: some 20 ms of work. Fewer would find its histograms cold too often.
CHUNK = 16

#: Bytes of a chunk's results, of which each thread has one: where there are many rows, a chunk has fewer blocks.
LARGEST_RESULTS = 32_000_000

Counts = TypeVar("Counts", Tally, Tallies)

Progress = Callable[[int, int], None]
"""Called after each chunk with the trajectories done and wanted."""


@dataclass(frozen=True, eq=False)
class Job:
    """A program with its uniforms and the number of trajectories to run."""

    program: Program
    uniforms: Uniforms
    trajectories: int

    @property
    def blocks(self) -> int:
        """Number of blocks; only the last may be partly used."""
        return -(-self.trajectories // BLOCK)


@dataclass(frozen=True, eq=False)
class Chunk:
    """What blocks gave, in their order.

    Attributes
    ----------
    results : float64, shape (rows, 512 x blocks)
    sums : float64, shape (blocks, rows, 2)
        Of each block's (x - centre) and (x - centre)^2.
    lanes : int64, shape (blocks,)
        Trajectories of each block that count: only the last of a run may be partly used.
    """

    results: NDArray[np.float64]
    sums: NDArray[np.float64]
    lanes: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sample:
    """The results that a run keeps as they are: some rows of the first block of each replicate.

    Attributes
    ----------
    program : Program
        Runs the first chunk of each replicate: the job's own, with further rows after all others.
    rows : int64, shape (kept rows,)
    values : float64, shape (kept rows, 512 x replicates)
        Filled by the run.
    """

    program: Program
    rows: NDArray[np.int64]
    values: NDArray[np.float64]


def run_chunk(
    job: Job,
    first_block: int,
    blocks: int,
    tally: Tally | Tallies | None = None,
    results: NDArray[np.float64] | None = None,
    stride: int = 1,
) -> Chunk:
    """Run some blocks.

    Parameters
    ----------
    job : Job
    first_block, blocks : int
        The first, and how many.
    tally : Tally or Tallies, optional
        Says which rows of the results to keep, and what the sums are centred on; default: all, and 0.
    results : float64, shape (rows, 512 x blocks), optional
        Overwritten and returned.
    stride : int
        From one block to the next.

    Raises
    ------
    SimulationError
        If a number of events or an interval is impossible.
    """
    program, tables, uniforms = job.program, job.program.tables, job.uniforms
    if results is None:
        results = np.empty((program.layout.rows, blocks * BLOCK))
    rows = program.layout.rows
    at = first_block + stride * np.arange(blocks)
    lanes = np.clip(job.trajectories - BLOCK * at, 0, BLOCK).astype(np.int64)
    sums = np.empty((blocks, rows, 2))
    centre, keep = (
        (np.zeros(rows), np.ones(rows, dtype=np.bool_)) if tally is None else (tally.centre, tally.kept(first_block))
    )
    if centre.size < rows:  # a sample's own rows
        centre = np.append(centre, np.zeros(rows - centre.size))
        keep = np.append(keep, np.ones(rows - keep.size, dtype=np.bool_))
    place = np.empty(BLOCK)
    status = np.zeros(2, dtype=np.int64)
    run_blocks(
        program.code, program.schedule, program.scalars, program.dimension,
        uniforms.keys, uniforms.matrix, uniforms.shift,
        tables.start, tables.upper, tables.bits, tables.first, tables.value, tables.cells,
        uniforms.sobol, uniforms.replicates, first_block, stride,
        np.empty((program.registers + 2, BLOCK)), np.empty(BLOCK, dtype=np.uint32),
        place, place.view(np.uint64), np.empty(BLOCK, dtype=np.uint64),
        np.empty(BLOCK, dtype=np.uint64), np.empty(BLOCK, dtype=np.uint64), np.empty(BLOCK, dtype=np.uint64),
        lanes, centre, keep, results, sums, status,
    )  # fmt: skip
    if status[0]:
        raise _stopped(program, int(status[0]), int(status[1]))
    return Chunk(results, sums, lanes)


def _stopped(program: Program, reason: int, instruction: int) -> SimulationError:
    if program.code[instruction, 0] == op.WAIT:  # the step at the end of its loop says whose interval it is
        instruction += int(program.code[instruction, 6]) - 1
    stream = int(program.code[instruction, 6])
    address = program.addresses[stream].partition("#")[0] if stream < len(program.addresses) else "a line"
    if reason == BAD_COUNT:
        return SimulationError(
            f"{address}: the number of events of a month needs a rate from 0 to about 700; "
            "in some future it is negative, not a number, or larger (then write the line as `monthly`)"
        )
    return SimulationError(
        f"{address}: an interval between events, or a period on and one off together, needs to be positive and "
        f"at least 1/{MOST_EVENTS} of a month; in some future it is not (set a `min` on its law)"
    )


def blocks_at_once(rows: int, chunk: int) -> int:
    """Return the number of blocks to a chunk: as asked for, or as many as its results have room for."""
    return max(1, min(chunk, LARGEST_RESULTS // (8 * BLOCK * max(1, rows))))


def trajectories_of(requested: int, sampler: str, replicates: int) -> int:
    """Return the number of trajectories that is run: as asked for, or the next replicates x 2^k (k >= 9) for Sobol."""
    if sampler == "random":
        return requested
    each = BLOCK
    while each * replicates < requested:
        each *= 2
    return each * replicates


def run(
    job: Job,
    thresholds: list[Threshold],
    *,
    threads: int,
    executor: Executor | None = None,
    progress: Progress | None = None,
    chunk: int = CHUNK,
    sample: Sample | None = None,
) -> Tally:
    """Run all trajectories of a job.

    Parameters
    ----------
    job : Job
    thresholds : list of Threshold
        Amounts whose rank among a row's values is counted exactly.
    threads : int
        Threads of the default executor.
    executor : Executor, optional
        Runs the chunks instead; its workers may be other processes.
    progress : callable, optional
    chunk : int
        Blocks to a chunk.
    sample : Sample, optional
        Filled with results of the first trajectories.

    Returns
    -------
    Tally

    Raises
    ------
    SimulationError
    """

    def tally_of(results: NDArray[np.float64]) -> Tally:
        return Tally(job.program.layout, results, job.uniforms.replicates, thresholds)

    return run_into(job, tally_of, threads=threads, executor=executor, progress=progress, chunk=chunk, sample=sample)


def run_into(
    job: Job,
    tally_of: Callable[[NDArray[np.float64]], Counts],
    *,
    threads: int,
    executor: Executor | None = None,
    progress: Progress | None = None,
    chunk: int = CHUNK,
    sample: Sample | None = None,
) -> Counts:
    """Run all trajectories of a job into what counts them.

    Parameters
    ----------
    job : Job
    tally_of : callable
        Makes an empty `Tally` or `Tallies` from the first block's results, float64, shape (rows, trajectories).
    threads, executor, progress, chunk, sample
        As for `run`.
    """
    first = aside(lambda: warm(lambda: run_chunk(job, 0, 1)))
    aside(lambda: warm(load_kernels))
    tally = tally_of(first.results[:, : first.lanes[0]])
    run_on(job, tally, threads=threads, executor=executor, progress=progress, chunk=chunk, sample=sample)
    return tally


def run_on(
    job: Job,
    tally: Tally | Tallies,
    *,
    threads: int,
    executor: Executor | None = None,
    progress: Progress | None = None,
    chunk: int = CHUNK,
    sample: Sample | None = None,
) -> None:
    """Run the trajectories of a job that a tally has not counted yet.

    What is counted in steps is the same, to the last bit, as what is counted at once.

    Parameters
    ----------
    job : Job
    tally : Tally or Tallies
        Of the same program and uniforms; has counted whole rounds of blocks, one of each replicate, or nothing.
    threads, executor, progress, chunk, sample
        As for `run`.
    """
    pieces = _pieces(job, tally.trajectories // BLOCK, chunk, sample)
    if executor is not None:
        work = ((_run_apart, (piece, tally.empty())) for piece in pieces)
        for done, part in _in_order(executor, work, ahead=4 * threads):
            tally.merge_histograms(part)
            _advance(tally, done, job, progress, sample)
        return
    scratch = threading.local()
    with workers(threads) as pool:
        work_here = ((_run_here, (piece, tally, scratch)) for piece in pieces)
        for done in _in_order(pool, work_here, ahead=4 * threads):
            _advance(tally, done, job, progress, sample)


_NO_ROWS = np.empty(0, dtype=np.int64)


class _Piece(NamedTuple):
    """Blocks of one replicate, whose histograms stay at hand, and the rows of a sample that they give."""

    job: Job
    first_block: int
    blocks: int
    rows: NDArray[np.int64]


class _Done(NamedTuple):
    """What a piece gave: counts to be added in order, and results to be kept."""

    counts: Any
    first_block: int
    values: NDArray[np.float64]


def _pieces(job: Job, start: int, chunk: int, sample: Sample | None) -> Iterator[_Piece]:
    """Yield the pieces from a block on in order; the first of each replicate begins with a block of the sample."""
    replicates = job.uniforms.replicates
    chunk = blocks_at_once(job.program.layout.rows, chunk)
    for at in range(start, job.blocks, replicates * chunk):
        stop = min(at + replicates * chunk, job.blocks)
        what, rows = (job, _NO_ROWS) if sample is None or at else (replace(job, program=sample.program), sample.rows)
        for first_block in range(at, min(at + replicates, stop)):
            yield _Piece(what, first_block, len(range(first_block, stop, replicates)), rows)


def _advance(tally: Tally | Tallies, done: _Done, job: Job, progress: Progress | None, sample: Sample | None) -> None:
    tally.add(done.counts)
    if sample is not None and done.values.size:
        at = done.first_block * BLOCK
        sample.values[:, at : at + BLOCK] = done.values
    if progress is not None:
        progress(tally.trajectories, job.trajectories)


def _in_order(
    executor: Executor, work: Iterator[tuple[Callable[..., Any], tuple[Any, ...]]], ahead: int
) -> Iterator[Any]:
    """Yield the results of work in its order, with no more than `ahead` pieces handed out before their turn."""
    waiting: deque[Future[Any]] = deque()
    try:
        for function, arguments in work:
            waiting.append(executor.submit(function, *arguments))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _run_here(piece: _Piece, tally: Tally | Tallies, scratch: threading.local) -> _Done:
    shape = (piece.job.program.layout.rows, piece.blocks * BLOCK)
    if not hasattr(scratch, "results") or scratch.results.shape != shape:
        scratch.results = np.empty(shape)
    return _run(piece, tally, scratch.results)


def _run_apart(piece: _Piece, tally: Tally | Tallies) -> tuple[_Done, Tally | Tallies]:
    return _run(piece, tally), tally


def _run(piece: _Piece, tally: Tally | Tallies, results: NDArray[np.float64] | None = None) -> _Done:
    done = run_chunk(piece.job, piece.first_block, piece.blocks, tally, results, piece.job.uniforms.replicates)
    counts = tally.fold(done.results, done.sums[:, : tally.centre.size], piece.first_block, done.lanes)
    return _Done(counts, piece.first_block, done.results[piece.rows, :BLOCK])
