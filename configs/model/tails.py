"""Heavy tails: which moments the cost of a strategy has, by the laws behind it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..formulas.expressions import Call, Draw, Expression, Name
from .draws import quantities_in
from .scenario import Scenario, Source, Strategy

if TYPE_CHECKING:
    from ...distributions import Law

__all__ = ["finite_moments", "finite_moments_of"]


def finite_moments_of(scenario: Scenario) -> dict[str, int]:
    """Return by strategy the highest even moment of its cost, 4 at most."""
    return {name: finite_moments(scenario.drivers, strategy) for name, strategy in scenario.strategies.items()}


def finite_moments(drivers: Mapping[str, Source], *strategies: Strategy) -> int:
    """Return the highest even moment up to the fourth that all laws behind the costs of some strategies have: 4, 2, 0.

    A law with a least value counts as bounded inside a `min` or `clip`.
    """
    from ...distributions import finite_moments as of_law

    laws = {law for strategy in strategies for law in _laws_of(drivers, strategy)}
    return min(map(of_law, laws), default=4)


def _laws_of(drivers: Mapping[str, Source], strategy: Strategy) -> set[Law]:
    known = {**drivers, **strategy.inputs}
    found: dict[str, set[Law]] = {}  # by name

    def behind(part: object) -> set[Law]:
        return {law for quantity in quantities_in(part).values() for law in within(quantity.expression)}

    def within(expression: Expression) -> Iterator[Law]:
        match expression:
            case Draw(law=law):
                yield law
            case Name(name=name) if name in known:
                if name not in found:
                    found[name] = behind(known[name])
                yield from found[name]
            case Call(function=function, arguments=arguments):
                capped = function in ("min", "clip")
                laws = (law for argument in arguments for law in within(argument))
                yield from (law for law in laws if not capped or law.support[0] == -math.inf)

    laws = behind((strategy.launch, strategy.buffer, tuple(strategy.lines.values())))
    processes = {line.timing.process for line in strategy.lines.values() if line.timing.process is not None}
    return laws | {law for name in processes for law in within(Name(name))}
