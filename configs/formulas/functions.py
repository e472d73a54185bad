"""The functions and operators of the formula language: one table, and their values on plain numbers.

The simulator computes the same functions on blocks of draws. Here they run once, at reading time, so that
`0.1 * 16_000` costs nothing later and `1 / 0` is found before anything runs.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = ["FUNCTIONS", "MEMORY", "OPERATORS", "OVER_LAWS", "TABLE", "Function", "fold"]


@dataclass(frozen=True, slots=True)
class Function:
    """A function or an operator.

    Attributes
    ----------
    arity : int or None
        Number of arguments; None: two or more.
    value : callable or None
        Its value on plain numbers; None if it depends on the months before.
    numpy : str
        The NumPy function that computes it on arrays. Its name in capitals is the kernel's instruction. Empty if it
        depends on the months before.
    symbol : ast node type or None
        The operator in Python's syntax; None for a function, which is called by its name.
    rising : bool
        Whether it rises in every argument, so that its range is that of the ends.
    commutes : bool
        Whether its arguments may change places.
    refuses : callable or None
        Returns what is wrong with the arguments where they lie outside the domain, else an empty text.
    optional : int
        Number of arguments, the last ones, that may be left out.
    most_months : int or None
        The second argument, where there is one, is a whole number of months from 1 to this one.
    """

    arity: int | None
    value: Callable[..., float] | None
    numpy: str
    symbol: type[ast.AST] | None = None
    rising: bool = False
    commutes: bool = False
    refuses: Callable[..., str] | None = None
    optional: int = 0
    most_months: int | None = None


def _division(x: float, y: float) -> str:
    return "division by zero" if y == 0.0 else ""


def _power(x: float, y: float) -> str:
    if x == 0.0 and y < 0.0:
        return "zero to a negative power"
    return "a negative number to a power that is not whole" if x < 0.0 and y != math.floor(y) else ""


#: Every function and operator, by the name that `Call.function` holds. `if` takes (condition, value where it holds,
#: value elsewhere); a comparison gives 1.0 or 0.0. `so_far` is the sum over months 1 to this one, or, with a number of
#: months, since the present block of so many months began; `max_so_far` and `min_so_far` are over months 1 to this one.
#: `lag` takes (value, months back, value in months that have no month so far back).
TABLE: Final[dict[str, Function]] = {
    "add": Function(2, operator.add, "add", ast.Add, rising=True, commutes=True),
    "sub": Function(2, operator.sub, "subtract", ast.Sub),
    "mul": Function(2, operator.mul, "multiply", ast.Mult, commutes=True),
    "div": Function(2, operator.truediv, "divide", ast.Div, refuses=_division),
    "pow": Function(2, math.pow, "power", ast.Pow, refuses=_power),
    "neg": Function(1, operator.neg, "negative", ast.USub),
    "lt": Function(2, operator.lt, "less", ast.Lt),
    "le": Function(2, operator.le, "less_equal", ast.LtE),
    "gt": Function(2, operator.gt, "greater", ast.Gt),
    "ge": Function(2, operator.ge, "greater_equal", ast.GtE),
    "eq": Function(2, operator.eq, "equal", ast.Eq),
    "ne": Function(2, operator.ne, "not_equal", ast.NotEq),
    "if": Function(3, lambda condition, yes, no: yes if condition != 0.0 else no, "where", ast.IfExp),
    "min": Function(None, min, "minimum", rising=True, commutes=True),
    "max": Function(None, max, "maximum", rising=True, commutes=True),
    "ceil": Function(1, math.ceil, "ceil", rising=True),
    "floor": Function(1, math.floor, "floor", rising=True),
    "abs": Function(1, abs, "absolute"),
    "exp": Function(1, math.exp, "exp", rising=True),
    "log": Function(
        1,
        math.log,
        "log",
        rising=True,
        refuses=lambda x: "" if x > 0.0 else f"log needs a number above 0, got {x:g}",
    ),
    "sqrt": Function(
        1,
        math.sqrt,
        "sqrt",
        rising=True,
        refuses=lambda x: "" if x >= 0.0 else f"sqrt needs a number of at least 0, got {x:g}",
    ),
    "mod": Function(2, operator.mod, "mod", refuses=_division),
    "clip": Function(
        3,
        lambda x, low, high: min(max(x, low), high),
        "clip",
        rising=True,
        refuses=lambda x, low, high: f"clip needs low <= high, got {low:g} and {high:g}" if low > high else "",
    ),
    "so_far": Function(2, None, "", optional=1, most_months=120),
    "max_so_far": Function(1, None, ""),
    "min_so_far": Function(1, None, ""),
    "lag": Function(3, None, "", optional=1, most_months=119),
}

#: Functions that a formula calls by name, with their largest number of arguments (None: two or more), the operators,
#: and the functions that depend on the months before.
FUNCTIONS: Final[dict[str, int | None]] = {name: item.arity for name, item in TABLE.items() if item.symbol is None}
OPERATORS: Final = tuple(name for name in TABLE if name not in FUNCTIONS)
MEMORY: Final = frozenset(name for name, item in TABLE.items() if item.value is None)

#: Functions of a formula over laws that are given by name, with the number of their arguments before the laws.
OVER_LAWS: Final[dict[str, int]] = {"expected": 1, "sum_of": 2}


def fold(function: str, arguments: Sequence[float]) -> float:
    """Return the value of a function or operator on plain numbers.

    Raises
    ------
    ValueError
        If the arguments lie outside the domain, or the value is beyond the largest float; the message says why.
    """
    found = TABLE[function]
    if found.value is None:
        raise ValueError(f"{function} depends on the months before")
    if found.refuses is not None and (complaint := found.refuses(*arguments)):
        raise ValueError(complaint)
    try:
        value = float(found.value(*arguments))
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise ValueError("the result is beyond the largest number there is (1.8e308)")
    return value
