"""The draws of a scenario by their addresses, and how often each is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from ..formulas.expressions import Draw, Quantity, terms_drawn
from .names import FRESH, source_quantities
from .processes import EventSeries, StageMoment
from .scenario import Source, Unit
from .strategies import Buffer, Launch, Line, Strategy, fact

__all__ = [
    "Drawn",
    "StrategyPart",
    "draws_of",
    "quantities_in",
    "quantities_of",
    "quantities_of_strategy",
    "strategy_parts",
]

StrategyPart = Source | Line | Launch | Buffer  # what a strategy is made of


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw, and what it is made for each of: an event, a jump, a period, a term of a sum; else empty."""

    draw: Draw
    fresh: str


def draws_of(drivers: dict[str, Source], strategies: dict[str, Strategy], unit: Unit | None) -> dict[str, Drawn]:
    """Return every draw by address, in the order of the file; inherited draws are listed at their original."""
    found = _drawn(quantities_of(drivers, {}, unit))
    for strategy in strategies.values():
        found |= _drawn_by(strategy)
    return found


@fact
def _drawn_by(strategy: Strategy) -> dict[str, Drawn]:
    return _drawn(quantities_of_strategy(strategy))


def _drawn(quantities: Iterable[tuple[Quantity, str]]) -> dict[str, Drawn]:
    found: dict[str, Drawn] = {}
    for quantity, fresh in quantities:
        terms = {part for draws in terms_drawn(quantity.expression) for part in draws} if quantity.draws else ()
        for draw in quantity.draws:
            found[draw.address] = Drawn(draw, "term" if draw in terms else fresh)
    return found


def quantities_of(
    drivers: dict[str, Source], strategies: dict[str, Strategy], unit: Unit | None
) -> Iterator[tuple[Quantity, str]]:
    """Yield every quantity, and what its draws are made for each of."""
    for source in drivers.values():
        yield from _of_part(source)
    if unit is not None:
        yield unit.monthly, ""
    for strategy in strategies.values():
        yield from quantities_of_strategy(strategy)


@fact
def quantities_of_strategy(strategy: Strategy) -> tuple[tuple[Quantity, str], ...]:
    """Return every quantity of a strategy as `quantities_of` does."""
    return tuple(found for part in strategy_parts(strategy).values() for found in _of_part(part))


def strategy_parts(strategy: Strategy) -> dict[str, StrategyPart]:
    """Return what a strategy is made of, inherited parts included, by its keys below the strategy: `costs.tokens`."""
    found: dict[str, StrategyPart] = {
        strategy.key_of_input(name): source
        for name, source in strategy.inputs.items()
        if not isinstance(source, StageMoment)  # nobody writes one
    }
    for at, switch in enumerate(strategy.switches):
        quantities = {"when": switch.when, "overlap": switch.overlap, "one_time": switch.one_time}
        found |= {f"switch.{at}.{key}": quantity for key, quantity in quantities.items() if quantity is not None}
    for part in () if strategy.switches else strategy.parts.values():
        moments = {"after": part.after, "until": part.until}
        found |= {f"parts.{part.name}.{key}": moment for key, moment in moments.items() if moment is not None}
    found |= {f"costs.{name}": line for name, line in strategy.lines.items()}
    found |= {} if strategy.launch is None else {"launch": strategy.launch}
    found |= {} if strategy.buffer is None else {"buffer": strategy.buffer}
    return found | {f"outputs.{name}{output.key}": output for name, output in strategy.outputs.items()}


def quantities_in(part: object) -> dict[str, Quantity]:
    """Return every quantity inside a part of a scenario, by address, in reading order."""
    if isinstance(part, Quantity):
        return {part.address: part}
    inner: Iterable[object] = ()
    if is_dataclass(part):
        inner = (getattr(part, item.name) for item in fields(part))
    elif isinstance(part, Mapping):
        inner = part.values()
    elif isinstance(part, tuple):
        inner = part
    found: dict[str, Quantity] = {}
    for item in inner:
        for address, quantity in quantities_in(item).items():
            found.setdefault(address, quantity)
    return found


def draws_in(part: object) -> dict[str, Draw]:
    """Return every draw inside a part of a scenario, by address, in reading order."""
    return {draw.address: draw for quantity in quantities_in(part).values() for draw in quantity.draws}


def _of_part(part: StrategyPart) -> Iterator[tuple[Quantity, str]]:
    if isinstance(part, Line):
        for key, quantity in part.quantities:
            yield quantity, "event" if key == "amount" and part.timing.of_events else FRESH.get(key, "")
        yield from ((quantity, "event") for _, quantity in part.event)
    elif isinstance(part, Launch | Buffer):
        yield from ((quantity, "") for quantity in quantities_in(part).values())
    else:
        yield from ((quantity, FRESH.get(key, "")) for key, quantity in source_quantities(part).items())
        if isinstance(part, EventSeries):
            yield from ((quantity, "event") for _, quantity in part.event)
