"""Uniform law: all values between two bounds, equally likely.

========  ====================
Support   ``low <= x <= high``
Mean      ``(low + high) / 2``
========  ====================

Source: N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*, vol. 2 (1995), chapter 26.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from .errors import LawError, check_numbers
from .law import Array
from .percentiles import Percentile, location_scale
from .smooth import Smooth

__all__ = ["Uniform"]


@dataclass(frozen=True, slots=True)
class Uniform(Smooth):
    """A uniform quantity, in the unit of the field that holds it."""

    name: ClassVar[str] = "uniform"
    low: float
    high: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "uniform")
        if not self.low < self.high:
            raise LawError(f"uniform needs low < high, got low={self.low}, high={self.high}", "high")

    @classmethod
    def from_percentiles(cls, first: Percentile, second: Percentile) -> Self:
        """Return the uniform law with these two percentiles."""
        low, width = location_scale(first, second, lambda u: u)
        return cls(low, low + width)

    @property
    def mean(self) -> float:
        """Expected value."""
        return 0.5 * (self.low + self.high)

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return (self.high - self.low) / math.sqrt(12.0)

    @property
    def support(self) -> tuple[float, float]:
        """Both ends."""
        return self.low, self.high

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return np.clip((self.high - x) / (self.high - self.low), 0.0, 1.0)

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        return self.low + (self.high - self.low) * u

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        return self.high - (self.high - self.low) * v
