"""Metalog law: fits any number of stated percentiles exactly.

========  ==========================================================================
Support   all numbers; with ``low`` or ``high``, those beyond it
Mean      no closed form; from the quantile function
========  ==========================================================================

The quantile function is M = P(s) + t R(s), where t = log(u / (1 - u)), s = u - 1/2, and P and R are polynomials with
as many coefficients together as there are percentiles. With two it is the logistic law. With bounds, M is the
quantile function of log(x - low), -log(high - x) or log((x - low) / (high - x)).

Source: T. W. Keelin, "The Metalog Distributions", *Decision Analysis* 13(4), 2016.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from .errors import LawError, check_number, shown
from .inverse import crossing
from .law import Array
from .moments import expectation
from .percentiles import Percentile
from .smooth import Smooth
from .special import expit

__all__ = ["Metalog", "metalog"]

#: Largest relative error of a stated percentile.
_EXACT = 1e-9

#: t between which all probabilities that a float can hold lie.
_FAR = 750.0

#: Coefficients of R all this small beside those of P are the rounding of zero: the percentiles lie on a polynomial.
_NONE = 1e-11

#: The smallest v that the quadrature of `expectation` looks at.
_DEEPEST = 1e-200


@dataclass(frozen=True, slots=True)
class Metalog(Smooth):
    """A quantity known by its percentiles, in the unit of the field that holds it; None: no bound on that side."""

    name: ClassVar[str] = "metalog"
    percentiles: tuple[Percentile, ...]
    low: float | None = None
    high: float | None = None
    _middle: float = field(init=False, repr=False, compare=False)  # M = middle + scale * (P + t R)
    _scale: float = field(init=False, repr=False, compare=False)
    _p: tuple[float, ...] = field(init=False, repr=False, compare=False)  # Chebyshev coefficients in 2 s
    _r: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the percentiles, find the one law that has them, and refuse it where it is none."""
        stated = tuple(sorted(Percentile(share, value) for share, value in self.percentiles))
        checked = tuple(Percentile(item.share, check_number(item.value, "metalog", item.key)) for item in stated)
        object.__setattr__(self, "percentiles", checked)
        for key in ("low", "high"):
            if (bound := getattr(self, key)) is not None:
                object.__setattr__(self, key, check_number(bound, "metalog", key))
        self._check_order()
        shares = np.array([item.share for item in self.percentiles])
        z = self._unbounded(np.array([item.value for item in self.percentiles]))
        middle, scale = float(z[len(z) // 2]), float(z[-1] - z[0])
        p, r = _solved(shares, (z - middle) / scale)
        for name, value in (("_middle", middle), ("_scale", scale), ("_p", p), ("_r", r)):
            object.__setattr__(self, name, value)
        self._check_rising()
        values = np.array([item.value for item in self.percentiles])
        size = np.maximum(np.abs(values), 1e-3 * (values[-1] - values[0]))  # a percentile may be 0
        if not (np.abs(self.ppf(shares) - values) <= _EXACT * size).all():
            keys = ", ".join(item.key for item in self.percentiles[:8])
            raise LawError(
                f"metalog cannot meet these {len(values)} percentiles to {_EXACT:g}: they are too many or too near to "
                f"one another ({keys}{' ...' if len(values) > 8 else ''}); drop some of them"
            )

    @property
    def mean(self) -> float:
        """Expected value; `inf` where a tail on the side without a bound is too heavy."""
        return _moments(self)[0]

    @property
    def sd(self) -> float:
        """Standard deviation; `inf` where a tail is too heavy."""
        return _moments(self)[1]

    @property
    def support(self) -> tuple[float, float]:
        """The bounds, infinite if there is none; nearer where the percentiles lie on a polynomial."""
        if any(self._r):
            return -math.inf if self.low is None else self.low, math.inf if self.high is None else self.high
        low, high = self._bounded(self._transformed(np.array([-_FAR, _FAR]))).tolist()
        return low, high

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return np.asarray(expit(self._log_odds(x)))

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return np.asarray(expit(-self._log_odds(x)))

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        u = np.asarray(u, dtype=np.float64)
        with np.errstate(divide="ignore"):
            return self._quantiles(np.log(u) - np.log1p(-u))

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        v = np.asarray(v, dtype=np.float64)
        with np.errstate(divide="ignore"):
            return self._quantiles(np.log1p(-v) - np.log(v))

    def _quantiles(self, t: Array) -> Array:
        low, high = self.support
        x = self._bounded(self._transformed(np.clip(t, -_FAR, _FAR)))
        return np.where(t == -math.inf, low, np.where(t == math.inf, high, x))

    def _shape(self, t: Array) -> Array:
        """Return P + t R."""
        s = np.tanh(0.5 * t)  # 2 s
        return np.asarray(_value(s, self._p) + t * _value(s, self._r))

    def _transformed(self, t: Array) -> Array:
        """Return M, the quantile of the quantity without its bounds."""
        return self._middle + self._scale * self._shape(t)

    def _unbounded(self, x: Array) -> Array:
        """Return what has M as its quantile function; infinite at and beyond the bounds."""
        with np.errstate(divide="ignore"):
            up = 0.0 if self.low is None else np.log(np.maximum(x - self.low, 0.0))
            down = 0.0 if self.high is None else np.log(np.maximum(self.high - x, 0.0))
        return x if self.low is None and self.high is None else np.asarray(up - down)

    def _bounded(self, z: Array) -> Array:
        """Return the quantity itself: the inverse of `_unbounded`."""
        with np.errstate(over="ignore"):
            if self.low is None:
                return z if self.high is None else self.high - np.exp(-z)
            if self.high is None:
                return self.low + np.exp(z)
        part = (self.high - self.low) * expit(-np.abs(z))  # from the nearer bound
        return np.where(z < 0.0, self.low + part, self.high - part)

    def _log_odds(self, x: Array) -> Array:
        """Return log(cdf / sf) at x."""
        x = np.asarray(x, dtype=np.float64)
        z = (self._unbounded(x.ravel()) - self._middle) / self._scale
        t = np.concatenate([[-_FAR], np.linspace(-40.0, 40.0, 321), [_FAR]])
        known = self._shape(t)
        right = np.clip(np.searchsorted(known, z), 1, t.size - 1)

        def beyond(at: Array, which: NDArray[np.intp]) -> Array:
            return self._shape(at) - z[which]

        found = crossing(beyond, t[right - 1], t[right], known[right - 1] - z, known[right] - z)
        return found.reshape(x.shape)

    def _check_order(self) -> None:
        came = ", ".join(f"{item.key}={shown(item.value)}" for item in self.percentiles[:12])
        if len(self.percentiles) < 2:
            raise LawError(f"metalog needs two or more percentiles, such as p5, p50 and p90, got {came or 'none'}")
        for first, second in zip(self.percentiles, self.percentiles[1:], strict=False):
            if not (0.0 < first.share < second.share < 1.0 and first.value < second.value):
                rule = f"metalog needs percentiles that rise, {second.key} above {first.key}"
                raise LawError(f"{rule}, got {came}", second.key)
        if self.low is not None and not self.low < self.percentiles[0].value:
            key = self.percentiles[0].key
            raise LawError(f"metalog needs low below all percentiles, got low={shown(self.low)}, {came}", key)
        if self.high is not None and not self.high > self.percentiles[-1].value:
            key = self.percentiles[-1].key
            raise LawError(f"metalog needs high above all percentiles, got high={shown(self.high)}, {came}", key)

    def _check_rising(self) -> None:
        """Refuse coefficients whose quantile function decreases anywhere, the far tails included."""
        far = np.geomspace(40.0, 700.0, 100)
        t = np.concatenate([-far[:0:-1], np.linspace(-40.0, 40.0, 8001), far[1:]])
        slope = self._slope(t)
        dips = np.flatnonzero((slope[1:-1] < slope[:-2]) & (slope[1:-1] <= slope[2:])) + 1
        closer = np.linspace(t[dips - 1], t[dips + 1], 65).ravel()  # what lies between the points of the grid
        t, slope = np.concatenate([t, closer]), np.concatenate([slope, self._slope(closer)])
        lowest = int(np.argmin(slope))
        if slope[lowest] > 0.0:
            return
        share = 100.0 * float(expit(t[lowest]))
        place = "in its lower tail" if share < 0.1 else "in its upper tail" if share > 99.9 else f"near p{share:.0f}"
        came = ", ".join(f"{item.key}={shown(item.value)}" for item in self.percentiles[:12])
        what = "drop a percentile, or widen the steps between them there"
        raise LawError(f"no metalog law has these percentiles: its quantiles would fall {place}; {what}; got {came}")

    def _slope(self, t: Array) -> Array:
        """Return the derivative of P + t R by t."""
        s = np.tanh(0.5 * t)
        inner = _value(s, _derivative(self._p)) + t * _value(s, _derivative(self._r))
        return np.asarray(2.0 * expit(t) * expit(-t) * inner + _value(s, self._r))

    def _tails(self) -> tuple[float, float]:
        """Return by how much |M| grows with |t| in the far lower and the far upper tail."""
        low, high = self._scale * _value(np.array([-1.0, 1.0]), self._r)
        return float(low), float(high)


def metalog(*, low: float | None = None, high: float | None = None, **percentiles: float) -> Metalog:
    """As many percentiles as an expert can name, all of them met exactly: `p5 = 2, p50 = 4, p90 = 9`.

    Raises
    ------
    LawError
        If no metalog law has these percentiles.
    """
    stated = [Percentile.of(key, check_number(x, "metalog", key)) for key, x in percentiles.items()]
    return Metalog(tuple(stated), low, high)


def _solved(shares: Array, z: Array) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the coefficients of P and R with which M meets the percentiles."""
    n = len(z)
    of_p = 1 if n == 3 else (n + 1) // 2  # Keelin's third term belongs to R, from there on they take turns
    s, t = 2.0 * shares - 1.0, np.log(shares) - np.log1p(-shares)
    powers = np.polynomial.chebyshev.chebvander(s, n - 1)
    matrix = np.concatenate([powers[:, :of_p], t[:, None] * powers[:, : n - of_p]], axis=1)
    try:
        found = np.linalg.solve(matrix, z)
        found += np.linalg.solve(matrix, z - matrix @ found)
    except np.linalg.LinAlgError:
        raise LawError(f"metalog cannot separate {n} percentiles this close together: remove some of them") from None
    p, r = found[:of_p], found[of_p:]
    if np.abs(r).max() <= _NONE * np.abs(p).max():
        r = np.zeros(1)
    return tuple(p.tolist()), tuple(r.tolist())


@lru_cache(maxsize=256)
def _moments(law: Metalog) -> tuple[float, float]:
    """Return mean and standard deviation.

    If one bound is given the other tail is a power law, v^-growth. Below the smallest v of the quadrature it is
    that to all digits, and its integral is known.
    """
    growth, constant = 0.0, 0.0
    if (law.low is None) != (law.high is None):
        growth = law._tails()[1 if law.high is None else 0]
        if growth >= 1.0:
            return math.inf, math.inf
        end = float(law._transformed(np.array([_FAR if law.high is None else -_FAR]))[0])
        constant = math.exp((end if law.high is None else -end) - growth * _FAR)
    sign = 1.0 if law.high is None else -1.0
    mean = expectation(law, lambda x: x) + sign * constant * _DEEPEST ** (1.0 - growth) / (1.0 - growth)
    if growth >= 0.5:
        return mean, math.inf
    variance = expectation(law, lambda x: (x - mean) ** 2)
    variance += constant**2 * _DEEPEST ** (1.0 - 2.0 * growth) / (1.0 - 2.0 * growth)
    return mean, math.sqrt(variance)


# `numpy.polynomial` is imported when it is first used, in 8 ms: few scenarios have this law
def _value(s: Array, coefficients: tuple[float, ...] | Array) -> Array:
    return np.asarray(np.polynomial.chebyshev.chebval(s, coefficients))


def _derivative(coefficients: tuple[float, ...]) -> Array:
    return np.asarray(np.polynomial.chebyshev.chebder(coefficients))
