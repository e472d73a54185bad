"""A glimpse of quantities: their values in month 1 of some thousand futures, without a run.

All draws are independent, processes stand at their beginning, and the same address gives the same draws every time. It
tells how often a value leaves its domain, not what anything costs.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .formulas.evaluation import evaluate
from .formulas.expressions import Call, Draw, Expression, Name, Number, Variable, walk
from .formulas.functions import MEMORY, OVER_LAWS
from .model.processes import Events, actuals_of
from .model.scenario import Growth, Jumps, MeanReverting, Plan, Quantity, Source, Steps

if TYPE_CHECKING:
    from ..distributions import Law

__all__ = ["FUTURES", "GLANCE", "Glimpse", "beginning", "most_events"]

#: Futures of a glimpse, and of one that only tells a few events from hundreds.
FUTURES, GLANCE = 4_096, 64

Values = NDArray[np.float64]

_CALENDAR = {"days_per_month": 365.0 / 12.0, "hours_per_month": 730.0}


class _UnknownError(Exception):
    """Something has no value before a run."""


class Glimpse:
    """Values of quantities over some sources.

    Parameters
    ----------
    sources : mapping of str to Source
        Drivers, and the inputs of the strategy that is looked at.
    futures : int
    month : int
        What `month` is. Processes that grow stand at their beginning in any month; of others nothing is known but in
        month 1.
    """

    def __init__(self, sources: Mapping[str, Source], futures: int = FUTURES, month: int = 1) -> None:
        self._sources = sources
        self._futures = futures
        self._month = month
        self._known: dict[str, Values | None] = {}

    def values(self, expression: Expression) -> Values | None:
        """Return the values of an expression, shape (futures,); None if something in it has no value before a run."""
        try:
            with np.errstate(all="ignore"):
                return np.broadcast_to(evaluate(expression, self._known_values), self._futures)
        except _UnknownError:
            return None

    def largest(self, expression: Expression) -> float | None:
        """Return the largest of the values of an expression; None if something in it has no value before a run."""
        if not any(isinstance(part, Name) for part in walk(expression)):
            return _largest_alone(expression, self._futures)
        values = self.values(expression)
        return None if values is None else float(np.max(values))

    def _known_values(self, part: Expression) -> Values | None:
        match part:
            case Draw(address, law) | Variable(address, law):
                return _drawn(law, address, self._futures)
            case Name(name):
                if name not in self._known:
                    self._known[name] = self._of_name(name)
                found = self._known[name]
            case Call("lag", (Name(name), Number(back), _)) if len(past := actuals_of(self._sources.get(name))) >= back:
                found = np.full(self._futures, past[-int(back)])
            case Call("lag", (_, _, before)):  # of month 1
                found = self.values(before)
            case Call(function, (term, *_)) if function in MEMORY:  # of month 1
                found = self.values(term)
            case Call(function) if function in OVER_LAWS or function == "tariff":
                found = None
            case _:
                return None  # of its arguments
        if found is None:
            raise _UnknownError
        return found

    def _of_name(self, name: str) -> Values | None:
        if name == "month":
            return np.full(self._futures, float(self._month))
        if self._month > 1 and isinstance(self._sources.get(name), Steps | Plan):
            return None
        if name in _CALENDAR:
            return np.full(self._futures, _CALENDAR[name])
        match self._sources.get(name):
            case Quantity(expression=expression):
                return self.values(expression)
            case Plan(values=(number, *_)):
                return np.full(self._futures, number)
            case source if source is not None and (first := beginning(source)) is not None:
                return self.values(first.expression)
        return None


@lru_cache(maxsize=256)  # of 32 kB each: a scenario that changes in one value is looked at again
def _drawn(law: Law, address: str, futures: int) -> Values:
    values = law.ppf(np.random.default_rng(zlib.crc32(address.encode())).random(futures))
    values.flags.writeable = False
    return values


@lru_cache(maxsize=256)
def _largest_alone(expression: Expression, futures: int) -> float | None:
    values = Glimpse({}, futures).values(expression)
    return None if values is None else float(np.max(values))


def most_events(timing: Events, glance: Glimpse) -> float | None:
    """Return about the largest number of events a month, in month 1; None where nothing is known before a run."""
    most = glance.largest(timing.rate.expression)
    return None if most is None else most / (12.0 if timing.per_year else 1.0)


def beginning(source: Source) -> Quantity | None:
    """Return the quantity at which a process begins; None of one that has none."""
    match source:
        case Growth(initial=first) | Jumps(initial=first) | MeanReverting(initial=first) | Steps(values=(first, *_)):
            return first
    return None
