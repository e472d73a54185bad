"""The draws of a scenario by their addresses, and how often each is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..formulas.expressions import Draw, Quantity, walk
from .names import FRESH, line_quantities, source_quantities
from .scenario import (
    Line,
    Source,
    Strategy,
    Unit,
)

__all__ = ["Drawn", "draws_of", "quantities_of", "strategy_quantities"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw, and what it is made anew for: an event, a jump, a period; empty for once a trajectory or a month."""

    draw: Draw
    fresh: str


def draws_of(drivers: dict[str, Source], strategies: dict[str, Strategy], unit: Unit | None) -> dict[str, Drawn]:
    """Return every draw by address, in the order of the file; what is inherited counts at its original."""
    return {
        part.address: Drawn(part, fresh)
        for quantity, fresh in quantities_of(drivers, strategies, unit)
        for part in walk(quantity.expression)
        if isinstance(part, Draw)
    }


def quantities_of(
    drivers: dict[str, Source], strategies: dict[str, Strategy], unit: Unit | None
) -> Iterator[tuple[Quantity, str]]:
    """Yield every quantity, and what its draws are made anew for."""
    for source in drivers.values():
        yield from _of_source(source)
    if unit is not None:
        yield unit.monthly, ""
    for strategy in strategies.values():
        yield from strategy_quantities(strategy)


def strategy_quantities(strategy: Strategy) -> Iterator[tuple[Quantity, str]]:
    """Yield the quantities of one strategy, inherited ones included, and what their draws are made anew for."""
    for source in strategy.inputs.values():
        yield from _of_source(source)
    for line in strategy.lines.values():
        yield from _of_line(line)
    if strategy.launch is not None:
        yield from ((strategy.launch.months, ""), (strategy.launch.revenue_per_month, ""))
    if strategy.buffer is not None:
        yield strategy.buffer.share, ""
    for quantity in strategy.outputs.values():
        yield quantity, ""


def _of_source(source: Source) -> Iterator[tuple[Quantity, str]]:
    for key, quantity in source_quantities(source).items():
        yield quantity, FRESH.get(key, "")


def _of_line(line: Line) -> Iterator[tuple[Quantity, str]]:
    for key, quantity in line_quantities(line).items():
        yield quantity, "event" if key == "amount" and line.timing.of_events else FRESH.get(key, "")
