"""The interval of a crossover: how far the margin of error of what is compared can move the place where it crosses."""

from __future__ import annotations

from collections.abc import Callable

from .crossing import Bracket, narrow
from .search import Values

__all__ = ["interval"]

_NEAR = 0.02  # of the margin: how closely the ends are located
_WIDTH = 1e-7  # of the value, or of the range


def interval(values: Values, coarse: Bracket, crossing: Bracket) -> tuple[float | None, float | None]:
    """Return the values at which the comparison, moved by its margin of error, crosses.

    Parameters
    ----------
    values : Values
    coarse : Bracket
        Two places on either side of the crossing: their slope says how far to look first.
    crossing : Bracket
        The crossing itself.

    Returns
    -------
    low, high : float or None
        None where the end lies outside of the range, or no margin is known.
    """
    margin = values.at(crossing.left).margin
    if margin is None:
        return None, None
    sign = 1.0 if coarse.rises else -1.0
    slope = abs(coarse.at_right - coarse.at_left) / (coarse.right - coarse.left)
    step = min(max(1.3 * margin / slope, _WIDTH), 0.5)

    def moved(by: float) -> Callable[[float], float]:
        def value(place: float) -> float:
            found = values.at(place)
            return sign * found.above + by * (found.margin or 0.0)

        return value

    # If the truth lies above what was found, the crossing lies before it, and the other way round.
    apart = values.axis.apart
    left = _march(moved(+1.0), crossing.left, -step, _NEAR * margin, apart)
    right = _march(moved(-1.0), crossing.right, +step, _NEAR * margin, apart)
    return tuple(None if place is None else values.axis.value(place) for place in (left, right))  # type: ignore[return-value]


def _march(
    function: Callable[[float], float], start: float, step: float, close: float, apart: Callable[[float, float], float]
) -> float | None:
    """Return the nearest place from `start` on, in the direction of `step`, at which the function changes its sign.

    It rises through 0 from left to right. None where the range, 0 to 1, ends before.
    """
    near, at_near = start, function(start)
    if at_near == 0.0 or (at_near < 0.0) == (step < 0.0):
        return start  # across a jump that is larger than the margin
    while True:
        far = min(1.0, max(0.0, near + step))
        if far == near:
            return None
        at_far = function(far)
        if (at_far < 0.0) != (at_near < 0.0):
            break
        near, at_near, step = far, at_far, 3.0 * step
    ends = ((near, at_near), (far, at_far)) if step > 0.0 else ((far, at_far), (near, at_near))
    (left, at_left), (right, at_right) = ends
    return narrow(function, Bracket(left, right, at_left, at_right), close, _WIDTH, apart).middle
