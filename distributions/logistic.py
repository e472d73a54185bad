"""Logistic law: like the normal law, with tails as heavy as the exponential's.

========  ============
Support   all numbers
Mean      ``mean``
========  ============

Source: N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*, vol. 2 (1995), chapter 23.
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
from .special import expit, logit

__all__ = ["Logistic"]

#: Standard deviation of the law with scale 1.
SD = math.pi / math.sqrt(3.0)


@dataclass(frozen=True, slots=True)
class Logistic(Smooth):
    """A logistic quantity, in the unit of the field that holds it; `scale` is sqrt(3) / pi of its sd."""

    name: ClassVar[str] = "logistic"
    mean: float
    scale: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "logistic")
        if not self.scale > 0.0:
            raise LawError(f"logistic needs scale > 0, got scale={self.scale}", "scale")

    @classmethod
    def from_percentiles(cls, first: Percentile, second: Percentile) -> Self:
        """Return the logistic law with these two percentiles."""
        return cls(*location_scale(first, second, lambda u: float(logit(u))))

    @classmethod
    def from_mean_sd(cls, mean: float, sd: float) -> Self:
        """Return the logistic law with this mean and standard deviation."""
        if not sd > 0.0:
            raise LawError(f"logistic needs sd > 0, got sd={sd}", "sd")
        return cls(mean, sd / SD)

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return SD * self.scale

    @property
    def support(self) -> tuple[float, float]:
        """Unbounded."""
        return -math.inf, math.inf

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return np.asarray(expit((x - self.mean) / self.scale), dtype=np.float64)

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return np.asarray(expit((self.mean - x) / self.scale), dtype=np.float64)

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        return np.asarray(self.mean + self.scale * logit(u), dtype=np.float64)

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        return np.asarray(self.mean - self.scale * logit(v), dtype=np.float64)
