"""Arithmetic on constants: the value of a call whose arguments are all numbers.

The simulator computes the same functions on blocks of draws; here they run once, at reading time, so that
`0.1 * 16_000` costs nothing later and `1 / 0` is found before anything runs.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence

__all__ = ["fold"]


def _clip(x: float, low: float, high: float) -> float:
    if low > high:
        raise ValueError(f"clip needs low <= high, got {low:g} and {high:g}")
    return min(max(x, low), high)


def _divide(x: float, y: float) -> float:
    if y == 0.0:
        raise ValueError("division by zero")
    return x / y


def _power(x: float, y: float) -> float:
    if x == 0.0 and y < 0.0:
        raise ValueError("zero to a negative power")
    if x < 0.0 and y != math.floor(y):
        raise ValueError("a negative number to a power that is not whole")
    return math.pow(x, y)


def _log(x: float) -> float:
    if x <= 0.0:
        raise ValueError(f"log needs a number above 0, got {x:g}")
    return math.log(x)


def _sqrt(x: float) -> float:
    if x < 0.0:
        raise ValueError(f"sqrt needs a number of at least 0, got {x:g}")
    return math.sqrt(x)


_VALUES: dict[str, Callable[..., float]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": _divide,
    "pow": _power,
    "neg": operator.neg,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
    "if": lambda condition, yes, no: yes if condition != 0.0 else no,
    "min": min,
    "max": max,
    "ceil": math.ceil,
    "floor": math.floor,
    "abs": abs,
    "exp": math.exp,
    "log": _log,
    "sqrt": _sqrt,
    "clip": _clip,
}


def fold(function: str, arguments: Sequence[float]) -> float:
    """Return the value of a function or operator of the formula language.

    Raises
    ------
    ValueError
        Where there is none, or it is beyond the largest float; the message says why.
    """
    try:
        value = float(_VALUES[function](*arguments))
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise ValueError("the result is beyond the largest number there is (1.8e308)")
    return value
