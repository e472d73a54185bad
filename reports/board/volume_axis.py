"""Which number of a scenario is the volume, and over which values it is swept."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from ...configs import Draw, Growth, Name, Number, Quantity, Scenario, Source, walk
from ...simulator.studies.thresholds import SweptLine

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["closer", "first_look", "highest_moving", "volume_address", "volume_values"]

_A_TIME = ("_per_day", "_per_week", "_per_month", "_per_year", "_per_hour")
#: The axis begins at a tenth of the scenario's own volume
_ABOVE = (10.0, 10.0**1.5, 100.0)  # and ends at ten to a hundred times it: growth is the common surprise
_NEXT_TO = 0.01  # a probability that is closer to 0 or 1 has settled
_STEPS, _FINE_STEPS, _SHORT = 4, 6, 10.5  # values in each factor of ten; more of them where the axis is short
_MOST_GAPS = 3  # between values of the sweep that are looked into more closely


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
    """Return the few values at which to look how far up the answer changes: from ten times the middle upwards."""
    return [middle * times for times in _ABOVE]


def highest_moving(look: pd.DataFrame, address: str) -> float:
    """Return up to which value the volume is worth a look.

    Beyond it the choice stays the same, and the probability of being the cheapest stays next to 0, or next to 1.

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
    shares, chosen = (
        look.pivot_table(index=address, columns="strategy", values=key).sort_index()
        for key in ("p_cheapest", "recommended")
    )
    side = np.where(shares < _NEXT_TO, 0, np.where(shares > 1.0 - _NEXT_TO, 1, -1))
    settled = ((side == side[-1]) & (side[-1] >= 0)).all(axis=1) & (chosen == chosen.iloc[-1]).all(axis=1).to_numpy()
    moving = np.flatnonzero(~settled)
    first = 0 if moving.size == 0 else min(int(moving[-1]) + 1, len(shares) - 1)
    return float(shares.index[first])


def volume_values(middle: float, highest: float) -> list[float]:
    """Return values from a tenth of the scenario's own volume to the highest, evenly spread on a logarithm.

    Returns
    -------
    list of float
        An odd number, with the scenario's own volume at an even place; the others are rounded to three digits, so that
        they can be read.
    """
    steps = _STEPS if highest > _SHORT * middle else _FINE_STEPS
    ratio = 10.0 ** (1.0 / steps)
    above = 2 * round(steps * math.log10(highest / middle) / 2.0)
    return [middle if k == 0 else float(f"{middle * ratio**k:.3g}") for k in range(-steps, above + 1)]


def closer(line: SweptLine, margin: float) -> list[float]:
    """Return values around the thresholds of a sweep, a quarter of the way between its values each, ascending.

    The thresholds are those of a picture's headline: where the choice changes, and where the odds of a strategy that
    becomes the choice are even.
    """
    found = [*line.choice_changes(margin)]
    for name in dict.fromkeys(line.chosen):
        if name != line.baseline:
            found += line.even_odds(name)[:1]
    gaps = dict.fromkeys((each.before, each.after) for each in found if 0.0 < each.before < each.after)
    return [float(f"{a * (b / a) ** (k / 4.0):.4g}") for a, b in sorted([*gaps][:_MOST_GAPS]) for k in (1, 2, 3)]


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
