"""Triangular law: three expert estimates: lowest, likeliest, highest.

========  ===========================
Support   ``low <= x <= high``
Mean      ``(low + mode + high) / 3``
========  ===========================

Source: S. Kotz and J. R. van Dorp, *Beyond Beta* (2004), chapter 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from .errors import LawError, check_numbers
from .law import Array
from .percentiles import Percentile, check_mode, find_root

__all__ = ["Triangular"]


@dataclass(frozen=True, slots=True)
class Triangular:
    """A triangular quantity, in the unit of the field that holds it."""

    name: ClassVar[str] = "triangular"
    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "triangular")
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise LawError(
                "triangular needs low <= mode <= high and low < high, "
                f"got low={self.low}, mode={self.mode}, high={self.high}",
                "mode" if self.low < self.high else "high",
            )

    @classmethod
    def from_mode(cls, mode: float, first: Percentile, second: Percentile) -> Self:
        """Return the triangular law with this mode and these percentiles on either side of it.

        With r the probability of less than the mode, s and t those beyond the percentiles and w the width, the
        percentiles lie w (r - sqrt(s r)) below and w (1 - r - sqrt(t (1 - r))) above the mode.
        """
        check_mode("triangular", mode, first, second)
        below, above = mode - first.value, second.value - mode
        s, t = first.share, 1.0 - second.share

        def sides(r: float) -> tuple[float, float]:
            return r - math.sqrt(s * r), 1.0 - r - math.sqrt(t * (1.0 - r))

        def excess(r: float) -> float:
            left, right = sides(r)
            return below * right - above * left

        r = s if below == 0.0 else 1.0 - t if above == 0.0 else find_root(excess, s, 1.0 - t)
        assert r is not None  # the two sides of the mode grow and shrink from 0 over the bracket
        width = (below + above) / sum(sides(r))
        return cls(mode - r * width, mode, mode + (1.0 - r) * width)

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low + self.mode + self.high) / 3.0

    @property
    def sd(self) -> float:
        """Standard deviation."""
        left, right = self.mode - self.low, self.high - self.mode
        return math.sqrt((left * left + left * right + right * right) / 18.0)

    @property
    def support(self) -> tuple[float, float]:
        """Both ends."""
        return self.low, self.high

    @property
    def breaks(self) -> tuple[float, ...]:
        """The probability of less than the mode: there the density has its corner."""
        return (self._below,) if 0.0 < self._below < 1.0 else ()

    @property
    def atoms(self) -> tuple[tuple[float, float, float], ...]:
        """No value has a probability of its own."""
        return ()

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return np.where(x < self.mode, self._left(x), 1.0 - self._right(x))

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return np.where(x < self.mode, 1.0 - self._left(x), self._right(x))

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        return np.where(u <= self._below, self._from_low(u), self._from_high(1.0 - u))

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        return np.where(v < self._above, self._from_high(v), self._from_low(1.0 - v))

    @property
    def _below(self) -> float:
        return (self.mode - self.low) / (self.high - self.low)

    @property
    def _above(self) -> float:
        return (self.high - self.mode) / (self.high - self.low)

    def _left(self, x: Array) -> Array:
        """P(X <= x) up to the mode; `or 1.0`: nothing lies there, and 0 / 1 says so."""
        side = (self.mode - self.low) or 1.0
        return (np.clip(x, self.low, self.mode) - self.low) ** 2 / (side * (self.high - self.low))

    def _right(self, x: Array) -> Array:
        side = (self.high - self.mode) or 1.0
        return (self.high - np.clip(x, self.mode, self.high)) ** 2 / (side * (self.high - self.low))

    def _from_low(self, u: Array) -> Array:
        return self.low + np.sqrt(u * ((self.high - self.low) * (self.mode - self.low)))

    def _from_high(self, v: Array) -> Array:
        return self.high - np.sqrt(v * ((self.high - self.low) * (self.high - self.mode)))
