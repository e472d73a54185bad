"""From two percentiles to the parameters of a law.

A location-scale family (uniform, normal; lognormal on the logarithm) has a closed form; a family with a
shape parameter needs one root in a bracket. A law that can be given by percentiles says so by a class method
`from_percentiles(first, second)`, which uses what is here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["Percentile", "find_root", "location_scale"]


class Percentile(NamedTuple):
    """One stated percentile: P(X <= value) = share."""

    share: float
    value: float

    @property
    def key(self) -> str:
        """How the scenario writes it: `p90`."""
        return f"p{100.0 * self.share:g}"


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

    Plain bisection: about 60 evaluations, infinite values allowed. `scipy.optimize` would cost more to
    import than all roots of a scenario cost here.
    """
    rising = function(right) > 0.0
    if rising == (function(left) > 0.0):
        return None
    while True:
        middle = 0.5 * (left + right)
        if not left < middle < right or math.isclose(left, right, rel_tol=1e-15, abs_tol=1e-15):
            return middle
        if (function(middle) > 0.0) == rising:
            right = middle
        else:
            left = middle
