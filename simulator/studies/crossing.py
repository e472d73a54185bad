"""Where a function changes its sign: a coarse look at all of a range, then the Illinois method in one part of it.

The functions here are read off simulations with the same random numbers at each place. They have steps of one future
in N, and jumps where a scenario has them; so a bracket is what is sought, not a derivative.

Source: M. Dowell and P. Jarratt, *A modified regula falsi method for computing the root of an equation* (1971).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

__all__ = ["Bracket", "brackets", "narrow"]

#: A bracket that has shrunk to this share, and has one end at 0 or next to it, is cut by ratio: where its ends are far
#: apart in size, halving would take one step for each factor of 2.
_BY_RATIO = 1e-3
_PATIENCE = 3  # steps of the method that together have to halve the bracket; else it is cut in the middle


@dataclass(frozen=True, slots=True)
class Bracket:
    """Two places with values of unlike sign; the same place twice where the value there is close enough to 0."""

    left: float
    right: float
    at_left: float
    at_right: float

    @property
    def middle(self) -> float:
        """The place in the middle."""
        return (self.left + self.right) / 2.0

    @property
    def rises(self) -> bool:
        """Whether the value is larger on the right."""
        return self.at_right > self.at_left


def brackets(places: Sequence[float], values: Sequence[float]) -> list[Bracket]:
    """Return where neighbouring values change their sign, and where a value is 0 without changing it.

    Parameters
    ----------
    places : sequence of float
        Ascending.
    values : sequence of float
    """
    found: list[Bracket] = []
    signed = [at for at, value in enumerate(values) if value != 0.0]
    if not signed:
        return found
    ends = [(None, signed[0]), *pairwise(signed), (signed[-1], None)]
    for before, after in ends:
        if before is not None and after is not None and (values[before] < 0.0) != (values[after] < 0.0):
            found.append(Bracket(places[before], places[after], values[before], values[after]))
        elif after is None and before is not None and before + 1 < len(values):
            found.append(Bracket(places[before + 1], places[before + 1], 0.0, 0.0))
        elif after is not None and after - 1 > (-1 if before is None else before):
            found.append(Bracket(places[after - 1], places[after - 1], 0.0, 0.0))
    return found


def narrow(
    function: Callable[[float], float],
    bracket: Bracket,
    close: float,
    width: float,
    apart: Callable[[float, float], float] = lambda left, right: right - left,
    most: int = 120,
) -> Bracket:
    """Return a bracket inside this one: of one place whose value is within `close` of 0, or narrower than `width`.

    It is wider where the function was called too often, or no number lies between.

    Parameters
    ----------
    function : callable
    bracket : Bracket
    close, width : float
    apart : callable
        How wide a bracket is, from its ends; default: their difference.
    most : int
        Calls of the function.
    """
    a, b, at_a, at_b = bracket.left, bracket.right, bracket.at_left, bracket.at_right
    weight_a, weight_b = at_a, at_b
    moved, slow, patience = "", 0, _PATIENCE
    goal = (b - a) / 2.0
    for _ in range(most):
        if apart(a, b) <= width:
            break
        x = (a * weight_b - b * weight_a) / (weight_b - weight_a)
        if slow >= patience or not a < x < b:
            x = _between(a, b, bracket)
            patience = max(patience - 1, 0)  # where there is a jump, halving is all that helps
        if not a < x < b:
            break  # neighbouring numbers
        y = function(x)
        if abs(y) <= close:
            return Bracket(x, x, y, y)
        if (y < 0.0) == (at_a < 0.0):
            a, at_a, weight_a = x, y, y
            weight_b = weight_b / 2.0 if moved == "left" else weight_b  # the end that stays draws the next place near
            moved = "left"
        else:
            b, at_b, weight_b = x, y, y
            weight_a = weight_a / 2.0 if moved == "right" else weight_a
            moved = "right"
        slow += 1
        if b - a <= goal:
            goal = (b - a) / 2.0
            patience, slow = (_PATIENCE if slow <= patience else patience), 0
    return Bracket(a, b, at_a, at_b)


def _between(a: float, b: float, whole: Bracket) -> float:
    """Return the middle; of a short bracket beside 0 that of all floating-point numbers between the ends."""
    if not (0.0 <= a < 0.5 * b and b - a < _BY_RATIO * (whole.right - whole.left)):
        return a + (b - a) / 2.0
    low, high = (int(np.float64(end).view(np.int64)) for end in (a, b))  # numbers above 0 in their own order
    return float(np.int64((low + high) // 2).view(np.float64))
