"""Chunks: some blocks of a run are run and counted. Every way of running a program does this."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from . import operations as op
from .errors import SimulationError
from .events import MOST_EVENTS, SPARE
from .kernel import BAD_COUNT, run_blocks
from .memory import on_line
from .native import Native, native_of, settle
from .program import BLOCK, Program
from .segment_code import WIDTH
from .streams import Uniforms
from .tallies import Tallies
from .tally import Tally, UncountedChunk
from .threads import aside

__all__ = [
    "CHUNK",
    "Chunk",
    "Job",
    "Sample",
    "blocks_at_once",
    "chunk_to_count",
    "digest_of",
    "first_results",
    "pieces_of",
    "program_of",
    "run_chunk",
    "run_code",
    "sample_columns",
    "trajectories_of",
]

#: Blocks to a chunk: some 20 ms of work. Fewer would find its histograms cold too often.
CHUNK = 16

#: Blocks of a run from which on machine code saves more than it costs to run the first block of each replicate twice.
_MANY = 512

_NONE = np.empty(0, dtype=np.int64)
_NO_DRAWS = np.empty((0, 2), dtype=np.int64)
_NO_UNIFORMS = np.empty((0, BLOCK), dtype=np.uint32)

#: Bytes of a chunk's results, of which each thread has one: where there are many rows, a chunk has fewer blocks.
LARGEST_RESULTS = 32_000_000


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

    def trajectories_in(self, span: range) -> int:
        """Number of trajectories in blocks that follow one another."""
        return max(0, min(span.stop * BLOCK, self.trajectories) - span.start * BLOCK)


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
        Runs the first block of each replicate, at least: the job's own, with further rows after all others.
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
    expected: int = 0,
) -> Chunk:
    """Run some blocks, in the program's own machine code where there is any by now.

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
    expected : int
        Blocks that this program is going to run, these included, where that is known.

    Raises
    ------
    SimulationError
        If a number of events or an interval is impossible.
    """
    if results is None:
        results = on_line((job.program.layout.rows, blocks * BLOCK))
    native = native_of(job.program, blocks, lambda found: _agrees(job, found), expected)
    try:
        return run_code(job, native, first_block, blocks, tally, results, stride)
    except SimulationError:
        settle(job.program)  # a run that stops leaves no thread
        raise


def run_code(
    job: Job,
    native: Native | None,
    first_block: int,
    blocks: int,
    tally: Tally | Tallies | None,
    results: NDArray[np.float64],
    stride: int = 1,
) -> Chunk:
    """Run some blocks in this machine code, or in the kernel alone; else as `run_chunk`.

    A block that is partly used is left to the kernel, whose sums leave out the rest.
    """
    program, tables, uniforms = job.program, job.program.tables, job.uniforms
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
    # a vector reaches beyond the end of a list: there, too, lie numbers that a lane or an event may have
    cell, owner, ordinal, active = np.zeros((4, BLOCK), dtype=np.uint64)
    status = np.zeros(2, dtype=np.int64)
    registers = on_line((program.registers + SPARE, WIDTH))
    code, addresses, draws, drawn, context = program.code, _NONE, _NO_DRAWS, _NO_UNIFORMS, _NONE
    if native is not None and np.all(lanes == BLOCK):
        scratch = native.scratch()
        code, addresses, draws, drawn = native.code, native.addresses, native.draws, scratch.drawn
        context = native.context(
            program, scratch, registers=registers, results=results, sums=sums, centre=centre, keep=keep
        )
    run_blocks(
        code, program.schedule, program.scalars, program.dimension,
        uniforms.keys, uniforms.matrix, uniforms.shift,
        tables.start, tables.upper, tables.bits, tables.first, tables.value, tables.cells,
        uniforms.sobol, uniforms.replicates, first_block, stride,
        registers, np.empty(BLOCK, dtype=np.uint32),
        place, place.view(np.uint64), cell, owner, ordinal, active,
        lanes, centre, keep, results, sums, status, addresses, draws, drawn, context.ctypes.data,
    )  # fmt: skip
    if status[0]:
        raise _stopped(program, int(status[0]), int(status[1]))
    return Chunk(results, sums, lanes)


def _agrees(job: Job, native: Native) -> bool:
    """Return whether machine code gives what the kernel gives, tried on a block."""
    one = replace(job, trajectories=BLOCK)
    shape = (job.program.layout.rows, BLOCK)
    found, right = (run_code(one, each, 0, 1, None, np.empty(shape)) for each in (native, None))
    return np.array_equal(found.results, right.results, True) and np.array_equal(found.sums, right.sums, True)


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


def first_results(job: Job) -> NDArray[np.float64]:
    """Return the results of the first block, which an empty tally is made from: float64, shape (rows, trajectories).

    This compiles the kernels, where that has not been done.
    """
    long = job.blocks >= _MANY  # a shorter one is mostly the sample's program
    first = aside(lambda: run_chunk(job, 0, 1, expected=job.blocks if long else 0))
    return first.results[:, : first.lanes[0]]


def pieces_of(span: range, replicates: int, size: Callable[[int], int]) -> Iterator[range]:
    """Yield the blocks of pieces, each of one replicate, whose histograms stay at hand.

    Parameters
    ----------
    span : range
        Blocks that follow one another.
    replicates : int
    size : callable
        Returns the number of blocks for the next pieces, one of each replicate, from the number that is left of each.
    """
    at = span.start
    while at < span.stop:
        stop = min(at + replicates * size(-(-(span.stop - at) // replicates)), span.stop)
        for first_block in range(at, min(at + replicates, stop)):
            yield range(first_block, stop, replicates)
        at = stop


def program_of(job: Job, sample: Sample | None, blocks: range) -> Program:
    """Return the program that runs a chunk.

    The sample's program runs the first block of a replicate, and in a short run what follows it in its chunk. In a long
    run that block is run twice, and the job's program, of which machine code is made, runs the chunk.
    """
    if sample is None or blocks.start >= job.uniforms.replicates or (job.blocks >= _MANY and len(blocks) > 1):
        return job.program
    return sample.program


def chunk_to_count(
    job: Job,
    tally: Tally | Tallies,
    sample: Sample | None,
    blocks: range,
    results: NDArray[np.float64] | None = None,
) -> UncountedChunk:
    """Run a chunk, keep what of it belongs to the sample, and return what a tally's `fold` takes."""
    program = program_of(job, sample, blocks)
    done = run_chunk(replace(job, program=program), blocks.start, len(blocks), tally, results, blocks.step)
    if sample is not None and blocks.start < job.uniforms.replicates:
        first = range(blocks.start, min(blocks.stop, job.uniforms.replicates), blocks.step)
        of_sample = done.results
        if program is not sample.program:
            again = replace(job, program=sample.program)
            of_sample = run_chunk(again, first.start, len(first), stride=first.step).results
        begin, number = first.start * BLOCK, len(first) * BLOCK  # one block, or some that follow one another
        place = sample.values[:, begin : begin + number]
        np.take(of_sample[:, :number], sample.rows, axis=0, out=place, mode="clip")  # other modes copy twice
    return UncountedChunk(done.results, done.sums[:, : tally.centre.size], blocks, done.lanes)


def digest_of(results: NDArray[np.float64]) -> str:
    """Return a digest of results, the same where they are the same to the last bit."""
    return hashlib.sha256(np.ascontiguousarray(results).tobytes()).hexdigest()


def sample_columns(job: Job, span: range) -> slice:
    """Return the columns of a sample that blocks fill: those of the first block of each replicate."""
    return slice(*(min(block, job.uniforms.replicates) * BLOCK for block in (span.start, span.stop)))
