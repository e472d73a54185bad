"""The part of a law between two of its quantiles: an input restricted to a percentile range.

========  =================================================
Support   ``ppf(first) <= x <= ppf(last)``
Quantile  ``ppf(first + u (last - first))``
========  =================================================

Unlike a window of values it divides an atom: a law that is 0 in 80 of 100 cases is 0 in half of its part from 0.6 to 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .errors import LawError
from .law import Array, Law
from .moments import mean_and_sd

__all__ = ["Part"]

#: Breaks this near to 0 or 1 are there.
_ROUNDING = 1e-13
#: Less of a law than this has too few digits of u.
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Part:
    """A law between its quantiles at `first` and `last`, both from 0 to 1."""

    law: Law
    first: float
    last: float

    def __post_init__(self) -> None:
        """Check the range."""
        if not 0.0 <= self.first < self.last <= 1.0:
            raise LawError(f"a part needs 0 <= first < last <= 1, got first={self.first}, last={self.last}")
        if self._width < _LEAST:
            raise LawError(f"a part needs to be at least {_LEAST} of the law, got {self._width:g}")

    @property
    def mean(self) -> float:
        """Expected value of the part."""
        return mean_and_sd(self)[0] if self._has(self.law.mean) else math.inf

    @property
    def sd(self) -> float:
        """Standard deviation of the part."""
        return mean_and_sd(self)[1] if self._has(self.law.mean) and self._has(self.law.sd) else math.inf

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value of the part."""
        ends = np.array([0.0, 1.0])
        low, high = self.law.support
        if self.first > 0.0:
            low = float(self.ppf(ends[:1])[0])
        if self.last < 1.0:
            high = float(self.ppf(ends[1:])[0])
        return low, high

    @property
    def breaks(self) -> tuple[float, ...]:
        """The law's breaks inside the part, where they have moved to."""
        moved = (self._moved(u) for u in self.law.breaks)
        return tuple(u for u in moved if _ROUNDING < u < 1.0 - _ROUNDING)

    @property
    def atoms(self) -> tuple[tuple[float, float, float], ...]:
        """The law's atoms, as far as they lie in the part, where they have moved to."""
        moved = ((self._moved(low), self._moved(high), value) for low, high, value in self.law.atoms)
        return tuple((low, high, value) for low, high, value in moved if high - low > _ROUNDING)

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        x = np.asarray(x, dtype=np.float64)
        from_above = 1.0 - (self.law.sf(x) - (1.0 - self.last)) / self._width
        share = np.where(self.law.cdf(x) <= 0.5, (self.law.cdf(x) - self.first) / self._width, from_above)
        return np.asarray(np.clip(share, 0.0, 1.0))

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        x = np.asarray(x, dtype=np.float64)
        from_below = 1.0 - (self.law.cdf(x) - self.first) / self._width
        share = np.where(self.law.cdf(x) > 0.5, (self.law.sf(x) - (1.0 - self.last)) / self._width, from_below)
        return np.asarray(np.clip(share, 0.0, 1.0))

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        u = np.asarray(u, dtype=np.float64)
        return self._quantile(self.first + u * self._width, (1.0 - self.last) + (1.0 - u) * self._width)

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        v = np.asarray(v, dtype=np.float64)
        return self._quantile(self.first + (1.0 - v) * self._width, (1.0 - self.last) + v * self._width)

    @property
    def _width(self) -> float:
        return self.last - self.first

    def _has(self, moment: float) -> bool:
        """Return whether a moment exists: it does where the law has it, and where both ends are cut off."""
        return math.isfinite(moment) or all(math.isfinite(end) for end in self.support)

    def _moved(self, u: float) -> float:
        return min(max((u - self.first) / self._width, 0.0), 1.0)

    def _quantile(self, below: Array, above: Array) -> Array:
        """Return the law's quantiles, from the nearer end, given P(X <= x) and P(X > x)."""
        x = np.empty(below.shape)
        lower = below <= 0.5
        x[lower] = self.law.ppf(below[lower])
        x[~lower] = self.law.isf(above[~lower])
        return x
