"""NegativeBinomial law: number of events that come in clusters, or at an unknown rate.

========  =====================
Support   ``0, 1, 2...``
Mean      ``mean``
Variance  ``mean * dispersion``
========  =====================

A Poisson law whose mean is itself drawn from a gamma law of shape mean / (dispersion - 1) and scale dispersion - 1.

Source: N. L. Johnson, A. W. Kemp and S. Kotz, *Univariate Discrete Distributions*, 3rd ed. (2005), chapter 5.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from .counts import MOST_DISPERSION, MOST_VARIANCE, Counts
from .errors import LawError, check_numbers, shown
from .law import Array

__all__ = ["NegativeBinomial"]


@dataclass(frozen=True, slots=True)
class NegativeBinomial(Counts):
    """A count that varies more than a Poisson count; `dispersion` is variance / mean."""

    name: ClassVar[str] = "negative_binomial"
    mean: float
    dispersion: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "negative_binomial")
        if not self.mean >= 0.0:
            raise LawError(f"negative_binomial needs mean >= 0, got mean={self.mean}", "mean")
        if not 1.0 < self.dispersion <= MOST_DISPERSION:
            poisson = "; variance = mean is poisson" if self.dispersion == 1.0 else ""
            raise LawError(
                f"negative_binomial needs 1 < dispersion (variance / mean) <= {MOST_DISPERSION:.0f}, "
                f"got dispersion={shown(self.dispersion)}{poisson}",
                "dispersion",
            )
        if self.mean * self.dispersion > MOST_VARIANCE:
            instead = f"gamma(mean={shown(self.mean)}, sd={self.sd:.6g})"
            raise LawError(
                "negative_binomial draws every count as a step of its own: with "
                f"dispersion={shown(self.dispersion)} mean is at most {MOST_VARIANCE / self.dispersion:.0f}, "
                f"got mean={shown(self.mean)}; for counts this large, write {instead}",
                "mean",
            )

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return math.sqrt(self.mean * self.dispersion)

    @property
    def support(self) -> tuple[float, float]:
        """Zero and up; zero alone where nothing ever happens."""
        return 0.0, math.inf if self.mean > 0.0 else 0.0

    def _shape(self) -> tuple[float, float]:
        return self.mean, self.dispersion

    def _ratio(self, k: Array) -> Array:
        return (self.mean + (k - 1.0) * (self.dispersion - 1.0)) / (self.dispersion * k)
