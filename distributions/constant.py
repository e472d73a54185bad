"""Constant law: one value, no uncertainty.

========  =========
Support   ``value``
Mean      ``value``
========  =========
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from .errors import check_numbers
from .law import Array

__all__ = ["Constant"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A quantity that is known, in the unit of the field that holds it."""

    name: ClassVar[str] = "constant"
    value: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "constant")

    @property
    def mean(self) -> float:
        """The value."""
        return self.value

    @property
    def sd(self) -> float:
        """Zero."""
        return 0.0

    @property
    def support(self) -> tuple[float, float]:
        """The value, twice."""
        return self.value, self.value

    @property
    def breaks(self) -> tuple[float, ...]:
        """None: the one piece has no end inside (0, 1)."""
        return ()

    @property
    def atoms(self) -> tuple[tuple[float, float, float], ...]:
        """All of (0, 1)."""
        return ((0.0, 1.0, self.value),)

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return np.where(np.asarray(x) >= self.value, 1.0, 0.0)

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return np.where(np.asarray(x) < self.value, 1.0, 0.0)

    def ppf(self, u: Array) -> Array:
        """The value, whatever u."""
        return np.full(np.shape(u), self.value)

    def isf(self, v: Array) -> Array:
        """The value, whatever v."""
        return np.full(np.shape(v), self.value)
