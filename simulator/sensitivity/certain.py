"""What a question leaves out because it is certain: the plain numbers that its strategies' costs are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from ...configs import Name, Number, Quantity, Scenario, Source, Timing

__all__ = ["plain_numbers"]


def plain_numbers(scenario: Scenario, strategies: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses of plain numbers, drivers and inputs, that some cost of the strategies names; drivers first.

    Parameters
    ----------
    scenario : Scenario
    strategies : iterable of str
    """
    found: dict[str, None] = {}
    for name in strategies:
        strategy = scenario.strategies[name]
        known = {**scenario.drivers, **strategy.inputs}
        charged = (strategy.launch, strategy.lines, strategy.buffer)
        reached = _reached(charged, known)
        found.update((known[key].address, None) for key in known if key in reached and _is_number(known[key]))
    return tuple(sorted(found, key=lambda address: address.startswith("strategies.")))


def _reached(charged: Any, known: Mapping[str, Source]) -> set[str]:
    """Return the names that amounts reach, directly or through other drivers and inputs."""
    reached: set[str] = set()
    waiting = set(_names(charged)) & known.keys()
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= (set(_names(known[name])) & known.keys()) - reached
    return reached


def _names(part: Any) -> Iterator[str]:
    if isinstance(part, Name):
        yield part.name
    elif isinstance(part, Timing) and part.process is not None:
        yield part.process
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _names(value)
    elif isinstance(part, tuple):
        for value in part:
            yield from _names(value)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _names(getattr(part, field.name))


def _is_number(source: Source) -> bool:
    return isinstance(source, Quantity) and isinstance(source.expression, Number)
