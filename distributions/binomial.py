"""Binomial law: how many of n trials succeed, independently and with equal probability.

========  ===========
Support   ``0 ... n``
Mean      ``n * p``
========  ===========

Source: N. L. Johnson, A. W. Kemp and S. Kotz, *Univariate Discrete Distributions*, 3rd ed. (2005), chapter 3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from .counts import MOST_VARIANCE, Counts
from .errors import LawError, check_numbers, shown
from .law import Array

__all__ = ["Binomial"]

#: Most trials: their number plus one is still a different double, with digits to spare.
MOST_TRIALS = 1e15


@dataclass(frozen=True, slots=True)
class Binomial(Counts):
    """Successes among `n` trials, each with probability `p`."""

    name: ClassVar[str] = "binomial"
    n: float
    p: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "binomial")
        if not (self.n.is_integer() and 1.0 <= self.n <= MOST_TRIALS):
            raise LawError(f"binomial needs a whole n from 1 to {MOST_TRIALS:g}, got n={shown(self.n)}", "n")
        if not 0.0 <= self.p <= 1.0:
            raise LawError(f"binomial needs 0 <= p <= 1, got p={self.p}", "p")
        variance = self.mean * (1.0 - self.p)
        if variance > MOST_VARIANCE:
            most = math.floor(MOST_VARIANCE / (self.p * (1.0 - self.p)))
            instead = f"normal(mean={self.mean:.6g}, sd={self.sd:.6g})"
            raise LawError(
                f"binomial stores every count as a step: with p={shown(self.p)}, n may be at most {most}, "
                f"got n={shown(self.n)}; for counts this large, write {instead}",
                "n",
            )

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.n * self.p

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return math.sqrt(self.mean * (1.0 - self.p))

    @property
    def support(self) -> tuple[float, float]:
        """Zero and n, or the one of them that is certain."""
        return (self.n if self.p == 1.0 else 0.0), (0.0 if self.p == 0.0 else self.n)

    def _shape(self) -> tuple[float, float]:
        return self.mean, 1.0 - self.p

    def _ratio(self, k: Array) -> Array:
        return (self.n + 1.0 - k) * self.p / (k * (1.0 - self.p))
