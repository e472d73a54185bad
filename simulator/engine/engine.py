"""Runs a program on all its blocks, or on some of them: chunks of blocks are counted into a tally.

Threads of this process count chunks into one tally; threads are enough, since the kernel releases the interpreter lock.
Other processes count pieces of many chunks into tallies of their own, which are merged here (`dispatch`); a part of a
run on another machine is the same, by way of a file. A tally merges exactly, so none of this changes a byte of the
result.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import suppress
from math import prod
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from .apart import run_apart
from .chunks import CHUNK, Job, Sample, blocks_at_once, chunk_to_count, first_results, pieces_of, program_of
from .dispatch import ahead_of
from .memory import on_line
from .program import BLOCK
from .tallies import Tallies
from .tally import Tally, Threshold
from .threads import workers

__all__ = ["Progress", "run", "run_into", "run_on"]

#: Memory of the results of the run before, for the next one: its pages need not be made again.
_kept: list[NDArray[np.float64]] = []
_MOST_KEPT = 2**26  # bytes

Counts = TypeVar("Counts", Tally, Tallies)
T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Called after each chunk with the trajectories done and wanted."""


def run(
    job: Job,
    thresholds: list[Threshold],
    *,
    threads: int,
    executor: Any = None,
    ahead: int | None = None,
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
        Threads of this process that run chunks.
    executor : Executor or distributed.Client, optional
        Runs pieces of many chunks instead; its workers may be other processes.
    ahead : int, optional
        Pieces that the executor may have in flight; see `dispatch.ahead_of`.
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

    return run_into(
        job, tally_of, threads=threads, executor=executor, ahead=ahead, progress=progress, chunk=chunk, sample=sample
    )


def run_into(
    job: Job,
    tally_of: Callable[[NDArray[np.float64]], Counts],
    *,
    threads: int,
    executor: Any = None,
    ahead: int | None = None,
    progress: Progress | None = None,
    chunk: int = CHUNK,
    sample: Sample | None = None,
    span: range | None = None,
) -> Counts:
    """Run trajectories of a job into what counts them.

    Parameters
    ----------
    job : Job
    tally_of : callable
        Makes an empty `Tally` or `Tallies` from the first block's results, float64, shape (rows, trajectories).
    threads, executor, ahead, progress, chunk, sample
        As for `run`.
    span : range, optional
        Blocks that follow one another: the part of the job to run. Default: all.
    """
    tally = tally_of(first_results(job))
    run_on(
        job, tally, threads=threads, executor=executor, ahead=ahead, progress=progress, chunk=chunk, sample=sample,
        span=span,
    )  # fmt: skip
    return tally


def run_on(
    job: Job,
    tally: Tally | Tallies,
    *,
    threads: int,
    executor: Any = None,
    ahead: int | None = None,
    progress: Progress | None = None,
    chunk: int = CHUNK,
    sample: Sample | None = None,
    span: range | None = None,
) -> None:
    """Run trajectories of a job that a tally has not counted yet.

    What is counted in steps is the same, to the last bit, as what is counted at once.

    Parameters
    ----------
    job : Job
    tally : Tally or Tallies
        Of the same program and uniforms.
    threads, executor, ahead, progress, chunk, sample
        As for `run`.
    span : range, optional
        Blocks that follow one another. Default: all that come after those the tally has counted.
    """
    span = range(tally.trajectories // BLOCK, job.blocks) if span is None else span
    chunk = blocks_at_once(job.program.layout.rows, chunk)
    wanted = tally.trajectories + job.trajectories_in(span)
    done = (
        _run_here(job, tally, sample, span, threads, chunk)
        if executor is None
        else run_apart(job, tally, sample, span, executor, ahead_of(executor, ahead, threads), chunk)
    )
    for _ in done:
        if progress is not None:
            progress(tally.trajectories, wanted)


def _run_here(
    job: Job, tally: Tally | Tallies, sample: Sample | None, span: range, threads: int, chunk: int
) -> Iterator[None]:
    """Count blocks on threads of this process; yield after each chunk."""
    scratch, taken = threading.local(), list[NDArray[np.float64]]()

    def count(blocks: range) -> Any:
        shape = program_of(job, sample, blocks).layout.rows, len(blocks) * BLOCK
        if not hasattr(scratch, "memory") or scratch.memory.size < prod(shape):
            scratch.memory = _memory(prod(shape))
            taken.append(scratch.memory)
        results = scratch.memory[: prod(shape)].reshape(shape)
        return tally.fold(chunk_to_count(job, tally, sample, blocks, results))

    with workers(threads) as pool:
        for counts in _in_order(pool, count, _chunks(job, span, threads, chunk), ahead=4 * threads):
            tally.add(counts)
            yield
    # not after an error: a thread may still write to it
    _kept[:] = [memory for memory in taken[-1:] if memory.nbytes <= _MOST_KEPT]


def _memory(size: int) -> NDArray[np.float64]:
    """Return memory for so many numbers, in one piece, for which a system has large pages; that of a run before it."""
    with suppress(IndexError):  # another thread may be faster
        left = _kept.pop()
        if left.size >= size:
            return left
    return on_line((size,))


def _chunks(job: Job, span: range, threads: int, most: int) -> Iterator[range]:
    """Yield the blocks of each chunk.

    In a short run, where a replicate has few, they follow one another: the histograms of all replicates are then filled
    by one call.
    """
    replicates = job.uniforms.replicates
    if len(span) < most * replicates:
        size = max(1, min(most, len(span) // threads))
        return (range(at, min(at + size, span.stop)) for at in range(span.start, span.stop, size))
    return pieces_of(span, replicates, lambda left: min(left, most))


def _in_order(pool: Executor, count: Callable[[T], Any], pieces: Iterator[T], ahead: int) -> Iterator[Any]:
    """Yield the results of pieces in their order, with no more than `ahead` of them handed out before their turn."""
    waiting: deque[Future[Any]] = deque()
    try:
        for piece in pieces:
            waiting.append(pool.submit(count, piece))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
