"""The one public way to run a scenario."""

from __future__ import annotations

import operator
import os
from concurrent.futures import Executor
from dataclasses import replace

import numpy as np

from ..configs import Scenario
from .engine.engine import CHUNK, Job, Progress, run, trajectories_of
from .engine.errors import NOT_FINITE, SimulationError
from .engine.program import Program
from .engine.reference import run_point
from .engine.streams import REPLICATES, SAMPLERS, Uniforms
from .engine.tally import Tally, Threshold
from .footprint import check_memory
from .lowering import lower, lower_probed
from .outcome import RunSettings
from .result import Result
from .samples import room_for, samples_of
from .statistics import within
from .subset import cut_down

__all__ = ["DEFAULT_TRAJECTORIES", "simulate"]

DEFAULT_TRAJECTORIES = 2**20
_MOST_TRAJECTORIES = 2**31  # what a cell of a histogram can count, with a bit to spare


def simulate(
    scenario: Scenario,
    trajectories: int | float = DEFAULT_TRAJECTORIES,
    *,
    seed: int = 0,
    sampler: str = "sobol",
    threads: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    chunk: int = CHUNK,
) -> Result:
    """Run a scenario.

    Parameters
    ----------
    scenario : Scenario
        As `load` returns it.
    trajectories : int
        Futures to simulate; 1e6 will do. With "sobol" rounded up to 16 x 2^k, k >= 9, so 8,192 at least; with
        "random" exactly that many.
    seed : int
        The same seed gives the same result, with any number of threads and any chunk.
    sampler : {"sobol", "random"}
        Scrambled Sobol points, whose error falls faster than that of independent draws, or independent draws.
    threads : int, optional
        Default: every processor this process may use.
    executor : Executor, optional
        Runs the chunks instead of threads: for instance a Dask client's.
    progress : callable, optional
        Called with the trajectories done and wanted, after each chunk.
    chunk : int
        Blocks of 512 trajectories to a chunk; changes no byte of the result.

    Returns
    -------
    Result

    Raises
    ------
    TypeError
        If `scenario` is not a Scenario, or `trajectories` not a whole number.
    ValueError
        If an argument is out of its range.
    SimulationError
        If some future has no finite cost, a number of events is impossible, or the run would take too much memory.
    """
    if not isinstance(scenario, Scenario):
        raise TypeError(f"simulate takes a Scenario, as load() returns it, got {type(scenario).__name__}")
    trajectories = whole_number(trajectories)
    if sampler not in SAMPLERS:
        raise ValueError(f"sampler needs to be one of {', '.join(SAMPLERS)}, got {sampler!r}")
    if not 1 <= trajectories <= _MOST_TRAJECTORIES:
        raise ValueError(f"trajectories needs to be from 1 to {_MOST_TRAJECTORIES:,}, got {trajectories:,}")
    if seed < 0:
        raise ValueError(f"seed needs to be 0 or more, got {seed}")
    if threads is not None and threads < 1:
        raise ValueError(f"threads needs to be 1 or more, got {threads}")
    if chunk < 1:
        raise ValueError(f"chunk needs to be 1 or more, got {chunk}")
    program, probing = lower_probed(scenario)
    threads = threads or available_processors()
    check_memory(probing)
    points = _points(program)
    job = Job(program, Uniforms.of(program, sampler, seed), trajectories_of(trajectories, sampler, REPLICATES))
    sample = room_for(probing)
    tally = run(
        job,
        _thresholds(scenario, program, points),
        threads=threads,
        executor=executor,
        progress=progress,
        chunk=chunk,
        sample=sample,
    )
    _check_finite(tally)
    _check_reported(scenario, tally)
    settings = RunSettings(job.trajectories, sampler, seed, REPLICATES)
    result = Result(scenario, settings, tally, points, samples_of(sample, job.trajectories))
    pair = result.pair
    if pair is None or pair in program.layout.savings:
        return result
    apart = lower(cut_down(scenario, pair, baseline=pair.against))
    job = Job(apart, Uniforms.of(apart, sampler, seed), job.trajectories)
    return replace(result, apart=run(job, [], threads=threads, executor=executor, chunk=chunk))


def whole_number(count: int | float) -> int:
    """Return a count as an int; 1e6 is how many people write a million.

    Raises
    ------
    TypeError
        If it is not a whole number.
    """
    if isinstance(count, float):
        if not count.is_integer():
            raise TypeError(f"the number of futures needs to be a whole number, got {count}")
        return int(count)
    return operator.index(count)


def available_processors() -> int:
    """Return the number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _points(program: Program) -> dict[tuple[str, int], float]:
    layout, values = program.layout, run_point(program)
    return {
        (name, horizon): float(values[layout.row(layout.tco[name], horizon)])
        for name in layout.strategies
        for horizon in layout.horizons
    }


def _thresholds(scenario: Scenario, program: Program, points: dict[tuple[str, int], float]) -> list[Threshold]:
    """Return the amounts whose rank is counted exactly: spreadsheet estimates among TCO, budgets among cash."""
    layout = program.layout
    found = [(layout.row(layout.tco[name], horizon), point) for (name, horizon), point in points.items()]
    for name, strategy in scenario.strategies.items():
        if strategy.budget_per_month is not None:
            monthly, row = strategy.budget_per_month, layout.cash[name]
            found += [(layout.row(row, h), within(monthly * h)) for h in layout.horizons]
    return found


def _check_finite(tally: Tally) -> None:
    """Refuse a result in which some future has no finite cost, and name the line it comes from."""
    layout = tally.layout
    for name in layout.strategies:
        for horizon in layout.horizons:
            bad = tally.nonfinite(layout.row(layout.tco[name], horizon))
            rows = {line: layout.row(row, horizon) for line, row in layout.lines[name].items()}
            lines = [line for line, row in rows.items() if not np.isfinite(tally.sums[:, row, 0]).all()]
            where = f"strategies.{name}" + (f".costs.{lines[0]}" if lines else "")
            if bad == 0 and not lines:
                large = [f".costs.{line}" for line, row in rows.items() if not np.isfinite(tally.sums[:, row]).all()]
                if large or not np.isfinite(tally.sums[:, layout.row(layout.tco[name], horizon)]).all():
                    raise SimulationError(
                        f"{where}{''.join(large[:1])}: its cost by month {horizon} is too large for a variance, which "
                        "goes beyond the largest number (1.8e308): amounts need to stay below 1e150; are the units "
                        "right?"
                    )
                continue
            share = f"{bad:,} of {tally.trajectories:,}" if bad else "some"
            raise SimulationError(f"{where}: {share} futures have no finite cost by month {horizon}: {NOT_FINITE}")


def _check_reported(scenario: Scenario, tally: Tally) -> None:
    """Refuse a result in which an output or the cost of a unit is not finite in some future, and name it."""
    layout, n = tally.layout, tally.trajectories
    for horizon in layout.horizons:
        for name, rows in layout.outputs.items():
            for output, row in rows.items():
                bad = tally.nonfinite(layout.row(row, horizon))
                if bad:
                    raise SimulationError(
                        f"{scenario.strategies[name].outputs[output].address}: no finite mean over {horizon} months "
                        f"in {bad:,} of {n:,} futures: "
                        f"{NOT_FINITE}"
                    )
        for row in layout.unit_cost.values():
            bad = tally.nonfinite(layout.row(row, horizon))
            if bad:
                raise SimulationError(
                    f"unit.monthly: no cost per unit by month {horizon} in {bad:,} of {n:,} futures: the number of "
                    "units until then needs to be positive and finite"
                )
