"""The one public way to run a scenario."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..configs import Scenario
from .arguments import as_scenario, whole_number
from .engine.chunks import CHUNK, Job, Sample, trajectories_of
from .engine.engine import Progress, run, run_on
from .engine.errors import NOT_FINITE, SimulationError
from .engine.point import run_point
from .engine.program import Program
from .engine.streams import REPLICATES, SAMPLERS, Uniforms
from .engine.tally import Tally, Threshold
from .footprint import check_memory
from .lowering import lower, lower_probed
from .outcome import CashPoint, RunSettings
from .precision import Precision, check_precision, measure, sizes_up_to
from .result import Result
from .samples import room_for, samples_of
from .statistics import within
from .subset import cut_down, horizon_values

__all__ = ["DEFAULT_MOST", "DEFAULT_TRAJECTORIES", "Plan", "most_futures", "simulate"]

DEFAULT_TRAJECTORIES = 2**20
DEFAULT_MOST = 2**24  # where a precision is asked for
_MOST_TRAJECTORIES = 2**31  # what a cell of a histogram can count, with a bit to spare


def simulate(
    scenario: Scenario | str | os.PathLike[str],
    trajectories: int | float | None = None,
    *,
    precision: float | None = None,
    horizon: int | Sequence[int] | None = None,
    seed: int = 0,
    sampler: str = "sobol",
    threads: int | None = None,
    executor: Any = None,
    ahead: int | None = None,
    progress: Progress | None = None,
    chunk: int = CHUNK,
    on_precision: Callable[[Precision], None] | None = None,
) -> Result:
    """Run a scenario.

    Parameters
    ----------
    scenario : Scenario, str or path
        As `load` returns it, or what `load` reads: a TOML file or the name of a bundled scenario.
    trajectories : int, optional
        Futures to simulate, default 2^20; 1e6 will do. With "sobol" rounded up to 16 x 2^k, k >= 9, so 8,192 at least;
        with "random" exactly that many.
    precision : float, optional
        The run goes on, twice as many futures each time, until P50 and P90 of every total are known to this share of
        them and every `p_beats` to this difference, 0.005 for instance; by their 90 % intervals. `trajectories` is then
        the most that may be run, default 2^24 (rounded down). Nothing is run twice, and the result is the same as that
        of as many futures without it, but for `run.precision` in its document.
    horizon : int or sequence of int, optional
        Months to simulate, instead of the scenario's horizons.
    seed : int
        The same seed gives the same result, with any number of threads and any chunk.
    sampler : {"sobol", "random"}
        Scrambled Sobol points, whose error falls faster than that of independent draws, or independent draws.
    threads : int, optional
        Default: every processor this process may use.
    executor : distributed.Client or concurrent.futures.Executor, optional
        Its workers run the scenario instead of threads: those of a Dask cluster, or other processes.
    ahead : int, optional
        Pieces of work, of some seconds each, that the executor may have in flight. Default: twice the threads of a
        Dask client's workers, however many there are at the time; four times `threads` for any other executor.
    progress : callable, optional
        Called with the trajectories done and wanted, after each chunk or piece.
    chunk : int
        Blocks of 512 trajectories to a chunk; changes no byte of the result.
    on_precision : callable, optional
        Called with what is reached, each time that the run looks.

    Returns
    -------
    Result

    Raises
    ------
    TypeError
        If `scenario` is no Scenario and no path, or `trajectories`, `horizon` or `seed` not a whole number.
    ConfigError
        If a path leads to no valid scenario, or the horizon is impossible.
    ValueError
        If an argument is out of its range.
    SimulationError
        If some future has no finite cost, a number of events is impossible, or the run would take too much memory.
    """
    scenario = as_scenario(scenario)
    if horizon is not None:
        months: Any = horizon if isinstance(horizon, Iterable) else [horizon]
        months = [months] if isinstance(months, str) else months  # refused below
        scenario = scenario.with_values(horizon_values(scenario, (whole_number(m, "horizon") for m in months)))
    if trajectories is None:
        trajectories = DEFAULT_TRAJECTORIES if precision is None else DEFAULT_MOST
    if threads is not None and threads < 1:
        raise ValueError(f"threads needs to be 1 or more, got {threads}")
    if chunk < 1:
        raise ValueError(f"chunk needs to be 1 or more, got {chunk}")
    if ahead is not None and ahead < 1:
        raise ValueError(f"ahead needs to be 1 or more, got {ahead}")
    plan = Plan.of(scenario, trajectories, seed, sampler)
    sizes = [plan.job.trajectories]
    if precision is not None:
        check_precision(precision)
        sizes = list(sizes_up_to(whole_number(trajectories), sampler))
    how: dict[str, Any] = {
        "threads": threads or available_processors(), "executor": executor, "ahead": ahead, "chunk": chunk
    }  # fmt: skip
    job = replace(plan.job, trajectories=sizes[0])
    tally = run(job, plan.thresholds, progress=progress, sample=plan.sample, **how)
    look = None
    if precision is not None:
        look = _until_precise(scenario, job, tally, precision, sizes, how, progress, on_precision)
    return plan.result(tally, look, **how)


@dataclass(frozen=True, eq=False)
class Plan:
    """What a run consists of, whoever runs it.

    Attributes
    ----------
    scenario : Scenario
    settings : RunSettings
    job : Job
    thresholds : list of Threshold
    points : dict of (strategy, horizon) to float
        The spreadsheet estimate.
    cash_points : dict of (strategy, horizon) to CashPoint
    sample : Sample
        To be filled by the run.
    """

    scenario: Scenario
    settings: RunSettings
    job: Job
    thresholds: list[Threshold]
    points: dict[tuple[str, int], float]
    cash_points: dict[tuple[str, int], CashPoint]
    sample: Sample

    @classmethod
    def of(cls, scenario: Scenario, trajectories: int | float, seed: int, sampler: str) -> Plan:
        """Return the plan of a run with these arguments of `simulate`, and raise what it raises for them."""
        scenario, seed = as_scenario(scenario), whole_number(seed, "seed")
        trajectories = checked_size(trajectories, seed, sampler)
        program, probing = lower_probed(scenario)
        check_memory(probing)
        points, cash = _points(probing)
        job = Job(program, Uniforms.of(program, sampler, seed), trajectories_of(trajectories, sampler, REPLICATES))
        settings = RunSettings(job.trajectories, sampler, seed, REPLICATES)
        return cls(
            scenario, settings, job, _thresholds(scenario, program, points, cash), points, cash, room_for(probing)
        )

    def result(self, tally: Tally, look: Precision | None = None, **how: Any) -> Result:
        """Return the result of the run's tally, when the sample is filled too; `look` is the precision that it reached.

        Where the savings of the recommended pair were not counted, the pair is run once more by itself: `how` says how,
        as for `run`.

        Raises
        ------
        SimulationError
            If some future has no finite cost.
        """
        # a value that is not finite in any row or future shows in the sums: without one neither check finds anything
        if not np.isfinite(tally.sums).all():
            _check_finite(tally)
            _check_reported(self.scenario, tally)
        n = tally.trajectories
        settings = replace(self.settings, trajectories=n, precision=look)
        result = Result(self.scenario, settings, tally, self.points, self.cash_points, samples_of(self.sample, n))
        pair = result.pair
        if pair is None or pair in self.job.program.layout.savings:
            return result
        apart = lower(cut_down(self.scenario, pair, baseline=pair.against))
        job = Job(apart, Uniforms.of(apart, settings.sampler, settings.seed), n)
        return replace(result, apart=run(job, [], **how))


def _until_precise(
    scenario: Scenario,
    job: Job,
    tally: Tally,
    asked: float,
    sizes: list[int],
    how: dict[str, Any],
    progress: Progress | None,
    on_precision: Callable[[Precision], None] | None,
) -> Precision:
    """Go on with a run, size by size, until it is as precise as asked; return what is reached.

    Parameters
    ----------
    job : Job
        As far as the tally has counted it: the first size.
    """
    looks: list[Precision] = []
    for size in sizes:
        if looks:
            run_on(replace(job, trajectories=size), tally, **how, progress=_towards(looks[-1], progress))
        _check_finite(tally)
        looks.append(measure(scenario, tally, asked, sizes[-1], looks))
        if on_precision is not None:
            on_precision(looks[-1])
        if looks[-1].reached:
            break
    return looks[-1]


def _towards(look: Precision, progress: Progress | None) -> Progress | None:
    """Return a progress whose trajectories wanted are those that the precision is likely to take."""
    if progress is None:
        return None
    likely = min(look.needed or look.most, look.most)
    return lambda done, wanted: progress(done, max(wanted, likely))


def checked_size(trajectories: int | float, seed: int, sampler: str) -> int:
    """Return a number of trajectories as an int; refuse what no run has.

    Raises
    ------
    TypeError
        If it or the seed is not a whole number.
    ValueError
        If it, the seed or the sampler is out of range.
    """
    trajectories = whole_number(trajectories)
    if sampler not in SAMPLERS:
        raise ValueError(f"sampler needs to be one of {', '.join(SAMPLERS)}, got {sampler!r}")
    if not 1 <= trajectories <= _MOST_TRAJECTORIES:
        raise ValueError(f"trajectories needs to be from 1 to {_MOST_TRAJECTORIES:,}, got {trajectories:,}")
    if whole_number(seed, "seed") < 0:
        raise ValueError(f"seed needs to be 0 or more, got {seed}")
    return trajectories


def most_futures(trajectories: int | None, precision: float | None, sampler: str) -> int:
    """Return how many futures `simulate` runs with these arguments, at most."""
    if precision is not None:
        return DEFAULT_MOST if trajectories is None else trajectories
    return trajectories_of(trajectories or DEFAULT_TRAJECTORIES, sampler, REPLICATES)


def available_processors() -> int:
    """Return the number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _points(probing: Program) -> tuple[dict[tuple[str, int], float], dict[tuple[str, int], CashPoint]]:
    """Return the spreadsheet estimate of each strategy's TCO, and of its cash."""
    layout, values = probing.layout, run_point(probing).tolist()
    keys = [(name, horizon) for name in layout.strategies for horizon in layout.horizons]
    tco = {(name, horizon): values[layout.row(layout.tco[name], horizon)] for name, horizon in keys}
    cash = {(name, horizon): CashPoint(values[layout.row(layout.cash[name], horizon)], {}) for name, horizon in keys}
    for (name, line), row in layout.line_cash.items():
        for horizon in layout.horizons:
            cash[name, horizon].lines[line] = values[layout.probe_row(row, horizon)]
    return tco, cash


def _thresholds(
    scenario: Scenario,
    program: Program,
    points: dict[tuple[str, int], float],
    cash: dict[tuple[str, int], CashPoint],
) -> list[Threshold]:
    """Return the amounts whose rank is counted exactly: spreadsheet estimates, and budgets among cash."""
    layout = program.layout
    found = [(layout.row(layout.tco[name], horizon), point) for (name, horizon), point in points.items()]
    found += [(layout.row(layout.cash[name], horizon), point.total) for (name, horizon), point in cash.items()]
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
                if row not in layout.filled:
                    bad = tally.nonfinite(layout.row(row, horizon))
                elif np.isfinite(tally.sums[:, layout.row(layout.filled[row], horizon), 0]).all():
                    bad = 0
                else:
                    bad = tally.nonfinite(layout.row(row, horizon))
                if bad:
                    raise SimulationError(
                        f"{scenario.strategies[name].outputs[output].address}: no finite value over {horizon} months "
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
