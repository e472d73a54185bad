"""Rises: what a cost line or a driver comes to if it is higher from some month on, wherever a strategy reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ...configs import Call, Line, Name, Number, Quantity, Scenario
from ...configs.checks.once_or_monthly import varying_names
from ...configs.text.spelling import did_you_mean

__all__ = ["Rise", "raised"]


class Rise(NamedTuple):
    """A rise.

    Attributes
    ----------
    share : float
        0.3: 30 % more; negative: less. Above -1.
    month : int
        The first month that is higher.
    """

    share: float
    month: int = 1


def raised(scenario: Scenario, rises: Mapping[str, Rise]) -> Scenario:
    """Return the scenario with cost lines and drivers that are higher from some month on.

    Parameters
    ----------
    scenario : Scenario
    rises : dict of address to Rise
        Of a cost line, `strategies.api.costs.tokens`, also where mixes, policies and copies have it; or of a driver
        that varies by month and is not a process.

    Raises
    ------
    ValueError
        If there is no such line or driver, or a rise is not valid.
    """
    lines = {line.address for strategy in scenario.strategies.values() for line in strategy.lines.values()}
    varying = varying_names(scenario.drivers, lambda name: False)
    drivers = {f"drivers.{name}" for name in varying if isinstance(scenario.drivers[name], Quantity)}
    for address, rise in rises.items():
        if not rise.share > -1.0 or rise.month < 1:
            got = f"{100.0 * rise.share:g} % from month {rise.month}"
            raise ValueError(f"{address}: a rise is above -100 %, from month 1 or later, got {got}")
        if address not in lines | drivers:
            help = did_you_mean(address, sorted(lines | drivers), "cost lines, and drivers that vary by month")
            raise ValueError(f"{address} is not a cost line or a driver that varies by month; {help}")

    def higher(quantity: Quantity, rise: Rise) -> Quantity:
        later = Call("ge", (Name("month"), Number(float(rise.month))))
        factor = Call("if", (later, Number(1.0 + rise.share), Number(1.0)))
        return replace(quantity, expression=Call("mul", (quantity.expression, factor)))

    def line_of(line: Line) -> Line:
        return replace(line, amount=higher(line.amount, rises[line.address])) if line.address in rises else line

    def source_of(source: Any) -> Any:
        driver = isinstance(source, Quantity) and source.address.startswith("drivers.")
        return higher(source, rises[source.address]) if driver and source.address in rises else source

    strategies = {
        name: replace(
            strategy,
            lines={key: line_of(line) for key, line in strategy.lines.items()},
            inputs={key: source_of(source) for key, source in strategy.inputs.items()},  # copies in parts of mixes
        )
        for name, strategy in scenario.strategies.items()
    }
    written = repr(sorted((address, tuple(map(float, rise))) for address, rise in rises.items()))
    return replace(
        scenario,
        drivers={name: source_of(source) for name, source in scenario.drivers.items()},
        strategies=strategies,
        original=scenario.original or scenario,
        origin=None,  # values set on its text would lose the rise
        sha256=hashlib.sha256(f"{scenario.sha256}\0raised\0{written}".encode()).hexdigest(),
    )
