"""Rises: what a cost line or a driver comes to if it is higher from some month on, wherever a strategy reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ...configs import Call, Growth, Line, Name, Number, Quantity, Scenario, TakeOrPay
from ...configs.checks.once_or_monthly import varying_names
from ...configs.model.names import mentioned
from ...configs.text.spelling import did_you_mean

__all__ = ["Rise", "raised", "scaled"]


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


_NAMED = 4  # addresses of a help


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
    every = [line for strategy in scenario.strategies.values() for line in strategy.lines.values()]
    minimums = {line.address: line.amount.address for line in every if isinstance(line.timing, TakeOrPay)}
    lines = {line.address for line in every} - minimums.keys()
    varying = varying_names(scenario.drivers, lambda name: False)
    drivers = {f"drivers.{name}" for name in varying if isinstance(scenario.drivers[name], Quantity)}
    last = scenario.horizons[-1]
    for address, rise in rises.items():
        if address in minimums:
            raise ValueError(
                f"{address} is a minimum: what is paid of it depends on what counts towards it\n"
                f"  = help: raise a line that counts, or use --set {minimums[address]}=VALUE"
            )
        if address not in lines | drivers:
            raise ValueError(_not_raised(scenario, address, rise, varying, sorted(lines | drivers)))
        if not (rise.share > -1.0 and 1 <= rise.month <= last):
            got = f"{100.0 * rise.share:g} % from month {rise.month}"
            instead = f"{max(-90.0, 100.0 * rise.share):g}%@{min(max(rise.month, 1), last)}"
            raise ValueError(
                f"{address}: a rise is above -100 %, from a month between 1 and {last}, the last horizon, got {got}\n"
                f"  = help: --raise {address}={instead}"
            )

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


def scaled(scenario: Scenario, address: str, factor: float) -> Scenario:
    """Return the scenario with a driver, or what one that grows begins with, times a factor, in parts of mixes too.

    Parameters
    ----------
    scenario : Scenario
    address : str
        Of a driver that is no process, or of the `initial` of one that grows.
    factor : float
    """

    def of(source: Any) -> Any:
        if isinstance(source, Growth):
            return replace(source, initial=of(source.initial))
        if not isinstance(source, Quantity) or source.address != address:
            return source
        return replace(source, expression=Call("mul", (source.expression, Number(factor))))

    return replace(
        scenario,
        drivers={name: of(source) for name, source in scenario.drivers.items()},
        strategies={
            name: replace(strategy, inputs={key: of(source) for key, source in strategy.inputs.items()})
            for name, strategy in scenario.strategies.items()
        },
        original=scenario.original or scenario,
        origin=None,  # values set on its text would lose the factor
        sha256=hashlib.sha256(f"{scenario.sha256}\0scaled\0{address}\0{factor!r}".encode()).hexdigest(),
    )


def _not_raised(scenario: Scenario, address: str, rise: Rise, varying: Collection[str], known: Sequence[str]) -> str:
    """Return why there is nothing to raise at an address, and what to write instead."""
    name = address.removeprefix("drivers.")
    if f"drivers.{name}" != address or name not in scenario.drivers:
        lines = [each for each in known if ".switch." not in each]
        help = did_you_mean(address, lines, "cost lines, and drivers that vary by month")
        return f"{address} is not a cost line or a driver that varies by month\n  = help: {help}"
    if name in varying:
        return f"{address} is a process\n  = help: raise a driver or a cost line that reads it"
    said = f"{address} is drawn once, or fixed, for all months"
    readers = [each for each in known if name in _read_by(scenario, each)] if rise.month > 1 else []
    if readers:
        raises = " ".join(f"--raise {each}={100.0 * rise.share:g}%@{rise.month}" for each in readers[:_NAMED])
        more = f" and {len(readers) - _NAMED} more" if len(readers) > _NAMED else ""
        return f"{said}\n  = help: raise what reads it: {raises}{more}"
    return f"{said}\n  = help: use --set {address}=VALUE"


def _read_by(scenario: Scenario, address: str) -> set[str]:
    """Return the names in the formula of a driver, or in those of a cost line."""
    source = scenario.drivers.get(address.removeprefix("drivers."))
    if isinstance(source, Quantity):
        return set(mentioned([source]))
    every = (line for strategy in scenario.strategies.values() for line in strategy.lines.values())
    return {name for line in every if line.address == address for name in mentioned([line.amount])}
