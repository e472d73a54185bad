"""A law restricted to a window: conditioned, not clipped.

========  ============================================================
Support   that of the law, within ``low <= x <= high``
Mean      ``E[X | low <= X <= high]``
========  ============================================================

Clipping would put the excluded probability on the ends; conditioning spreads it over the rest in proportion.
Quantiles are those of the law at F(low) + u (F(high) - F(low)), taken from whichever end of the law is nearer, so a
normal law beyond 8 standard deviations is as exact as one beyond 0.

Source: N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*, vol. 1 (1994), section 10.1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from .errors import SMALLEST, LawError, check_number, shown
from .law import Array, Law
from .moments import mean_and_sd
from .written import as_call, range_of, written

__all__ = ["Conditioned"]


@dataclass(frozen=True, slots=True)
class Conditioned:
    """A law within a window, in the law's unit; None leaves that side open. Both ends belong to the window."""

    law: Law
    low: float | None = None
    high: float | None = None
    _below: float = field(init=False, repr=False, compare=False)  # P(X < low)
    _above: float = field(init=False, repr=False, compare=False)  # P(X > high)
    _left: float = field(init=False, repr=False, compare=False)  # P(low <= X <= high)

    def __post_init__(self) -> None:
        """Check the window and measure the probability in it."""
        low = -math.inf if self.low is None else check_number(self.low, "a condition", "min")
        high = math.inf if self.high is None else check_number(self.high, "a condition", "max")
        if low > high:
            raise LawError(f"min must not be above max, got min={low}, max={high}", "max")
        below, from_low = _chances(self.law, low, with_low=True)
        up_to_high, above = _chances(self.law, high, with_low=False)
        if up_to_high <= 0.5:
            left = up_to_high - below
        elif below >= 0.5:
            left = from_low - above
        else:
            left = 1.0 - below - above
        if not left >= (_ROUNDING if self.law.atoms else SMALLEST):
            window = " and ".join(
                f"{key}={shown(value)}" for key, value in (("min", self.low), ("max", self.high)) if value is not None
            )
            raise LawError(
                f"{window} excludes all of {written(self.law)}, whose values are {range_of(self.law)}",
                "max" if self.low is None or (self.high is not None and above > below) else "min",
            )
        for name, value in (("_below", below), ("_above", above), ("_left", left)):
            object.__setattr__(self, name, value)
        for name, end in (("low", low), ("high", high)):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, end)

    def as_call(self) -> tuple[str, dict[str, object]]:
        """Return the name of the law and its arguments, those of the window last."""
        name, arguments = as_call(self.law)
        return name, {**arguments, "min": self.low, "max": self.high}

    @property
    def share_left(self) -> float:
        """The probability that the law gives to the window, so how much of it is left."""
        return self._left

    @property
    def mean(self) -> float:
        """Expected value within the window."""
        return self._moments[0]

    @property
    def sd(self) -> float:
        """Standard deviation within the window."""
        return self._moments[1]

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value that is left; the window's ends need not be among a discrete law's values."""
        low, high = self.law.support
        atoms = self.atoms
        if self.low is not None and self.low > low:
            low = atoms[0][2] if atoms and atoms[0][0] <= 0.0 else self.low
        if self.high is not None and self.high < high:
            high = atoms[-1][2] if atoms and atoms[-1][1] >= 1.0 else self.high
        return low, high

    @property
    def breaks(self) -> tuple[float, ...]:
        """The law's breaks, where they have moved to."""
        moved = (self._moved(u) for u in self.law.breaks)
        return tuple(u for u in moved if _ROUNDING < u < 1.0 - _ROUNDING)

    @property
    def atoms(self) -> tuple[tuple[float, float, float], ...]:
        """The law's atoms inside the window, where they have moved to."""
        return _atoms_left(self)

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return self._inside(x, self._up_to(x))

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        x = np.asarray(x, dtype=np.float64)
        low, high = self._window
        upper = self.law.cdf(x) > 0.5
        share = np.where(upper, (self.law.sf(x) - self._above) / self._left, 1.0 - self._up_to(x))
        return np.where(x < low, 1.0, np.where(x >= high, 0.0, np.clip(share, 0.0, 1.0)))

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        u = np.asarray(u, dtype=np.float64)
        return self._quantile(self._below + u * self._left, self._above + (1.0 - u) * self._left)

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        v = np.asarray(v, dtype=np.float64)
        return self._quantile(self._below + (1.0 - v) * self._left, self._above + v * self._left)

    @property
    def _window(self) -> tuple[float, float]:
        return -math.inf if self.low is None else self.low, math.inf if self.high is None else self.high

    @property
    def _moments(self) -> tuple[float, float]:
        open_ended = not all(math.isfinite(end) for end in self.support)
        if open_ended and not math.isfinite(self.law.mean):
            return math.inf, math.inf
        mean, sd = mean_and_sd(self)
        return mean, math.inf if open_ended and not math.isfinite(self.law.sd) else sd

    def _up_to(self, x: Array) -> Array:
        """P(X <= x) before the ends are seen to; from the upper end where that keeps more digits."""
        x = np.asarray(x, dtype=np.float64)
        from_below = (self.law.cdf(x) - self._below) / self._left
        from_above = 1.0 - (self.law.sf(x) - self._above) / self._left
        return np.where(self.law.cdf(x) <= 0.5, from_below, from_above)

    def _inside(self, x: Array, share: Array) -> Array:
        low, high = self._window
        return np.where(x < low, 0.0, np.where(x >= high, 1.0, np.clip(share, 0.0, 1.0)))

    def _moved(self, u: float) -> float:
        """Return where a u of the law lies in the window, 0 to 1."""
        share = (u - self._below) / self._left if u <= 0.5 else 1.0 - ((1.0 - u) - self._above) / self._left
        if share < _ROUNDING:
            return 0.0
        return 1.0 if share > 1.0 - _ROUNDING else share

    def _quantile(self, below: Array, above: Array) -> Array:
        """Return the law's quantiles, from the nearer end, given P(X <= x) and P(X > x)."""
        x = np.empty(below.shape)
        lower = below <= 0.5
        x[lower] = self.law.ppf(below[lower])
        x[~lower] = self.law.isf(above[~lower])
        return np.clip(x, *self.support)


#: Breaks this close to 0 or 1 count as 0 or 1; less of a law with atoms cannot be resolved by u.
_ROUNDING = 1e-13


@lru_cache(maxsize=64)
def _atoms_left(law: Conditioned) -> tuple[tuple[float, float, float], ...]:
    """Return the atoms by their probabilities, not by their u: those have the digits of the nearer end."""
    low, high = law._window
    values = np.array([value for _, _, value in law.law.atoms if low <= value <= high])
    ends = zip(
        law.cdf(np.nextafter(values, -math.inf)).tolist(), law.cdf(values).tolist(), values.tolist(), strict=True
    )
    return tuple((a, b, value) for a, b, value in ends if a < b)


def _chances(law: Law, x: float, with_low: bool) -> tuple[float, float]:
    """Return P(X < x), P(X >= x) if `with_low`, else P(X <= x), P(X > x)."""
    if math.isinf(x):
        return (0.0, 1.0) if x < 0.0 else (1.0, 0.0)
    if with_low and any(value == x for _, _, value in law.atoms):
        x = math.nextafter(x, -math.inf)
    point = np.array([x])
    return float(law.cdf(point)[0]), float(law.sf(point)[0])
