"""From percentiles to the parameters of a law.

A location-scale family (uniform, normal; lognormal on the logarithm) has a closed form; a family with a
shape parameter needs one root in a bracket. The class methods of `stated.py` use what is here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from .errors import LawError

__all__ = ["IS_PERCENTILE", "PERCENTILES", "Percentile", "check_mode", "find_root", "location_scale"]

#: The percentiles that can be stated, and their keys: an underscore stands for the decimal point.
PERCENTILES = "p1, p2 ... p99, p0_5, p2_5, p97_5, p99_5"
IS_PERCENTILE = re.compile(r"p([1-9][0-9]?|0_5|2_5|97_5|99_5)")

#: Widths of a bracket in which a function is nearly straight, and in which its sign may be rounding.
_STRAIGHT, _FINEST = 0.2, 1e-12


class Percentile(NamedTuple):
    """One stated percentile: P(X <= value) = share."""

    share: float
    value: float

    @property
    def key(self) -> str:
        """How the scenario writes it: `p90`."""
        return f"p{100.0 * self.share:g}".replace(".", "_")

    @classmethod
    def of(cls, key: str, value: float) -> Percentile:
        """Return the percentile that a key states."""
        return cls(float(key[1:].replace("_", ".")) / 100.0, value)


def check_mode(law: str, mode: float, first: Percentile, second: Percentile) -> None:
    """Refuse a mode that does not lie between the two percentiles.

    Raises
    ------
    LawError
    """
    if not first.value <= mode <= second.value:
        ends = f"{first.key}={first.value}, {second.key}={second.value}"
        raise LawError(f"{law} needs its mode between the percentiles, got mode={mode}, {ends}", "mode")


def location_scale(first: Percentile, second: Percentile, quantile: Callable[[float], float]) -> tuple[float, float]:
    """Return location and scale of the family `location + scale * Q` with these two percentiles.

    Parameters
    ----------
    first, second : Percentile
        With first.share < second.share.
    quantile : callable
        The quantile function of the standard member, Q.
    """
    low, high = quantile(first.share), quantile(second.share)
    scale = (second.value - first.value) / (high - low)
    return first.value - scale * low, scale


def find_root(function: Callable[[float], float], left: float, right: float) -> float | None:
    """Return where a monotone function crosses zero, to the last bit; None if it does not in the bracket.

    Plain bisection, infinite values allowed. Where the sign follows from values on both sides of an interpolated
    crossing, the function is not asked, which leaves half of 60 evaluations. How far from it they lie decides how many
    are saved, and nothing else. `scipy.optimize` would cost more to import than all roots of a scenario cost here.
    """
    low, high = left, right  # asked inside these alone
    at_low, at_high = function(low), function(high)
    rising = at_high > 0.0
    if rising == (at_low > 0.0):
        return None
    while True:
        middle = 0.5 * (left + right)
        if not left < middle < right or math.isclose(left, right, rel_tol=1e-15, abs_tol=1e-15):
            return middle
        width = high - low
        asked = [middle] if low < middle < high else []
        if asked and _FINEST * max(1.0, abs(middle)) < width < _STRAIGHT and math.isfinite(at_high - at_low):
            near = low - at_low * width / (at_high - at_low)
            error = max(4.0 * width * width, 0.1 * _FINEST * max(1.0, abs(middle)))
            asked += [near - error, near + error]
        for x in asked:
            if low < x < high:
                value = function(x)
                if (value > 0.0) == rising:
                    high, at_high = x, value
                else:
                    low, at_low = x, value
        if middle >= high:
            right = middle
        else:
            left = middle
