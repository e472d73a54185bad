"""Large sums in which hardly any term counts: their shape is not that of one draw by three moments.

A sum of more than 200 terms is drawn at once, with its mean, variance and skewness. Where most terms are 0 it is in
truth a sum of the few others, with a large probability of none at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ..formulas.expected import expected
from ..formulas.expressions import Call, Draw, Expression, Name, Number, Quantity, Variable, substitute, walk
from ..formulas.laws import probability_of
from ..glimpse import GLANCE, Glimpse, most_events
from ..model.draws import quantities_of, quantities_of_strategy
from ..model.processes import MOST_EVENTS, MOST_TERMS, Events
from ..model.scenario import Caution, Source, Unit
from ..model.strategies import Strategy, fact
from ..text.refused import Refused

__all__ = ["sparse_sums"]

#: Terms that count, on average, below which there is a warning. Measured against exact sums of exponential, lognormal
#: (sigma 0.5 and 1) and shifted exponential terms: at 10 the distribution function is right to 0.013 and P90 to 0.6 %,
#: at 5 to 0.02 and 1.3 %, at 2 to 0.12 and 3 %, at 1 to 0.23 and 6 %.
_FEW = 10.0


def sparse_sums(drivers: Mapping[str, Source], strategies: Mapping[str, Strategy], unit: Unit | None) -> list[Caution]:
    """Return a warning for each large sum with few terms that are not 0."""
    found: dict[str, Caution] = {}
    plain: dict[str, Source] = dict(drivers)
    glimpse = Glimpse(plain)
    for quantity, _ in quantities_of(plain, {}, unit):
        _look(_sums(quantity), quantity, glimpse, found)
    for strategy in strategies.values():
        glimpse, glance = Glimpse(plain | strategy.inputs), Glimpse(plain | strategy.inputs, GLANCE)
        for quantity, sums in _sums_of(strategy):
            _look(sums, quantity, glimpse, found)
        for line in strategy.lines.values():
            most = most_events(line.timing, glance) if isinstance(line.timing, Events) else None
            if isinstance(line.timing, Events) and most is not None and most > MOST_EVENTS / 2.0:  # few futures tell
                a_month = Call("div", (line.timing.rate.expression, Number(12.0 if line.timing.per_year else 1.0)))
                _look([(a_month, line.amount.expression, MOST_EVENTS)], line.amount, glimpse, found)
    return list(found.values())


@fact
def _sums_of(strategy: Strategy) -> tuple[tuple[Quantity, list[tuple[Expression, Expression, float]]], ...]:
    found = [(quantity, list(_sums(quantity))) for quantity, _ in quantities_of_strategy(strategy)]
    return tuple((quantity, sums) for quantity, sums in found if sums)


def _sums(quantity: Quantity) -> Iterator[tuple[Expression, Expression, float]]:
    """Yield the number of terms, a term, and how many of them are drawn one by one."""
    for part in walk(quantity.expression):
        if isinstance(part, Call) and part.function == "sum_of":
            number, term = part.arguments
            exact = isinstance(term, Call) and probability_of(term) is not None  # a binomial count
            if not exact:
                yield number, term, MOST_TERMS


def _look(
    sums: Iterator[tuple[Expression, Expression, float]] | list[tuple[Expression, Expression, float]],
    quantity: Quantity,
    glimpse: Glimpse,
    found: dict[str, Caution],
) -> None:
    for number, term, most in sums:
        count = _typical(number, glimpse)
        if count is None or count <= most or quantity.address in found:
            continue
        chance = _chance(term, glimpse)
        if chance is None or count * chance >= _FEW:
            continue
        message = (
            f"about {count * chance:.2g} of the {count:,.0f} terms count on average, and a sum of so many terms is "
            f"drawn at once, by its mean, variance and skewness: that needs more of them. {_instead(term)}"
        )
        found[quantity.address] = Caution(quantity.address, message)


def _instead(term: Expression) -> str:
    from ...distributions import Bernoulli

    if isinstance(term, Draw) and isinstance(term.law, Bernoulli):
        return 'Write binomial(n, p, each="month"), which is exact'
    return "Model them as events: `events_per_month` = terms x their probability, and `per_event`"


def _typical(expression: Expression, glimpse: Glimpse) -> float | None:
    values = glimpse.values(expression)
    return None if values is None or not np.isfinite(values).all() else float(np.median(values))


def _chance(term: Expression, glimpse: Glimpse) -> float | None:
    """Return the probability that a term is not 0, all names at their medians; None where it is not known."""
    known: dict[Expression, Expression] = {}
    for part in walk(term):
        if isinstance(part, Call) and part.function == "tariff":
            return None
        if isinstance(part, Draw):
            known[part] = Variable(part.address, part.law)
        elif isinstance(part, Name):
            value = _typical(part, glimpse)
            if value is None:
                return None
            known[part] = Number(value)
    if not any(isinstance(part, Variable) for part in known.values()):
        return None
    try:
        chance = expected(Call("ne", (substitute(term, known), Number(0.0))))
    except Refused:
        return None
    return chance.value if isinstance(chance, Number) else None
