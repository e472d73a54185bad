"""Pareto law: a few values exceed all others together; losses, outages, sizes of customers.

========  =====================================================
Support   ``x >= minimum``
Mean      ``minimum * alpha / (alpha - 1)``, infinite to alpha = 1
Variance  infinite to alpha = 2
========  =====================================================

A law of infinite mean gives no average cost: a scenario may have it with a `max`.

Source: N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*, vol. 1 (1994), chapter 20.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from .errors import SHAPES, LawError, check_numbers, check_shape
from .law import Array
from .percentiles import Percentile, location_scale
from .smooth import Smooth

__all__ = ["Pareto"]


@dataclass(frozen=True, slots=True)
class Pareto(Smooth):
    """A Pareto quantity; `minimum` has the unit of the field that holds it, `alpha` has none."""

    name: ClassVar[str] = "pareto"
    minimum: float
    alpha: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "pareto")
        if not self.minimum > 0.0:
            raise LawError(f"pareto needs minimum > 0, got minimum={self.minimum}", "minimum")
        check_shape(self.alpha, "pareto", "alpha")

    @classmethod
    def from_percentiles(cls, first: Percentile, second: Percentile) -> Self:
        """Return the Pareto law with these two percentiles, both above 0: its logarithm is exponential."""
        if not first.value > 0.0:
            raise LawError(f"pareto needs percentiles above 0, got {first.key}={first.value}", first.key)
        low, high = (Percentile(one.share, math.log(one.value)) for one in (first, second))
        location, width = location_scale(low, high, lambda u: -math.log1p(-u))
        if not SHAPES[0] <= 1.0 / width <= SHAPES[1]:
            got = f"{first.key}={first.value}, {second.key}={second.value}"
            raise LawError(
                f"no pareto law of alpha {SHAPES[0]:g} to {SHAPES[1]:g} has these percentiles, got {got}", second.key
            )
        return cls(math.exp(location), 1.0 / width)

    @property
    def mean(self) -> float:
        """Expected value; infinite up to alpha = 1."""
        return self.minimum * self.alpha / (self.alpha - 1.0) if self.alpha > 1.0 else math.inf

    @property
    def sd(self) -> float:
        """Standard deviation; infinite up to alpha = 2."""
        if not self.alpha > 2.0:
            return math.inf
        return self.minimum / (self.alpha - 1.0) * math.sqrt(self.alpha / (self.alpha - 2.0))

    @property
    def support(self) -> tuple[float, float]:
        """The minimum and up."""
        return self.minimum, math.inf

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return -np.expm1(-self._hazard(x))

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return np.exp(-self._hazard(x))

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        with np.errstate(divide="ignore", over="ignore"):  # u = 1, or past the largest float: inf is the right answer
            return self.minimum * np.exp(-np.log1p(-np.asarray(u)) / self.alpha)

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        with np.errstate(divide="ignore", over="ignore"):
            return self.minimum * np.asarray(v, dtype=np.float64) ** (-1.0 / self.alpha)

    def _hazard(self, x: Array) -> Array:
        """Return -log P(X > x)."""
        beyond = np.maximum(np.asarray(x) - self.minimum, 0.0)  # exact near the minimum, where digits matter
        return self.alpha * np.log1p(beyond / self.minimum)
