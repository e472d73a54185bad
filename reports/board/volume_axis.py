"""Which number of a scenario is the volume, and over which values it is swept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ...configs import Draw, Growth, Name, Number, Quantity, Scenario, Source, walk
from ...simulator import grid

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["first_look", "highest_moving", "volume_address", "volume_values"]

_A_TIME = ("_per_day", "_per_week", "_per_month", "_per_year", "_per_hour")
_BELOW = 10.0  # the axis begins at a tenth of the scenario's own volume
_LEAST, _ABOVE = 10.0, 100.0  # and ends at ten to a hundred times it: growth is the common surprise
_LOOKS = 5
_NEXT_TO = 0.01  # a chance that is closer to 0 or 1 has settled
_POINTS = 13


def volume_address(scenario: Scenario) -> str | None:
    """Return the address of the volume: of what the unit counts, else of the first driver that counts something a time.

    Returns
    -------
    str or None
        A driver that is a number or a law, or the `initial` of one that grows; None where there is none, or where the
        volume goes on from its `actuals`: what was measured is not varied.
    """
    drivers = scenario.drivers
    names = [] if scenario.unit is None else list(_names(scenario.unit.monthly, scenario))
    names += [name for name, driver in drivers.items() if isinstance(driver, Growth)]
    names += [name for name in drivers if name.endswith(_A_TIME)]
    for name in names:
        driver = drivers[name]
        if isinstance(driver, Growth) and driver.actuals:
            return None
        if (address := _settable(driver)) is not None:
            return address
    return None


def first_look(middle: float) -> list[float]:
    """Return the few values at which to look how far up the chances move: from the scenario's own volume upwards."""
    return grid(middle * _LEAST, middle * _ABOVE, _LOOKS, log=True)


def highest_moving(look: pd.DataFrame, address: str) -> float:
    """Return up to which value the volume is worth a look: beyond it every chance stays next to 0, or next to 1.

    Parameters
    ----------
    look : DataFrame
        A sweep over `first_look`, of one horizon.
    address : str
        Of the volume.

    Returns
    -------
    float
        Ten to a hundred times the middle.
    """
    rivals = look[look["p_beats"].notna()]
    chances = rivals.pivot_table(index=address, columns="strategy", values="p_beats").sort_index()
    side = np.where(chances < _NEXT_TO, 0, np.where(chances > 1.0 - _NEXT_TO, 1, -1))
    settled = ((side == side[-1]) & (side[-1] >= 0)).all(axis=1)
    moving = np.flatnonzero(~settled)
    first = 0 if moving.size == 0 else min(int(moving[-1]) + 1, len(chances) - 1)
    return float(chances.index[first])


def volume_values(middle: float, highest: float, points: int = _POINTS) -> list[float]:
    """Return values from a tenth of the scenario's own volume to the highest, evenly spread on a logarithm.

    Returns
    -------
    list of float
        Rounded to three digits, so that they can be read.
    """
    return [float(f"{value:.3g}") for value in grid(middle / _BELOW, highest, points, log=True)]


def _names(quantity: Quantity, scenario: Scenario, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the drivers that a formula depends on, in the order of the formula."""
    for part in walk(quantity.expression):
        if isinstance(part, Name) and part.name in scenario.drivers and part.name not in seen:
            seen |= {part.name}
            yield part.name
            driver = scenario.drivers[part.name]
            if isinstance(driver, Quantity):
                yield from _names(driver, scenario, seen)


def _settable(driver: Source) -> str | None:
    """Return the address at which a driver takes a plain number; None where it is computed from others."""
    quantity = driver.initial if isinstance(driver, Growth) else driver
    if not isinstance(quantity, Quantity) or not isinstance(quantity.expression, Draw | Number):
        return None
    return quantity.address
