"""Computes the findings of a report: one long run, and short ones around it."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np

from ...configs import ConfigError, Draw, Quantity, Scenario
from ...configs.addresses import all_places
from ...simulator import Result, SimulationError, sweep
from ...simulator.decision import Pair, compared_with, pair_of
from ...simulator.sensitivity import Sensitivity, sensitivity
from ...simulator.studies.thresholds import SweptLine
from ...simulator.studies.what_ifs import run_what_ifs
from ..stories.swept import median_of, rows_of
from .board import Board, Swept
from .volume_axis import closer, first_look, highest_moving, volume_address, volume_values

__all__ = ["find", "gather"]

#: Futures of each point of the curve over the volume, and of the map: a probability is good to a percent.
_CURVE, _MAP = 2**14, 2**13
_LOOK = 2**10  # futures of each point of a first look, which tells how far up the answer changes
_ROWS = 5  # of the map, at most; its columns are every other point of the curve
_SENSITIVITY = 2**15

_WIDE = 4.0  # times the lowest value: from here on values are spread on a logarithm
#: A scenario need not make sense far from its own values: a picture then is left out, and the report says so.
_IMPOSSIBLE = (ConfigError, SimulationError)
_NO_VOLUME = "No chart of the choice by volume: away from the file's own values the scenario cannot be run:"
_NO_MAP = "No map of the choice over two inputs: away from the file's own values the scenario cannot be run:"
_NO_STRESS = "A stress is left out, since the scenario cannot be run with it:"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class _Around:
    """What the short runs found."""

    sensitivity: Sensitivity | None = None
    volume: Swept | None = None
    grid: Swept | None = None
    skipped: tuple[tuple[str, str], ...] = ()


def gather(result: Result, strategy: str | None = None, *, made: date, threads: int | None = None) -> Board:
    """Find what the report of a result shows.

    Parameters
    ----------
    result : Result
    strategy : str, optional
        Compare this one with the baseline in detail. Default: the recommended strategy and its runner-up.
    made : date
        The day of the report.
    threads : int, optional
        Default: every processor. Changes no digit.

    Returns
    -------
    Board

    Raises
    ------
    ValueError
        If there is no such strategy.
    SimulationError
        If some future has no finite cost.
    """
    pair = pair_of(result.document, strategy)
    around = _Around() if pair is None else _look_around(result.scenario, pair, result.settings.seed, threads)
    return _board(result, strategy, around, made, threads)


def find(
    scenario: Scenario,
    run: Callable[[], Result],
    strategy: str | None = None,
    *,
    seed: int,
    made: date,
    threads: int | None = None,
) -> Board:
    """Run a scenario and find what its report shows, both at the same time where it is known what to look at.

    The kernel leaves the interpreter to others, and what is around the run is mostly Python's work.

    Parameters
    ----------
    scenario : Scenario
    run : callable
        Makes the long run with this seed; called on this thread.
    strategy, made, threads
        As for `gather`.
    seed : int

    Returns
    -------
    Board
        That of `gather(run(), strategy)`.
    """
    rivals = [name for name in scenario.allowed if name != scenario.baseline]
    focus = strategy or (rivals[0] if len(rivals) == 1 else None)
    if focus is None or focus == scenario.baseline or focus not in scenario.strategies:
        return gather(run(), strategy, made=made, threads=threads)
    stop = threading.Event()
    with ThreadPoolExecutor(1) as beside:
        pair = Pair(focus, scenario.baseline)
        around = beside.submit(_look_around, scenario, pair, seed, threads, _unless(stop))
        try:
            return _board(run(), strategy, around.result(), made, threads)
        except BaseException:
            stop.set()  # Ctrl-C does not wait for what nobody will see
            raise


def _unless(stop: threading.Event) -> Progress:
    def progress(done: int, wanted: int) -> None:
        if stop.is_set():
            raise InterruptedError

    return progress


def _board(result: Result, asked: str | None, around: _Around, made: date, threads: int | None) -> Board:
    found = around.sensitivity
    widest = () if found is None else sorted(found.inputs, key=lambda item: -abs(item.high - item.low))
    volume = volume_address(result.scenario)
    stress = run_what_ifs(result, volume, [item.address for item in widest], threads=threads)
    failed = () if stress is None else tuple((address, f"{_NO_STRESS} {why}") for address, why in stress.failed)
    skipped = (*around.skipped, *failed)
    return Board(result, asked, found, around.volume, around.grid, made, skipped, stress, threads)


def _look_around(
    scenario: Scenario, pair: Pair, seed: int, threads: int | None, progress: Progress | None = None
) -> _Around:
    horizon = scenario.decision.horizon or scenario.horizons[-1]
    found: Sensitivity | None = sensitivity(
        compared_with(scenario, pair),
        pair.strategy,
        horizon=horizon,
        trajectories=_SENSITIVITY,
        seed=seed,
        threads=threads,
        progress=progress,
    )
    if found is not None and not found.inputs:
        found = None
    scenario = scenario.with_values({"horizons": [horizon]})
    address = volume_address(scenario)
    middle = None if address is None else median_of(scenario, address)
    if address is None or middle is None or not middle > 0.0:
        return _Around(found)

    def swept(axes: dict[str, list[float]], futures: int) -> Swept:
        return Swept(sweep(scenario, axes, futures, seed=seed, threads=threads, progress=progress), futures)

    try:
        look = swept({address: first_look(middle)}, _LOOK)
        values = volume_values(middle, highest_moving(look.frame, address))
        curve = swept({address: values}, _CURVE)
        line = SweptLine.of(rows_of(curve.frame, scenario, horizon), address, scenario.baseline)
        if between := closer(line, scenario.decision.margin):
            curve = curve.joined(swept({address: between}, _CURVE))
    except _IMPOSSIBLE as error:
        return _Around(found, skipped=((address, f"{_NO_VOLUME} {_first_line(error)}"),))
    other = _other_axis(scenario, found, address)
    if other is None:
        return _Around(found, curve)
    try:
        return _Around(found, curve, swept({address: values[::2], other[0]: other[1]}, _MAP))
    except _IMPOSSIBLE as error:
        return _Around(found, curve, skipped=((other[0], f"{_NO_MAP} {_first_line(error)}"),))


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].removeprefix("error: ")


def _other_axis(scenario: Scenario, found: Sensitivity | None, volume: str) -> tuple[str, list[float]] | None:
    """Return the input that matters most beside the volume, and values that its own law thinks likely."""
    process = volume.rpartition(".")[0] if volume.endswith(".initial") else volume
    places = all_places(scenario)
    for item in () if found is None else found.inputs:
        if item.kind != "value" or item.address.startswith(process) or item.address not in places:
            continue
        part = places[item.address].part
        if isinstance(part, Quantity) and isinstance(part.expression, Draw):
            low, middle, high = (float(x) for x in part.expression.law.ppf(np.array([0.05, 0.5, 0.95])))
            if low < high and len(values := _around(low, middle, high)) > 1:
                return item.address, values
    return None


def _around(low: float, middle: float, high: float) -> list[float]:
    """Return values from P5 to P95 in equal steps, or ratios, of a quarter of that range, the median among them."""
    wide = low > 0.0 and high > _WIDE * low
    first, own, last = (math.log(x) if wide else x for x in (low, middle, high))
    step, room = (last - first) / (_ROWS - 1), 1e-9 * (last - first)
    ks = range(-math.floor((own - first + room) / step), math.floor((last - own + room) / step) + 1)
    exact = [middle if k == 0 else math.exp(own + k * step) if wide else own + k * step for k in ks]
    rounded = [x if x == middle else float(f"{x:.3g}") for x in exact]
    return rounded if len(set(rounded)) == len(rounded) and low <= rounded[0] and rounded[-1] <= high else exact
