"""What a quantity comes to in month 1: a few thousand draws in plain NumPy, quick enough to be asked for one number.

It is for reading beside a formula, not a result: a process stands at its beginning, and draws are independent. What
needs the months that went before has no estimate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..configs import Call, Draw, Expression, Line, Monthly, Name, Number, Quantity, Scenario, Source, Strategy

__all__ = ["SAMPLES", "Estimator"]

Array = NDArray[np.float64]

#: Draws of each law, one from each slice of equal probability.
SAMPLES = 4096

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "neg": np.negative,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
    "if": lambda condition, yes, no: np.where(condition != 0.0, yes, no),
    "min": lambda *items: np.minimum.reduce(items),
    "max": lambda *items: np.maximum.reduce(items),
    "ceil": np.ceil,
    "floor": np.floor,
    "abs": np.abs,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "clip": np.clip,
    "so_far": lambda item: item,  # month 1 is the first
}

_CALENDAR = {"month": 1.0, "days_per_month": 365.0 / 12.0, "hours_per_month": 730.0}


class Estimator:
    """Draws each law of a scenario once and works out formulas over the draws.

    A law has the same draws wherever its address is met, so formulas that share an input move together.
    """

    def __init__(self, scenario: Scenario) -> None:
        """Take the scenario; nothing is drawn before it is asked for."""
        self._scenario = scenario
        self._drawn: dict[str, Array] = {}
        self._named: dict[tuple[str, str], Array | None] = {}

    def quantity(self, quantity: Quantity, strategy: Strategy | None) -> Array | None:
        """Return values of a quantity in month 1, shape (SAMPLES,); None where there is no telling."""
        try:
            with np.errstate(all="ignore"):
                values = self._value(quantity.expression, strategy)
        except RecursionError:  # a formula of formulas, deeper than what anybody reads
            return None
        return values if values is not None and bool(np.isfinite(values).all()) else None

    def _value(self, expression: Expression, strategy: Strategy | None) -> Array | None:
        match expression:
            case Number(value):
                return np.full(SAMPLES, value)
            case Name(name):
                key = (name, "" if strategy is None else strategy.name)
                if key not in self._named:
                    self._named[key] = self._name(name, strategy)
                return self._named[key]
            case Draw():
                return self._draw(expression)
            case Call(function, arguments):
                if function not in _FUNCTIONS:
                    return None
                values = []
                for argument in arguments:  # a loop: a comprehension would double the depth of calls
                    found = self._value(argument, strategy)
                    if found is None:
                        return None
                    values.append(found)
                return np.asarray(_FUNCTIONS[function](*values), dtype=np.float64)

    def _name(self, name: str, strategy: Strategy | None) -> Array | None:
        if name in _CALENDAR:
            return np.full(SAMPLES, _CALENDAR[name])
        if strategy is not None:
            if name == "launch" and strategy.launch is not None:
                return self._value(strategy.launch.months.expression, strategy)
            if name.startswith("costs."):
                line = strategy.lines.get(name.removeprefix("costs."))
                return None if line is None else self._line(line, strategy)
            if name in strategy.inputs:
                return self._source(strategy.inputs[name], strategy)
        source = self._scenario.drivers.get(name)
        return None if source is None else self._source(source, None)

    def _source(self, source: Source, strategy: Strategy | None) -> Array | None:
        """Return a source's value in month 1; a process is at its `initial`, one that has none is not known."""
        start = source if isinstance(source, Quantity) else getattr(source, "initial", None)
        return self._value(start.expression, strategy) if isinstance(start, Quantity) else None

    def _line(self, line: Line, strategy: Strategy) -> Array | None:
        """Return the amount of a line that is paid every month from the start; of others the month decides."""
        steady = isinstance(line.timing, Monthly) and line.after is None and line.until is None
        return self._value(line.amount.expression, strategy) if steady else None

    def _draw(self, draw: Draw) -> Array:
        if draw.address not in self._drawn:
            order = np.random.default_rng(list(draw.address.encode())).permutation(SAMPLES)
            self._drawn[draw.address] = np.asarray(draw.law.ppf((order + 0.5) / SAMPLES), dtype=np.float64)
        return self._drawn[draw.address]
