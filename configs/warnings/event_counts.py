"""A number of events times one law: the warning that offers `per_event`.

`retirements * to(1_000, 9_000)` draws one amount for all retirements of a trajectory, as if each cost the same; the
total then varies far more than a sum of separate amounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..formulas.expressions import Call, Draw, Expression, Name, Quantity, walk
from ..model.draws import quantities_of
from ..model.scenario import Caution, EventSeries, Source, Unit
from ..model.strategies import Strategy

__all__ = ["counts_times_laws"]

_COUNTS = ("binomial", "poisson", "negative_binomial")


def counts_times_laws(
    drivers: Mapping[str, Source], strategies: Mapping[str, Strategy], unit: Unit | None
) -> list[Caution]:
    """Return a warning for each quantity in which a number of events multiplies a law."""
    found: dict[str, Caution] = {}
    plain: dict[str, Source] = dict(drivers)
    for quantity, fresh in quantities_of(plain, {}, unit):
        _look(quantity, fresh, plain, found)
    for strategy in strategies.values():
        sources = plain | strategy.inputs
        for quantity, fresh in quantities_of({}, {strategy.name: strategy}, None):
            _look(quantity, fresh, sources, found)
    return list(found.values())


def _look(quantity: Quantity, fresh: str, sources: Mapping[str, Source], found: dict[str, Caution]) -> None:
    if fresh or not quantity.draws:
        return  # drawn for each event, or not at all
    for part in walk(quantity.expression):
        if not (isinstance(part, Call) and part.function == "mul"):
            continue
        factors = list(_factors(part))
        counts = [factor for factor in factors if _is_count(factor, sources)]
        if counts and any(isinstance(factor, Draw) and factor not in counts for factor in factors):
            name = counts[0].name if isinstance(counts[0], Name) else ""
            on = f' and `on = "{name}"`' if _is_series(counts[0], sources) else ""
            message = (
                f"{f'`{name}`' if name else 'a number of events'} times a distribution: all events share one draw, "
                f"as if their amounts were equal; a line with `per_event`{on} draws for each event"
            )
            found.setdefault(quantity.address, Caution(quantity.address, message))


def _factors(expression: Expression) -> Iterator[Expression]:
    """Yield what a product multiplies; a quotient passes on its numerator."""
    if isinstance(expression, Call) and expression.function == "mul":
        for argument in expression.arguments:
            yield from _factors(argument)
    elif isinstance(expression, Call) and expression.function in ("div", "neg"):
        yield from _factors(expression.arguments[0])
    else:
        yield expression


def _is_series(expression: Expression, sources: Mapping[str, Source]) -> bool:
    return isinstance(expression, Name) and isinstance(sources.get(expression.name), EventSeries)


def _is_count(expression: Expression, sources: Mapping[str, Source]) -> bool:
    """Return whether an expression is a number of events: a process of them, or a law of counts, perhaps by name."""
    if _is_series(expression, sources):
        return True
    if isinstance(expression, Name):
        source = sources.get(expression.name)
        expression = source.expression if isinstance(source, Quantity) else expression
    if not isinstance(expression, Draw):
        return False
    from ...distributions import LAWS, Conditioned

    law = expression.law.law if isinstance(expression.law, Conditioned) else expression.law
    kinds = tuple(made for name in _COUNTS if isinstance(made := LAWS.get(name), type))
    return isinstance(law, kinds)
