"""Bernoulli law: 1 with probability p, else 0; an event that happens or does not.

========  ==========
Support   ``0 or 1``
Mean      ``p``
========  ==========

Source: N. L. Johnson, A. W. Kemp and S. Kotz, *Univariate Discrete Distributions*, 3rd ed. (2005), chapter 3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .errors import LawError, check_numbers
from .law import Array

__all__ = ["Bernoulli"]


@dataclass(frozen=True, slots=True)
class Bernoulli:
    """One with probability `p`, else zero."""

    name: ClassVar[str] = "bernoulli"
    p: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "bernoulli")
        if not 0.0 <= self.p <= 1.0:
            raise LawError(f"bernoulli needs 0 <= p <= 1, got p={self.p}", "p")

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.p

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return math.sqrt(self.p * (1.0 - self.p))

    @property
    def support(self) -> tuple[float, float]:
        """Zero and one, or the one of them that is certain."""
        return (1.0 if self.p == 1.0 else 0.0), (0.0 if self.p == 0.0 else 1.0)

    @property
    def breaks(self) -> tuple[float, ...]:
        """The probability of zero: there the quantile function jumps."""
        return (1.0 - self.p,) if 0.0 < 1.0 - self.p < 1.0 else ()

    @property
    def atoms(self) -> tuple[tuple[float, float, float], ...]:
        """Zero, then one."""
        zero = 1.0 - self.p
        both = ((0.0, zero, 0.0), (zero, 1.0, 1.0))
        return tuple(atom for atom in both if atom[0] < atom[1])

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        x = np.asarray(x)
        return np.where(x >= 1.0, 1.0, np.where(x >= 0.0, 1.0 - self.p, 0.0))

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        x = np.asarray(x)
        return np.where(x >= 1.0, 0.0, np.where(x >= 0.0, self.p, 1.0))

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        return np.where(np.asarray(u) > 1.0 - self.p, 1.0, 0.0)

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        return np.where(np.asarray(v) < self.p, 1.0, 0.0)
