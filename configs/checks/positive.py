"""Quantities that are never 0 or less, although their values come arbitrarily near to 0."""

from __future__ import annotations

from collections.abc import Mapping

from ..formulas.expressions import Call, Draw, Expression, Name, Number, Quantity
from ..formulas.graph import LONGEST_CHAIN
from ..model.scenario import (
    Source,
)

__all__ = ["positive_size"]


def positive_size(expression: Expression, sources: Mapping[str, Source], names: int = 0) -> float | None:
    """Return about how large something positive is; None if nothing says that it is positive.

    A law of positive values is, written in place or under a name, and so are products and quotients of such laws and
    of positive numbers.

    Parameters
    ----------
    sources : mapping of str to Source
        What the names mean.
    names : int
        How many were followed so far; a cycle of them has no end.
    """
    match expression:
        case Number(value=value):
            return value if value > 0.0 else None
        case Draw(law=law):
            positive = law.support[0] >= 0.0 and not any(value <= 0.0 for _, _, value in law.atoms)
            return law.mean if positive else None
        case Name(name=name):
            source = sources.get(name)
            if not isinstance(source, Quantity) or names > LONGEST_CHAIN:
                return None
            return positive_size(source.expression, sources, names + 1)
        case Call(function="mul" | "div" as function, arguments=(first, second)):
            one, other = positive_size(first, sources, names), positive_size(second, sources, names)
            if one is None or other is None:
                return None
            return one * other if function == "mul" else one / other
    return None
