"""Sweeps: the costs of a scenario at each point of a grid of values, on the same simulated trajectories."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...configs import Scenario
from ...configs.model.tails import finite_moments_of
from ..arguments import as_scenario
from ..decision.choosing import choose, saving_share
from ..engine.errors import SimulationError
from ..identity import STREAM_VERSION, VERSION
from .axes import ValueGrid
from .points import DEFAULT_TRAJECTORIES, PointRunner, Totals
from .sweep_away import FailedPoint, found_away
from .sweep_store import Rows, SweepStore

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "run_sweep", "sweep", "with_rule"]

_OF_PAIR = ("p_beats", "p_beats_se", "p_ties")  # empty for the baseline
_OF_CHOICE = ("score", "saving_share", "saving_share_se")  # empty where nothing is to be chosen or saved
#: Columns beside the varied addresses.
COLUMNS = ("strategy", "horizon", "mean", "p10", "p50", "p90", *_OF_PAIR, "p_cheapest", *_OF_CHOICE, "recommended")
_NUMBERS = COLUMNS[2:-1]


def sweep(
    scenario: Scenario | str | PathLike[str],
    vary: Mapping[str, Iterable[Any]],
    trajectories: int = DEFAULT_TRAJECTORIES,
    *,
    margin: float | None = None,
    seed: int = 0,
    sampler: str = "sobol",
    threads: int | None = None,
    executor: Any = None,
    ahead: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    resume: str | PathLike[str] | None = None,
) -> pd.DataFrame:
    """Run a scenario at every point of a grid of values.

    All points use the same simulated trajectories (common random numbers), so differences between them are far more
    precise than each number by itself. A point's numbers are those of `simulate` with the same values set.

    Parameters
    ----------
    scenario : Scenario, str or path
        A scenario, or what `load` takes.
    vary : dict of address to values
        Anything that `--set` can set: `{"drivers.requests_per_day.initial": [1e3, 1e4, 1e5]}`. Every combination is
        run, the last address changing fastest. `grid` makes linear and logarithmic values.
    trajectories : int
        Futures at each point.
    margin : float, optional
        Share of the baseline's score that a strategy has to save to be recommended. Default: the scenario's.
    seed, sampler, threads, executor, ahead
        As for `simulate`; an executor runs whole points.
    progress : callable, optional
        Called with the trajectories done and wanted, all points together.
    resume : str or path, optional
        A file that takes each finished point at once. If it is there already, the sweep goes on where it ended.

    Returns
    -------
    DataFrame
        A row for each point, strategy and horizon: the varied addresses; `strategy`; `horizon` in months;
        `mean`, `p10`, `p50`, `p90` of the TCO in the scenario's currency; `p_beats`, the probability of costing less
        than the baseline in the same future, its standard error `p_beats_se`, and `p_ties`, that of costing the same,
        empty for the baseline; `p_cheapest`, that of being the cheapest of all that may be chosen; `score`, what the
        decision judges by, empty for a barred strategy; `saving_share`, what it saves against the baseline as a share
        of the baseline's score, and its standard error `saving_share_se`; `recommended`, whether the decision's rule
        chooses it at this point.

    Raises
    ------
    ConfigError
        With the mistakes of all points, before the first is run.
    ValueError
        If an argument is out of its range, or `resume` holds another sweep.
    SimulationError
        If some future of a point has no finite cost.
    """
    import pandas as pd

    points = ValueGrid.of(with_rule(as_scenario(scenario), margin), vary)
    runner = PointRunner.checked(trajectories, sampler, seed, threads, executor, ahead)
    rows = run_sweep(points, runner, progress=progress, store=None if resume is None else Path(resume))
    frame = pd.DataFrame(rows, columns=[*points.addresses, *COLUMNS])
    return frame.astype({name: "float64" for name in _NUMBERS})


def with_rule(scenario: Scenario, margin: float | None) -> Scenario:
    """Return the scenario with another margin of its decision; as it is without one."""
    return scenario if margin is None else scenario.with_values({"decision.margin": margin})


def run_sweep(
    points: ValueGrid,
    runner: PointRunner,
    *,
    progress: Callable[[int, int], None] | None = None,
    store: Path | None = None,
    anew: bool = False,
) -> Rows:
    """Return the rows of a sweep as plain dicts; see `sweep`. With `anew` the points of the store are dropped."""
    kept = points.check()  # before there is a file
    if store is None:
        done = list(_rows_of(points, runner, kept, 0, progress))
    else:
        if anew:
            SweepStore.remove(store)
        with SweepStore(store, _head(points, runner), lambda found: _are_rows(found, points, kept)) as file:
            for rows in _rows_of(points, runner, kept, len(file.done), progress):
                file.add(rows)
            done = file.done
    return [{**values, **row} for values, rows in zip(points.points(), done, strict=True) for row in rows]


def _rows_of(
    points: ValueGrid,
    runner: PointRunner,
    kept: list[Scenario],
    first: int,
    progress: Callable[[int, int], None] | None,
) -> Iterator[Rows]:
    """Run the points from `first` on; yield the rows of each, without its values."""
    before, wanted = first * runner.trajectories, len(points) * runner.trajectories

    def told(done: int) -> None:
        if progress is not None:
            progress(before + done, wanted)

    at = first
    rows_of = partial(_point_rows, finite=_finite(points, kept))
    found = (
        found_away(points, runner, rows_of, first, told)
        if runner.sends_points
        else map(rows_of, runner.run(points.scenarios(kept, first), told))
    )
    try:
        for rows in found:
            yield rows
            at += 1
    except SimulationError as error:
        if runner.sends_points and not isinstance(error, FailedPoint):
            raise  # it is the cluster's, and no point's
        values = next(itertools.islice(points.points(), at, None))
        where = ", ".join(f"{address} = {value}" for address, value in values.items())
        raise SimulationError(f"at {where}: {error}") from None


def _finite(points: ValueGrid, kept: list[Scenario]) -> dict[str, int]:
    """Return the highest even moment of each strategy's cost that is known at every point; numbers have all."""
    laws = [
        {address: value}
        for address, axis in zip(points.addresses, points.axes, strict=True)
        for value in axis
        if not _is_number(value)
    ]
    scenarios: Iterable[Scenario] = map(points.scenario.with_values, laws)
    if laws and len(points.axes) == 1:  # those of the points, most of which have been read
        scenarios = points.scenarios(kept)
    found = [finite_moments_of(points.scenario), *map(finite_moments_of, scenarios)]
    return {name: min(each.get(name, 4) for each in found) for name in {key for each in found for key in each}}


def _point_rows(totals: Totals, finite: Mapping[str, int]) -> Rows:
    rows, layout = [], totals.tally.layout
    for horizon in layout.horizons:
        scores = totals.scores(horizon, finite)
        recommended = choose(layout.baseline, scores, totals.rule).recommended
        for strategy in layout.strategies:
            pair: tuple[float | None, ...] = (None, None, None)
            saved: tuple[float | None, float | None] = (None, None)
            if strategy != layout.baseline:
                of = (strategy, layout.baseline, horizon)
                pair = (*totals.p_beats(*of), totals.p_ties(*of))
                if strategy in scores:
                    saved = saving_share(totals.tally, scores[layout.baseline], scores[strategy])
            numbers = (
                totals.mean(strategy, horizon),
                *totals.quantiles(strategy, horizon, (0.1, 0.5, 0.9)),
                *pair,
                totals.p_cheapest(strategy, horizon),
                scores[strategy].value if strategy in scores else None,
                *saved,
            )
            rows.append(dict(zip(COLUMNS, (strategy, horizon, *numbers, strategy == recommended), strict=True)))
    return sorted(rows, key=lambda row: layout.strategies.index(row["strategy"]))  # horizons stay in order


def _are_rows(found: list[Any], points: ValueGrid, kept: list[Scenario]) -> bool:
    """Return whether a file holds rows of the first points: each strategy and horizon in order, with its numbers."""
    if len(found) > len(points):
        return False
    for rows, scenario in zip(found, points.scenarios(kept), strict=False):
        expected = [(strategy, horizon) for strategy in scenario.strategies for horizon in scenario.horizons]
        if not isinstance(rows, list) or len(rows) != len(expected):
            return False
        for row, key in zip(rows, expected, strict=True):
            if not isinstance(row, dict) or tuple(row) != COLUMNS or (row["strategy"], row["horizon"]) != key:
                return False
            empty = (*_OF_PAIR, *_OF_CHOICE)
            if not all(_is_number(row[name]) or (row[name] is None and name in empty) for name in _NUMBERS):
                return False
            if not isinstance(row["recommended"], bool):
                return False
    return True


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def _head(points: ValueGrid, runner: PointRunner) -> dict[str, Any]:
    """Return what tells a sweep from all others."""
    return {
        "format": "tcorisk sweep 2",
        "version": VERSION,
        "stream_version": STREAM_VERSION,
        "config_sha256": points.scenario.sha256,
        "axes": [[address, list(values)] for address, values in zip(points.addresses, points.axes, strict=True)],
        "trajectories": runner.trajectories,
        "seed": runner.seed,
        "sampler": runner.sampler,
    }
