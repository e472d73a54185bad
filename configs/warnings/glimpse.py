"""A glimpse of quantities: their values in month 1 of some thousand futures, without a run.

All draws are independent, processes stand at their beginning, and the same address gives the same draws every time. It
tells how often a value leaves its domain, not what anything costs.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from ..formulas.expressions import Call, Draw, Expression, Name, Number
from ..formulas.functions import MEMORY, TABLE
from ..model.scenario import Growth, Jumps, MeanReverting, Quantity, Source, Steps

__all__ = ["FUTURES", "Glimpse", "beginning"]

FUTURES = 4_096

Values = NDArray[np.float64]

_CALENDAR = {"month": 1.0, "days_per_month": 365.0 / 12.0, "hours_per_month": 730.0}


class Glimpse:
    """Values of quantities over some sources.

    Parameters
    ----------
    sources : mapping of str to Source
        Drivers, and the inputs of the strategy that is looked at.
    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._known: dict[str, Values | None] = {}

    def values(self, expression: Expression) -> Values | None:
        """Return the values of an expression, shape (4096,); None if it names what has no value before a run."""
        with np.errstate(all="ignore"):
            return self._values(expression)

    def _values(self, expression: Expression) -> Values | None:
        match expression:
            case Number(value):
                return np.full(FUTURES, value)
            case Draw(address=address, law=law):
                return law.ppf(np.random.default_rng(zlib.crc32(address.encode())).random(FUTURES))
            case Name(name):
                if name not in self._known:
                    self._known[name] = self._of_name(name)
                return self._known[name]
            case Call("tariff"):  # its second argument names no quantity
                return None
            case Call(function, arguments):
                found: list[Values] = []
                for argument in arguments:
                    values = self._values(argument)
                    if values is None:
                        return None
                    found.append(values)
                return _apply(function, found)

    def _of_name(self, name: str) -> Values | None:
        if name in _CALENDAR:
            return np.full(FUTURES, _CALENDAR[name])
        match self._sources.get(name):
            case Quantity(expression=expression):
                return self._values(expression)
            case source if source is not None and (first := beginning(source)) is not None:
                return self._values(first.expression)
        return None


def beginning(source: Source) -> Quantity | None:
    """Return the quantity at which a process begins; None of one that has none."""
    match source:
        case Growth(initial=first) | Jumps(initial=first) | MeanReverting(initial=first) | Steps(values=(first, *_)):
            return first
    return None


def _apply(function: str, values: list[Values]) -> Values:
    if function in MEMORY:  # in month 1
        return values[2] if function == "lag" else values[0]
    apply: Callable[..., Values] = getattr(np, TABLE[function].numpy)
    found = reduce(apply, values) if TABLE[function].arity is None else apply(*values)
    return np.asarray(found, dtype=np.float64)
