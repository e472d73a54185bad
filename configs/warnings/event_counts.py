"""A number of events times one law: the warning that offers `per_event`.

`retirements * to(1_000, 9_000)` draws one amount for all retirements of a trajectory, as if each cost the same; the
total then varies far more than a sum of separate amounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..formulas.expressions import Call, Draw, Expression, Name, Quantity, walk
from ..model.draws import quantities_of, quantities_of_strategy
from ..model.scenario import Caution, EventSeries, Source, Unit
from ..model.strategies import Strategy, fact

__all__ = ["counts_times_laws"]

_COUNTS = ("binomial", "poisson", "negative_binomial")


def counts_times_laws(
    drivers: Mapping[str, Source], strategies: Mapping[str, Strategy], unit: Unit | None
) -> list[Caution]:
    """Return a warning for each quantity in which a number of events multiplies a law."""
    found: dict[str, Caution] = {}
    plain: dict[str, Source] = dict(drivers)
    _look(_products(quantities_of(plain, {}, unit)), plain, found)
    for strategy in strategies.values():
        if products := _products_of(strategy):
            _look(products, plain | strategy.inputs, found)
    return list(found.values())


@fact
def _products_of(strategy: Strategy) -> tuple[tuple[Quantity, list[Expression]], ...]:
    return tuple(_products(quantities_of_strategy(strategy)))


def _products(quantities: Iterable[tuple[Quantity, str]]) -> Iterator[tuple[Quantity, list[Expression]]]:
    """Yield the factors of each product with a law among them that is not drawn for each event."""
    for quantity, fresh in quantities:
        for part in () if fresh or not quantity.draws else walk(quantity.expression):
            if isinstance(part, Call) and part.function == "mul":
                factors = list(_factors(part))
                if any(isinstance(factor, Draw) for factor in factors):
                    yield quantity, factors


def _look(
    products: Iterable[tuple[Quantity, list[Expression]]], sources: Mapping[str, Source], found: dict[str, Caution]
) -> None:
    for quantity, factors in products:
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
