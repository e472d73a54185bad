"""Finds what a board's report shows: one long run, and short ones around it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ...configs import Draw, Quantity, Scenario
from ...simulator import Result, grid, sweep
from ...simulator.sensitivity import Sensitivity, sensitivity
from ..places import all_places
from ..stories import focus_of
from .board import Board, Swept
from .volume import median_of, volume_address, volume_values

__all__ = ["gather"]

#: Futures of each point of the curve over the volume, and of the map: a chance is good to a percent.
_CURVE, _MAP = 2**14, 2**13
_SIDE = 7  # points on each side of the map
_SENSITIVITY = 2**15

Stage = Callable[[str], None]


def gather(
    result: Result,
    strategy: str | None = None,
    *,
    made: date,
    threads: int | None = None,
    stage: Stage | None = None,
) -> Board:
    """Find what the report of a result shows.

    Parameters
    ----------
    result : Result
    strategy : str, optional
        Which one is held against the baseline in detail; default: the best challenger.
    made : date
        The day of the report.
    threads : int, optional
        Default: every processor. Changes no digit.
    stage : callable, optional
        Told in a few words what is being done.

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
    told = stage or (lambda words: None)
    focus = focus_of(result.document, strategy)
    if focus is None:
        return Board(result, None, None, None, None, made)
    told("what drives it")
    found: Sensitivity | None = sensitivity(result, focus, trajectories=_SENSITIVITY, threads=threads)
    if found is not None and not found.inputs:
        found = None
    told("how it depends on volume")
    scenario, seed = result.scenario, result.settings.seed
    scenario = scenario.with_values({"horizons": [scenario.horizons[-1]]})
    address = volume_address(scenario)
    values = None if address is None else volume_values(scenario, address)
    if address is None or values is None:
        return Board(result, focus, found, None, None, made)
    curve = sweep(scenario, {address: values}, _CURVE, seed=seed, threads=threads)
    other = _other_axis(scenario, found, address)
    area = None
    if other is not None:
        told("where the answer flips")
        axes = {address: values[::2], other[0]: other[1]}
        area = Swept(sweep(scenario, axes, _MAP, seed=seed, threads=threads), _MAP)
    return Board(result, focus, found, Swept(curve, _CURVE), area, made)


def _other_axis(scenario: Scenario, found: Sensitivity | None, volume: str) -> tuple[str, list[float]] | None:
    """Return the input that matters most beside the volume, and values from half to double its median."""
    process = volume.rpartition(".")[0] if volume.endswith(".initial") else volume
    places = all_places(scenario)
    for item in () if found is None else found.inputs:
        if item.kind != "value" or item.address.startswith(process) or item.address not in places:
            continue
        part = places[item.address].part
        middle = median_of(scenario, item.address)
        if isinstance(part, Quantity) and isinstance(part.expression, Draw) and middle is not None and middle > 0.0:
            return item.address, [float(f"{x:.3g}") for x in grid(middle / 2.0, middle * 2.0, _SIDE, log=True)]
    return None
