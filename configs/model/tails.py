"""Heavy tails: which moments the cost of a strategy has, by the laws behind it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..formulas.expressions import Call, Draw, Expression, Name, Number, Quantity
from ..formulas.ranges import EVERYTHING, Range, expression_range
from .draws import draws_of, quantities_in
from .scenario import Scenario, Source
from .strategies import Strategy

if TYPE_CHECKING:
    from ...distributions import Law

__all__ = ["finite_moments", "finite_moments_of"]


def finite_moments_of(scenario: Scenario) -> dict[str, int]:
    """Return by strategy the highest even moment of its cost, 4 at most."""
    from ...distributions.tails import HIGHEST_MOMENT
    from ...distributions.tails import finite_moments as of_law

    drawn = draws_of(scenario.drivers, scenario.strategies, None).values()
    # then what is behind a strategy need not be looked up
    if all(of_law(each.draw.law) == HIGHEST_MOMENT for each in drawn):
        return dict.fromkeys(scenario.strategies, HIGHEST_MOMENT)
    return {name: finite_moments(scenario.drivers, strategy) for name, strategy in scenario.strategies.items()}


def finite_moments(drivers: Mapping[str, Source], *strategies: Strategy) -> int:
    """Return the highest even moment up to the fourth that all laws behind the costs of some strategies have: 4, 2, 0.

    What a comparison, a logarithm or a cap makes of a law has all moments. A tail that only a division, a power or an
    exponential makes is not seen.
    """
    from ...distributions.tails import HIGHEST_MOMENT
    from ...distributions.tails import finite_moments as of_law

    laws = {law for strategy in strategies for law in _laws_of(drivers, strategy)}
    return min(map(of_law, laws), default=HIGHEST_MOMENT)


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
            case Call("clip", (_, Number(), Number())) | Call("log" | "lt" | "le" | "gt" | "ge" | "eq" | "ne"):
                return
            case Call("mod", (_, part)):
                yield from within(part)
            case Call("if", (_, *branches)):
                for branch in branches:
                    yield from within(branch)
            case Call("min" | "clip", arguments):
                capped = any(ends(argument)[1] < math.inf for argument in arguments)
                for argument in arguments:
                    if not (capped and ends(argument)[0] > -math.inf):
                        yield from within(argument)
            case Call(_, arguments):
                for argument in arguments:
                    yield from within(argument)

    def ends(expression: Expression) -> Range:
        return expression_range(expression, of_name)

    def of_name(name: str) -> Range:
        source = known.get(name)
        return ends(source.expression) if isinstance(source, Quantity) else EVERYTHING

    laws = behind((strategy.launch, strategy.buffer, tuple(strategy.lines.values())))
    processes = {line.timing.process for line in strategy.lines.values() if line.timing.process is not None}
    return laws | {law for name in processes for law in within(Name(name))}
