"""LogNormal law: many small independent effects, multiplied; prices, durations, losses.

========  ===============================
Support   ``x > 0``
Mean      ``median * exp(sigma**2 / 2)``
========  ===============================

Source: N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*, vol. 1 (1994), chapter 14.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from .errors import LawError, check_finite, check_numbers
from .law import Array
from .percentiles import Percentile, location_scale
from .smooth import Smooth
from .special import ndtr, ndtri

__all__ = ["LogNormal"]


@dataclass(frozen=True, slots=True)
class LogNormal(Smooth):
    """A lognormal quantity, in the unit of the field that holds it; `sigma` is the sd of its natural logarithm."""

    name: ClassVar[str] = "lognormal"
    median: float
    sigma: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "lognormal")
        if not self.median > 0.0:
            raise LawError(f"lognormal needs median > 0, got median={self.median}", "median")
        if not self.sigma > 0.0:
            raise LawError(f"lognormal needs sigma > 0, got sigma={self.sigma}", "sigma")
        rule = f"lognormal needs a sigma whose mean and sd are finite numbers, got sigma={self.sigma}"
        check_finite(lambda: self.sd * self.sd, rule, "sigma")

    @property
    def is_plain(self) -> bool:
        """Whether spread and size are those of a quantity that people estimate."""
        return self.sigma <= 2.0 and 1e-100 <= self.median <= 1e100

    @classmethod
    def from_percentiles(cls, first: Percentile, second: Percentile) -> Self:
        """Return the lognormal law with these two percentiles, both above 0."""
        if not first.value > 0.0:
            raise LawError(f"lognormal needs percentiles above 0, got {first.key}={first.value}", first.key)
        low, high = (Percentile(one.share, math.log(one.value)) for one in (first, second))
        mu, sigma = location_scale(low, high, lambda u: float(ndtri(u)))
        return cls(math.exp(mu), sigma)

    @classmethod
    def from_mean_sd(cls, mean: float, sd: float) -> Self:
        """Return the lognormal law with this mean and standard deviation of the quantity itself."""
        if not (mean > 0.0 and sd > 0.0):
            raise LawError(
                f"lognormal needs mean > 0 and sd > 0, got mean={mean}, sd={sd}", "sd" if mean > 0.0 else "mean"
            )
        ratio = sd / mean
        return cls(mean / math.hypot(1.0, ratio), math.sqrt(math.log1p(ratio * ratio)))

    @classmethod
    def from_mean_percentile(cls, mean: float, one: Percentile) -> Self:
        """Return the lognormal law with this mean and this percentile; of two such laws, that of the smaller sigma."""
        return cls.all_from_mean_percentile(mean, one)[0]

    @classmethod
    def all_from_mean_percentile(cls, mean: float, one: Percentile) -> list[Self]:
        """Return the one or two lognormal laws with this mean and this percentile, the lighter tail first.

        With z the score of the percentile, log(value / mean) = sigma z - sigma^2 / 2.

        Raises
        ------
        LawError
            If the mean or the percentile is not above 0, or if no sigma gives both.
        """
        if not (mean > 0.0 and one.value > 0.0):
            got = f"mean={mean}, {one.key}={one.value}"
            raise LawError(f"lognormal needs mean > 0 and {one.key} > 0, got {got}", "mean" if mean <= 0 else one.key)
        score = float(ndtri(one.share))
        root = score * score - 2.0 * math.log(one.value / mean)
        found = [score + sign * math.sqrt(root) for sign in (-1.0, 1.0)] if root >= 0.0 else []
        sigmas = [sigma for sigma in found if sigma > 0.0]
        if not sigmas:
            most = mean * math.exp(0.5 * max(score, 0.0) ** 2)
            what = f"with mean={mean:g}, {one.key} is {'at most' if score > 0.0 else 'below'} {most:.6g}"
            raise LawError(f"no lognormal law has this mean and percentile: {what}, got {one.value}", one.key)
        return [cls(mean * math.exp(-0.5 * sigma * sigma), sigma) for sigma in sorted(sigmas)]

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.median * math.exp(0.5 * self.sigma * self.sigma)

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return self.mean * math.sqrt(math.expm1(self.sigma * self.sigma))

    @property
    def support(self) -> tuple[float, float]:
        """Positive numbers."""
        return 0.0, math.inf

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return ndtr(self._score(x))

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return ndtr(-self._score(x))

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        return self.median * np.exp(self.sigma * ndtri(u))

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        return self.median * np.exp(-self.sigma * ndtri(v))

    def _score(self, x: Array) -> Array:
        with np.errstate(divide="ignore"):  # log(0) = -inf is the right answer at and below 0
            return np.log(np.maximum(x, 0.0) / self.median) / self.sigma
