"""Certain inputs of a question: the plain numbers in the costs of its strategies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...configs import Number, Quantity, Scenario, Source, mentioned
from ...configs.model.draws import quantities_in

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
        known = {**scenario.world, **strategy.inputs}
        charged = _names((strategy.launch, strategy.lines, strategy.buffer))
        charged |= {line.timing.process for line in strategy.lines.values() if line.timing.process is not None}
        reached = _reached(charged, known)
        found.update((known[key].address, None) for key in known if key in reached and _is_number(known[key]))
    return tuple(sorted(found, key=lambda address: address.startswith("strategies.")))


def _reached(charged: set[str], known: Mapping[str, Source]) -> set[str]:
    """Return the names that costs use, directly or through other drivers and inputs."""
    reached: set[str] = set()
    waiting = charged & known.keys()
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= (_names(known[name]) & known.keys()) - reached
    return reached


def _names(part: object) -> set[str]:
    return set(mentioned(quantities_in(part).values()))


def _is_number(source: Source) -> bool:
    return isinstance(source, Quantity) and isinstance(source.expression, Number)
