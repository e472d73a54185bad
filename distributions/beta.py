"""Beta law: a fraction, or any quantity between two bounds.

========  =============================================
Support   ``low <= x <= high``
Mean      ``low + (high - low) * alpha / (alpha + beta)``
========  =============================================

Source: N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*, vol. 2 (1995), chapter 25.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from .errors import SHAPES, LawError, check_number, check_numbers, check_shape
from .law import Array
from .percentiles import Percentile, find_root
from .smooth import Smooth
from .special import betainc, betaincc, betainccinv, betaincinv, expit

__all__ = ["Beta"]


@dataclass(frozen=True, slots=True)
class Beta(Smooth):
    """A beta quantity; `low` and `high` have the unit of the field that holds it, `alpha` and `beta` have none."""

    name: ClassVar[str] = "beta"
    alpha: float
    beta: float
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "beta")
        check_shape(self.alpha, "beta", "alpha")
        check_shape(self.beta, "beta", "beta")
        _check_ends(self.low, self.high)

    @classmethod
    def from_percentiles(cls, first: Percentile, second: Percentile, *, low: float = 0.0, high: float = 1.0) -> Self:
        """Return the beta law on [low, high] with these two percentiles, both strictly inside.

        For every alpha + beta there is one mean that puts the first percentile right; with it, the
        probability up to the second grows with alpha + beta.
        """
        low, high = check_number(low, "beta", "low"), check_number(high, "beta", "high")
        _check_ends(low, high)
        for one in (first, second):
            if not low < one.value < high:
                raise LawError(
                    f"beta needs percentiles inside low={low} to high={high}, got {one.key}={one.value}", one.key
                )
        x, y = ((one.value - low) / (high - low) for one in (first, second))

        def shapes(log_total: float) -> tuple[float, float]:
            total = math.exp(log_total)

            def shortfall(logit: float) -> float:
                return first.share - float(betainc(total * expit(logit), total * expit(-logit), x))

            logit = find_root(shortfall, -40.0, 40.0)
            middle = 0.0 if logit is None else logit
            return total * float(expit(middle)), total * float(expit(-middle))

        root = find_root(
            lambda log_total: float(betainc(*shapes(log_total), y)) - second.share,
            math.log(SHAPES[0]),
            math.log(SHAPES[1]),
        )
        if root is None or min(shapes(root)) < SHAPES[0]:
            got = f"{first.key}={first.value}, {second.key}={second.value}"
            raise LawError(f"no beta law on low={low} to high={high} has these percentiles, got {got}", second.key)
        return cls(*shapes(root), low, high)

    @classmethod
    def from_mean_sd(cls, mean: float, sd: float, *, low: float = 0.0, high: float = 1.0) -> Self:
        """Return the beta law on [low, high] with this mean and standard deviation."""
        low, high = check_number(low, "beta", "low"), check_number(high, "beta", "high")
        _check_ends(low, high)
        if not low < mean < high:
            raise LawError(f"beta needs a mean inside low={low} to high={high}, got mean={mean}", "mean")
        most = math.sqrt((mean - low) * (high - mean))
        if not 0.0 < sd < most:
            raise LawError(f"beta with mean={mean} on {low} to {high} needs 0 < sd < {most:g}, got sd={sd}", "sd")
        total = (most / sd) ** 2 - 1.0
        share = (mean - low) / (high - low)
        return cls(total * share, total * (1.0 - share), low, high)

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low * self.beta + self.high * self.alpha) / (self.alpha + self.beta)

    @property
    def sd(self) -> float:
        """Standard deviation."""
        total = self.alpha + self.beta
        return (self.high - self.low) * math.sqrt(self.alpha * self.beta / (total + 1.0)) / total

    @property
    def support(self) -> tuple[float, float]:
        """Both ends."""
        return self.low, self.high

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return betainc(self.alpha, self.beta, self._share(x))

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return betaincc(self.alpha, self.beta, self._share(x))

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        return self.low + (self.high - self.low) * betaincinv(self.alpha, self.beta, _tame(u))

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        return self.low + (self.high - self.low) * betainccinv(self.alpha, self.beta, _tame(v))

    def _share(self, x: Array) -> Array:
        return np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)


def _tame(u: Array) -> Array:
    """Take a probability below 1e-100, not 0, as 1e-100: SciPy's inverses give NaN there for some shapes."""
    u = np.asarray(u)
    return np.where(u > 0.0, np.maximum(u, 1e-100), u)


def _check_ends(low: float, high: float) -> None:
    if not low < high:
        raise LawError(f"beta needs low < high, got low={low}, high={high}", "high")
