"""Exponential law: waiting time without memory.

========  ==========
Support   ``x >= 0``
Mean      ``mean``
========  ==========

Source: N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*, vol. 1 (1994), chapter 19.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .errors import LawError, check_numbers
from .law import Array
from .smooth import Smooth

__all__ = ["Exponential"]


@dataclass(frozen=True, slots=True)
class Exponential(Smooth):
    """An exponential quantity, in the unit of the field that holds it."""

    name: ClassVar[str] = "exponential"
    mean: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "exponential")
        if not self.mean > 0.0:
            raise LawError(f"exponential needs mean > 0, got mean={self.mean}", "mean")

    @property
    def sd(self) -> float:
        """Standard deviation: the mean."""
        return self.mean

    @property
    def support(self) -> tuple[float, float]:
        """Zero and up."""
        return 0.0, math.inf

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return -np.expm1(-np.maximum(x, 0.0) / self.mean)

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return np.exp(-np.maximum(x, 0.0) / self.mean)

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        with np.errstate(divide="ignore"):  # u = 1: inf is the right answer
            return -self.mean * np.log1p(-np.asarray(u))

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        with np.errstate(divide="ignore"):
            return -self.mean * np.log(v)
