"""Runs of one program on paired samples: the usual draws, other draws of some inputs, or some inputs held constant.

The second sample of a pick-freeze design must be independent of the first. Two scrambles of one Sobol dimension are
not, so the second sample takes further dimensions of the same points (A. Saltelli et al., *Variance based sensitivity
analysis of model output*, 2010, section 4); streams of the counter generator get another key. To exchange the draws
of an input, its streams read from other dimensions: no sample needs another program.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...configs import Scenario
from ..engine.chunks import Job, run_chunk
from ..engine.engine import Progress
from ..engine.finite import check_finite
from ..engine.program import BLOCK, Program
from ..engine.sampling import MAX_DIMENSIONS, counter_points, scramble, sobol_points, stream_key
from ..engine.streams import REPLICATES, Uniforms
from ..engine.threads import in_threads
from ..lowering import lower, lower_totals, together
from .estimates import Array

__all__ = ["ROUND", "PairedSamples", "whole_rounds"]

#: Trajectories in a round of blocks, one of each replicate: runs are whole rounds, so that replicates are of one size.
ROUND = BLOCK * REPLICATES
_MOST = 2**20  # inputs and outcomes of each trajectory are kept


def whole_rounds(trajectories: int) -> int:
    """Return the next 8,192 x 2^k trajectories: replicates of one size, each a whole net.

    Raises
    ------
    ValueError
        If that is not from 1 to 2^20.
    """
    if not 1 <= trajectories <= _MOST:
        raise ValueError(f"trajectories needs to be from 1 to {_MOST:,} here, got {trajectories:,}")
    number = ROUND
    while number < trajectories:
        number *= 2
    return number


class PairedSamples:
    """A scenario's programs, and the uniforms of two independent samples.

    Parameters
    ----------
    scenario : Scenario
        With one horizon.
    seed : int
    threads : int
    progress : callable, optional
        Called with the trajectories done and wanted; `expect` says how many there will be.

    Attributes
    ----------
    program : Program
        Stores everything, the inputs too.
    """

    def __init__(self, scenario: Scenario, seed: int, threads: int, progress: Progress | None = None) -> None:
        """Lower the scenario and scramble the points of both samples."""
        if seed < 0:
            raise ValueError(f"seed needs to be 0 or more, got {seed}")
        if threads < 1:
            raise ValueError(f"threads needs to be 1 or more, got {threads}")
        self.scenario = scenario
        self.seed = seed
        self.threads = threads
        self.program = lower(scenario, probe=True)
        self._short = together([lower_totals(scenario)])
        assert self._short.addresses == self.program.addresses  # streams are numbered before anything is left out
        self._progress = progress
        self._done = self._expected = 0
        self._lock = threading.Lock()
        dimensions = self.program.dimensions
        matrix, shift = scramble(seed, REPLICATES, min(2 * dimensions, MAX_DIMENSIONS))
        # One more, in which all points are 1/2: an input that reads it stays at its median.
        matrix = np.concatenate([matrix, np.zeros((REPLICATES, 1, 32), np.uint32)], axis=1)
        shift = np.concatenate([shift, np.full((REPLICATES, 1), 1 << 31, np.uint32)], axis=1)
        self._still = shift.shape[1] - 1
        self._uniforms = Uniforms(True, REPLICATES, self._keys(""), matrix, shift)
        self._other_keys = self._keys("#other")

    def _keys(self, suffix: str) -> NDArray[np.uint32]:
        keys = [stream_key(self.seed, address + suffix) for address in self.program.addresses]
        return np.array(keys, dtype=np.uint32).reshape(-1, 2)

    def expect(self, trajectories: int) -> None:
        """Say how many trajectories will be run altogether, for the progress that is shown."""
        self._expected = trajectories

    def totals(self, trajectories: int, exchanged: Collection[int] | None = None) -> dict[str, Array]:
        """Return each strategy's TCO, with the draws of some streams exchanged for those of the second sample.

        Parameters
        ----------
        trajectories : int
            Whole rounds.
        exchanged : collection of int, optional
            Rows of streams; None: all of them.

        Raises
        ------
        SimulationError
            If some cost is not finite, or a number of events is impossible.
        """
        streams = range(len(self._short.addresses)) if exchanged is None else exchanged
        rows = list(self._short.layout.tco.values())
        values = self.run(self._short, rows, trajectories, other=streams)
        found = dict(zip(self._short.layout.tco, values, strict=True))
        for name, costs in found.items():
            check_finite(name, costs)
        return found

    def alone(self, address: str, streams: Collection[int], trajectories: int) -> Array:
        """Return an input's value where only these streams vary, and all else that has a dimension is at its median."""
        rest = [row for row in range(len(self.program.addresses)) if row not in set(streams)]
        row = self.program.layout.inputs[address]
        values: Array = self.run(self.program, [row], trajectories, still=rest)[0]
        return values

    def spare(self, trajectories: int) -> Array:
        """Return uniforms that no draw of the first sample depends on, shape (trajectories,)."""
        dimension = self.program.dimensions
        uniforms = self._uniforms
        if dimension >= self._still:
            bits = counter_points(0, trajectories, 0, *stream_key(self.seed, "#spare"))
        else:
            each = trajectories // REPLICATES
            points = [
                sobol_points(uniforms.matrix, uniforms.shift, r, dimension, 0, each).reshape(-1, BLOCK)
                for r in range(REPLICATES)
            ]
            bits = np.stack(points, axis=1).ravel()
        spare: Array = (bits.astype(np.float64) + 0.5) * 2.0**-32
        return spare

    def run(
        self,
        program: Program,
        rows: Sequence[int],
        trajectories: int,
        other: Collection[int] = (),
        still: Collection[int] = (),
    ) -> Array:
        """Return rows of the results, shape (rows, trajectories).

        Parameters
        ----------
        program : Program
        rows : sequence of int
        trajectories : int
            Whole rounds.
        other : collection of int
            Rows of streams that read the second sample's draws.
        still : collection of int
            Rows of streams that stay at u = 1/2 where they have a dimension.
        """
        job = self._job(program, trajectories, list(other), list(still))
        out = np.empty((len(rows), trajectories))
        scratch = threading.local()

        def work(block: int) -> None:
            if not hasattr(scratch, "results"):
                scratch.results = np.empty((program.layout.rows, BLOCK))
            done = run_chunk(job, block, 1, results=scratch.results)
            out[:, block * BLOCK : (block + 1) * BLOCK] = done.results[rows]
            self._advance()

        in_threads(work, range(job.blocks), self.threads)
        return out

    def _job(self, program: Program, trajectories: int, other: list[int], still: list[int]) -> Job:
        dimension, keys = program.dimension.copy(), self._uniforms.keys.copy()
        keys[other] = self._other_keys[other]
        has = dimension >= 0
        shifted = dimension + self.program.dimensions
        shifted[shifted >= MAX_DIMENSIONS] = -1  # past the table the other key serves
        for rows, instead in ((other, shifted), (still, np.full_like(dimension, self._still))):
            dimension[rows] = np.where(has[rows], instead[rows], -1)
        uniforms = replace(self._uniforms, keys=keys)
        return Job(replace(program, dimension=dimension), uniforms, trajectories)

    def _advance(self) -> None:
        if self._progress is None:
            return
        with self._lock:
            self._done += BLOCK
            if self._expected:  # the first run comes before anybody knows
                self._progress(min(self._done, self._expected), self._expected)
