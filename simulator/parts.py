"""A run in parts, for machines that share nothing but files: each part counts some blocks, and the parts merge exactly.

A part is cut along blocks of 512 futures that follow one another, in all replicates: since sums, counts and histograms
merge exactly, any cut gives the same bytes, and this one allows more parts than there are replicates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..configs import Scenario
from .engine.chunks import digest_of, first_results, sample_columns
from .engine.engine import Progress, run_into
from .engine.program import BLOCK
from .engine.streams import REPLICATES
from .engine.tally import Tally
from .identity import STREAM_VERSION, VERSION
from .result import Result
from .simulation import Plan, available_processors

__all__ = ["Head", "Merge", "head_of", "run_part", "span_of"]

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Head:
    """What tells the parts of a run from those of any other, and one from another.

    Attributes
    ----------
    part, parts : int
        Which, from 1, and of how many.
    trajectories : int
        Of the whole run.
    first_block : str
        Digest of the first block's results: the same on machines that compute the same bits.
    """

    part: int
    parts: int
    version: str
    stream_version: int
    config_sha256: str
    trajectories: int
    sampler: str
    seed: int
    first_block: str


def span_of(part: int, parts: int, blocks: int) -> range:
    """Return the blocks of a part.

    Raises
    ------
    ValueError
        If there is no such part, or there are fewer blocks than parts.
    """
    if not 1 <= part <= parts:
        raise ValueError(f"a run in {parts:,} parts has parts 1 to {parts:,}, got {part:,}")
    if parts > blocks:
        raise ValueError(
            f"a run of {blocks:,} blocks of {BLOCK} futures has at most {blocks:,} parts, got {parts:,}: "
            "run more futures, or fewer parts"
        )
    return range(blocks * (part - 1) // parts, blocks * part // parts)


def run_part(
    scenario: Scenario,
    part: int,
    parts: int,
    trajectories: int | float,
    *,
    seed: int = 0,
    sampler: str = "sobol",
    threads: int | None = None,
    progress: Progress | None = None,
) -> tuple[Head, Arrays]:
    """Run a part of what `simulate` would run with the same arguments.

    Parameters
    ----------
    scenario : Scenario
    part, parts : int
        Which, from 1, and of how many.
    trajectories, seed, sampler, threads, progress
        As for `simulate`; `trajectories` are those of the whole run.

    Returns
    -------
    Head
    dict of str to array
        What was counted.

    Raises
    ------
    ValueError, SimulationError
        As `simulate` does.
    """
    plan = Plan.of(scenario, trajectories, seed, sampler)
    span = span_of(part, parts, plan.job.blocks)
    head: list[Head] = []

    def tally_of(first: NDArray[np.float64]) -> Tally:
        head.append(_head(plan, part, parts, first))
        return _tally(plan, first)

    tally = run_into(
        plan.job,
        tally_of,
        threads=threads or available_processors(),
        progress=progress,
        sample=plan.sample,
        span=span,
    )
    return head[0], tally.arrays() | {"sample": plan.sample.values[:, sample_columns(plan.job, span)]}


def head_of(
    scenario: Scenario, part: int, parts: int, trajectories: int | float, *, seed: int = 0, sampler: str = "sobol"
) -> Head:
    """Return the head of what `run_part` would give, which runs the first block alone.

    Raises
    ------
    ValueError, SimulationError
        As `run_part` does.
    """
    plan = Plan.of(scenario, trajectories, seed, sampler)
    span_of(part, parts, plan.job.blocks)
    return _head(plan, part, parts, first_results(plan.job))


class Merge:
    """The whole run, to which parts are added in any order.

    Parameters
    ----------
    scenario : Scenario
    head : Head
        Of one of the parts, which are those of the same run.

    Attributes
    ----------
    plan : Plan
    names : set of str
        The arrays that each part holds.

    Raises
    ------
    ValueError
        If this version, or this machine, would compute other numbers.
    """

    def __init__(self, scenario: Scenario, head: Head) -> None:
        self.plan = Plan.of(scenario, head.trajectories, head.seed, head.sampler)
        if self.plan.job.trajectories != head.trajectories:
            raise ValueError(f"no run has {head.trajectories:,} futures")
        first = first_results(self.plan.job)
        if _head(self.plan, head.part, head.parts, first).first_block != head.first_block:
            raise ValueError(
                "their results differ in the last digits from those of this machine: merge them on one with the same "
                "kind of processor and the same versions of NumPy and numba"
            )
        self._tally = _tally(self.plan, first)
        self.names = {*self._tally.arrays(), "sample"}

    def add(self, head: Head, arrays: Arrays) -> None:
        """Add a part.

        Raises
        ------
        ValueError, KeyError
            If the arrays are not those of the part.
        """
        job = self.plan.job
        span = span_of(head.part, head.parts, job.blocks)
        columns = sample_columns(job, span)
        sample = self.plan.sample.values[:, columns]
        if arrays["sample"].shape != sample.shape or arrays["sample"].dtype != np.float64:
            raise ValueError("the sample does not fit")
        if int(arrays["count"].sum()) != job.trajectories_in(span):
            raise ValueError("it has counted other futures than its own")
        self._tally.take(arrays)
        sample[:] = arrays["sample"]

    def result(self, threads: int | None = None, progress: Progress | None = None) -> Result:
        """Return the result of the whole run, when all parts were added; `progress` is that of a pair run once more.

        Raises
        ------
        ValueError
            If what the parts have counted contradicts itself.
        SimulationError
            If some future has no finite cost.
        """
        if self._tally.trajectories != self.plan.job.trajectories or not self._tally.agrees():
            raise ValueError("what the parts have counted contradicts itself: one of them was changed")
        return self.plan.result(self._tally, threads=threads or available_processors(), progress=progress)


def _tally(plan: Plan, first: NDArray[np.float64]) -> Tally:
    return Tally(plan.job.program.layout, first, REPLICATES, plan.thresholds)


def _head(plan: Plan, part: int, parts: int, first: NDArray[np.float64]) -> Head:
    settings = plan.settings
    return Head(
        part,
        parts,
        VERSION,
        STREAM_VERSION,
        plan.scenario.sha256,
        settings.trajectories,
        settings.sampler,
        settings.seed,
        digest_of(first),
    )
