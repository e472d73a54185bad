"""Poisson law: number of independent events in a period.

========  ==============
Support   ``0, 1, 2...``
Mean      ``mean``
========  ==============

Source: N. L. Johnson, A. W. Kemp and S. Kotz, *Univariate Discrete Distributions*, 3rd ed. (2005), chapter 4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from .counts import MOST_VARIANCE, Counts
from .errors import LawError, check_numbers, shown
from .law import Array

__all__ = ["Poisson"]


@dataclass(frozen=True, slots=True)
class Poisson(Counts):
    """A count of independent events."""

    name: ClassVar[str] = "poisson"
    mean: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "poisson")
        if not self.mean >= 0.0:
            raise LawError(f"poisson needs mean >= 0, got mean={self.mean}", "mean")
        if self.mean > MOST_VARIANCE:
            instead = f"normal(mean={shown(self.mean)}, sd={self.sd:.6g})"
            raise LawError(
                f"poisson stores every count as a step: the mean may be at most {MOST_VARIANCE:.0f}, "
                f"got mean={shown(self.mean)}; for counts this large, write {instead}",
                "mean",
            )

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return math.sqrt(self.mean)

    @property
    def support(self) -> tuple[float, float]:
        """Zero and up; zero alone where nothing ever happens."""
        return 0.0, math.inf if self.mean > 0.0 else 0.0

    def _shape(self) -> tuple[float, float]:
        return self.mean, 1.0

    def _ratio(self, k: Array) -> Array:
        return self.mean / k
