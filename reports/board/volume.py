"""Which of a scenario's numbers is the volume, and over which values it is worth a look."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...configs import Draw, Growth, Name, Number, Process, Quantity, Scenario, Source, walk
from ...simulator import grid

__all__ = ["volume_address", "volume_values"]

_A_TIME = ("_per_day", "_per_week", "_per_month", "_per_year", "_per_hour")
_BELOW, _ABOVE = 10.0, 100.0  # times the scenario's own volume: growth is the common surprise
_POINTS = 13


def volume_address(scenario: Scenario) -> str | None:
    """Return the address of the volume: of what the unit counts, else of the first driver that counts something a time.

    Returns
    -------
    str or None
        A driver that is a number or a law, or the `initial` of one that grows; None where there is none.
    """
    drivers = scenario.drivers
    names = [] if scenario.unit is None else list(_names(scenario.unit.monthly, scenario))
    names += [name for name, driver in drivers.items() if isinstance(driver, Growth)]
    names += [name for name in drivers if name.endswith(_A_TIME)]
    return next((address for name in names if (address := _settable(drivers[name])) is not None), None)


def volume_values(scenario: Scenario, address: str, points: int = _POINTS) -> list[float] | None:
    """Return values from a tenth to a hundred times the scenario's own median, evenly spread on a logarithm.

    Returns
    -------
    list of float or None
        Rounded to three digits, so that they can be read; None where the median is not above 0.
    """
    middle = median_of(scenario, address)
    if middle is None or not middle > 0.0:
        return None
    return [float(f"{value:.3g}") for value in grid(middle / _BELOW, middle * _ABOVE, points, log=True)]


def median_of(scenario: Scenario, address: str) -> float | None:
    """Return the median of a number or a law at an address; None for a formula or a process."""
    from ..places import all_places

    place = all_places(scenario).get(address)
    part = None if place is None else place.part
    if isinstance(part, Quantity) and isinstance(part.expression, Number):
        return float(part.expression.value)
    if isinstance(part, Quantity) and isinstance(part.expression, Draw):
        return float(part.expression.law.ppf(np.array([0.5]))[0])
    return None


def _names(quantity: Quantity, scenario: Scenario, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the drivers that a formula rests on, those first that stand first in it."""
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
    if isinstance(quantity, Process) or not isinstance(quantity.expression, Draw | Number):
        return None
    return quantity.address
