"""What a quantity is made of once it has been read: a small tree of numbers, names, draws and calls.

The tree is plain data. It is built by the reader after every check, and turned into instructions by the
simulator's lowering; nothing in between evaluates it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import is_
from typing import TYPE_CHECKING

from ..listed.prices import Listed
from ..text.spelling import SHOWN
from .functions import MEMORY

if TYPE_CHECKING:
    from ...distributions import Law  # a type only: numpy and scipy stay out of `import tcorisk.configs`

__all__ = [
    "Call",
    "Draw",
    "Expression",
    "Name",
    "Number",
    "Quantity",
    "Variable",
    "function_at",
    "levels",
    "of_event",
    "own_draws",
    "remembering",
    "substitute",
    "terms_drawn",
    "walk",
    "with_names",
]


@dataclass(frozen=True, slots=True)
class Number:
    """A constant, in the unit of the field that holds it."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written: a driver, an input, `costs.NAME`, `tariffs.NAME`, `month`, `launch`, `days_per_month`..."""

    name: str


@dataclass(frozen=True, slots=True)
class Draw:
    """One random draw. Its address is the place where it is written, and is what its randomness is keyed by."""

    address: str
    law: Law
    monthly: bool = False  # `each = "month"`: drawn every month, else once a trajectory (or for each event)


@dataclass(frozen=True, slots=True)
class Variable:
    """What `expected` integrates over: a law under a name of its own. It is never drawn."""

    name: str
    law: Law


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function, by its name in `functions.TABLE`, applied to its arguments.

    `tariff` takes a number of units, the name of the tariff, and in a part of a mix the moment when it is entered.
    `expected(f)` is the mean of f over the variables in it; `sum_of(n, f)` the sum of f over n draws of the laws in it.
    """

    function: str
    arguments: tuple[Expression, ...]
    _below: tuple[Expression, ...] = field(init=False, repr=False, compare=False)
    _levels: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the expressions below: they are walked through far more often than written."""
        object.__setattr__(self, "_below", tuple(part for argument in self.arguments for part in walk(argument)))
        object.__setattr__(self, "_levels", 1 + max(map(levels, self.arguments), default=0))


Expression = Number | Name | Draw | Variable | Call


@dataclass(frozen=True, slots=True, repr=False)
class Quantity:
    """A number that may be uncertain, and the place where it is written.

    `text` is what the file says, for reports; the meaning is in `expression`. `day` is the date that a number of
    elapsed months was written as, `listed` are the prices that it looks up.
    """

    address: str
    expression: Expression
    text: str = ""
    day: date | None = None
    listed: tuple[Listed, ...] = ()
    names: tuple[str, ...] = field(init=False, repr=False, compare=False)
    draws: tuple[Draw, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the names and the draws in the expression, in reading order: checks and lowering ask again and again."""
        parts = tuple(walk(self.expression))
        object.__setattr__(self, "names", tuple(part.name for part in parts if isinstance(part, Name)))
        object.__setattr__(self, "draws", tuple(part for part in parts if isinstance(part, Draw)))

    def __repr__(self) -> str:
        """Return its address and what the file says there."""
        return f"<{self.address}: {self.shown if len(self.shown) <= SHOWN else self.shown[: SHOWN - 3] + '...'}>"

    @property
    def shown(self) -> str:
        """What the file says; beside a date, the elapsed months: `2026-09-30 (9 months)`."""
        if self.day is None or not isinstance(self.expression, Number):
            return self.text
        months = f"{self.expression.value:.4g}"
        return f"{self.text} ({months} month{'' if months == '1' else 's'})"


def walk(expression: Expression) -> Iterator[Expression]:
    """Return the expression and everything below it, in reading order."""
    return iter((expression, *expression._below) if isinstance(expression, Call) else (expression,))


def remembering(expression: Expression) -> list[Call]:
    """Return the calls in the expression that depend on the months before, in reading order."""
    return [part for part in walk(expression) if isinstance(part, Call) and part.function in MEMORY]


def function_at(quantity: Quantity, function: str) -> int | None:
    """Return where a function is first called in the text of a quantity; None where the text does not show it."""
    found = re.search(rf"(?<![\w.]){function}\s*\(", quantity.text)
    return None if found is None else found.start()


def terms_drawn(expression: Expression) -> list[list[Draw]]:
    """Return the draws that are made for each term of a `sum_of`, a list for each of them that the expression has."""
    sums = [part for part in walk(expression) if isinstance(part, Call) and part.function == "sum_of"]
    found = ([part for part in walk(call.arguments[1]) if isinstance(part, Draw)] for call in sums)
    return [list(dict.fromkeys(draws)) for draws in found]


def own_draws(expression: Expression) -> Iterator[Draw]:
    """Yield the draws of an expression that are made once in a trajectory, a month or an event."""
    if isinstance(expression, Draw):
        yield expression
    elif isinstance(expression, Call):
        arguments = expression.arguments[:1] if expression.function == "sum_of" else expression.arguments
        for argument in arguments:
            yield from own_draws(argument)


def of_event(draw: Draw) -> bool:
    """Return whether a draw is a named value of an event, `event = { NAME = ... }`."""
    return draw.address.split(".")[-2:-1] == ["event"] and "#" not in draw.address


def substitute(expression: Expression, known: Mapping[Expression, Expression]) -> Expression:
    """Return the expression with parts of it replaced by others; itself where there are none of them."""
    if expression in known:
        return known[expression]
    if not isinstance(expression, Call):
        return expression
    arguments = tuple(substitute(argument, known) for argument in expression.arguments)
    same = all(map(is_, arguments, expression.arguments))
    return expression if same else Call(expression.function, arguments)


def with_names(expression: Expression, known: Mapping[str, Expression]) -> Expression:
    """Return the expression with names replaced by others, or by more; itself where there are none of them."""
    if isinstance(expression, Name):
        return known.get(expression.name, expression)
    if not isinstance(expression, Call):
        return expression
    arguments = tuple([with_names(argument, known) for argument in expression.arguments])
    same = all(map(is_, arguments, expression.arguments))
    return expression if same else Call(expression.function, arguments)


def levels(expression: Expression) -> int:
    """Return how deep the expression is: 1 for a number, a name or a draw, one more for each call around it."""
    return expression._levels if isinstance(expression, Call) else 1
