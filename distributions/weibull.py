"""Weibull law: lifetime of something that wears out (shape > 1) or fails early (shape < 1).

========  ================================
Support   ``x >= 0``
Mean      ``scale * Gamma(1 + 1 / shape)``
========  ================================

Source: N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*, vol. 1 (1994), chapter 21.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from .errors import LawError, check_numbers, shown
from .law import Array
from .percentiles import Percentile, location_scale
from .smooth import Smooth

__all__ = ["Weibull"]

#: Shapes whose tables reach their accuracy; at 0.03 the mean is already 3e37 times the scale.
SHAPES = (0.03, 1e5)


@dataclass(frozen=True, slots=True)
class Weibull(Smooth):
    """A Weibull quantity; `scale`, its P63, has the unit of the field that holds it, `shape` has none."""

    name: ClassVar[str] = "weibull"
    shape: float
    scale: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "weibull")
        low, high = SHAPES
        if not low <= self.shape <= high:
            raise LawError(f"weibull needs shape between {low:g} and {high:g}, got {shown(self.shape)}", "shape")
        if not self.scale > 0.0:
            raise LawError(f"weibull needs scale > 0, got scale={self.scale}", "scale")

    @classmethod
    def from_percentiles(cls, first: Percentile, second: Percentile) -> Self:
        """Return the Weibull law with these two percentiles, both above 0: its logarithm has location and scale."""
        if not first.value > 0.0:
            raise LawError(f"weibull needs percentiles above 0, got {first.key}={first.value}", first.key)
        low, high = (Percentile(one.share, math.log(one.value)) for one in (first, second))
        location, width = location_scale(low, high, lambda u: math.log(-math.log1p(-u)))
        if not SHAPES[0] <= 1.0 / width <= SHAPES[1]:
            got = f"{first.key}={first.value}, {second.key}={second.value}"
            raise LawError(
                f"no weibull law of shape {SHAPES[0]:g} to {SHAPES[1]:g} has these percentiles, got {got}", second.key
            )
        return cls(1.0 / width, math.exp(location))

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.scale * math.gamma(1.0 + 1.0 / self.shape)

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return self.mean * math.sqrt(math.expm1(_log_ratio(1.0 / self.shape)))

    @property
    def support(self) -> tuple[float, float]:
        """Zero and up."""
        return 0.0, math.inf

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return -np.expm1(-self._hazard(x))

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return np.exp(-self._hazard(x))

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        with np.errstate(divide="ignore"):  # u = 1: inf is the right answer
            return self.scale * (-np.log1p(-np.asarray(u))) ** (1.0 / self.shape)

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        with np.errstate(divide="ignore"):
            return self.scale * (-np.log(v)) ** (1.0 / self.shape)

    def _hazard(self, x: Array) -> Array:
        """Return -log P(X > x)."""
        with np.errstate(over="ignore"):  # past the largest float: nothing is left
            return (np.maximum(x, 0.0) / self.scale) ** self.shape


def _log_ratio(y: float) -> float:
    """Return log(Gamma(1 + 2 y) / Gamma(1 + y)^2), which is log(E X^2 / (E X)^2) at y = 1 / shape.

    For a small y by the series log Gamma(1 + y) = -gamma y + sum of zeta(k) (-y)^k / k from k = 2, in which the
    terms that cancel are gone. Source: M. Abramowitz and I. A. Stegun, *Handbook of Mathematical Functions*, 6.1.33.
    """
    if y > 0.125:
        return math.lgamma(1.0 + 2.0 * y) - 2.0 * math.lgamma(1.0 + y)
    from scipy.special import zeta  # here: its import takes 0.1 s, and few scenarios have this law

    k = np.arange(2.0, 32.0)  # (2 y)^32 is below 1e-19
    return float(np.sum(zeta(k) * (-y) ** k * (2.0**k - 2.0) / k))
