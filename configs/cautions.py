"""Words of warning about a scenario that can be run: laws too heavy for a run, what is never used or never paid."""

from __future__ import annotations

import math
from collections.abc import Iterator

from .counted import counts_times_laws
from .draws import quantities_of
from .expressions import Call, Draw, Expression, Number
from .names import line_names, mentioned
from .ranges import EVERYTHING, expression_range
from .scenario import Caution, Quantity, Source, Strategy, Unit

__all__ = ["cautions"]

#: Share of a law's mean that may lie beyond what a run can draw before a word of warning.
LOSS = 1e-4


def cautions(
    drivers: dict[str, Source], strategies: dict[str, Strategy], unit: Unit | None, horizons: tuple[int, ...]
) -> tuple[Caution, ...]:
    """Return the words of warning of a checked scenario.

    Parameters
    ----------
    horizons : tuple of int
        Months.
    """
    quantities = [quantity for quantity, _ in quantities_of(drivers, strategies, unit)]
    return (
        *_unused(drivers, strategies, quantities),
        *_too_late(strategies, max(horizons)),
        *_negative_residuals(strategies, max(horizons)),
        *counts_times_laws(drivers, strategies, unit),
        *_heavy(quantities),
    )


def _unused(drivers: dict[str, Source], strategies: dict[str, Strategy], quantities: list[Quantity]) -> list[Caution]:
    used = set(mentioned(quantities))
    for strategy in strategies.values():
        for line in strategy.lines.values():
            used.update(line_names(line))
    return [
        Caution(f"drivers.{name}", f"no formula names the driver `{name}`: it changes nothing")
        for name in drivers
        if name not in used
    ]


def _too_late(strategies: dict[str, Strategy], last: int) -> list[Caution]:
    """Return a word for each line that begins after the last month or its own end; an inherited one is named at home.

    A caution, not an error: a sweep of `until` may well pass over `after`.
    """
    found: dict[str, Caution] = {}
    for strategy in strategies.values():
        for line in strategy.lines.values():
            after = line.after
            if after is not None and isinstance(after.expression, Number) and after.expression.value >= last:
                message = f"the line begins after {after.text} months, the last horizon is {last}: it costs nothing"
                found[after.address] = Caution(after.address, message)
            begin = Number(0.0) if after is None else after.expression
            until = line.until
            if until is None or not (isinstance(begin, Number) and isinstance(until.expression, Number)):
                continue
            if until.expression.value <= begin.value:
                message = f"the line ends after {until.text} months, no later than it begins: it costs nothing"
                found[until.address] = Caution(until.address, message)
    return list(found.values())


def _negative_residuals(strategies: dict[str, Strategy], last: int) -> list[Caution]:
    """Return a word for each residual that falls below 0 as the purchase ages, where its formula has no floor."""
    found: dict[str, Caution] = {}
    for strategy in strategies.values():
        for line in strategy.lines.values():
            if line.residual is None:
                continue
            low, _ = expression_range(line.residual.expression, lambda n: (0.0, last) if n == "age" else EVERYTHING)
            if -float("inf") < low < 0.0:
                message = f"this residual falls to {low:.3g} of the price: below 0 it would be a charge; "
                message += f'write "max(0, {line.residual.text})" where it is nothing'
                found[line.residual.address] = Caution(line.residual.address, message)
    return list(found.values())


def _heavy(quantities: list[Quantity]) -> list[Caution]:
    """Return a word for each law of whose mean or variance a run can draw only a part."""
    from ..distributions import lattice_loss

    draws: dict[str, Draw] = {}
    for quantity in quantities:
        for draw in _uncapped(quantity.expression):
            if _has_a_tail(draw):
                draws[draw.address] = draw
    found = []
    for address, draw in draws.items():
        for moment, name in ((1, "mean"), (2, "variance")):
            loss = lattice_loss(draw.law, moment)
            if loss > LOSS:
                message = f"{loss:.2g} of the {name} lies in values too rare to be drawn; the result is too low by it"
                found.append(Caution(address, message))
                break
    return found


def _uncapped(expression: Expression) -> Iterator[Draw]:
    """Yield the draws of a quantity, but for those with a least value whose tail a `min` or `clip` cuts off."""
    if isinstance(expression, Draw):
        yield expression
    elif isinstance(expression, Call):
        for argument in expression.arguments:
            capped = expression.function in ("min", "clip") and isinstance(argument, Draw)
            if not (capped and argument.law.support[0] > -math.inf):
                yield from _uncapped(argument)


def _has_a_tail(draw: Draw) -> bool:
    """Tell whether the loss of a law is worth computing, which takes time.

    A rule: bounded laws have no tail to lose, and only an unbounded law with an sd above three times its mean's size
    is looked at.
    """
    low, high = draw.law.support
    if low > -math.inf and high < math.inf:
        return False
    return not draw.law.sd <= 3.0 * abs(draw.law.mean)
