"""Normal law: many small independent effects, added.

========  ============
Support   all numbers
Mean      ``mean``
========  ============

Source: N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*, vol. 1 (1994), chapter 13.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Self

from .errors import LawError, check_numbers
from .law import Array
from .percentiles import Percentile, location_scale
from .smooth import Smooth
from .special import ndtr, ndtri

__all__ = ["Normal"]


@dataclass(frozen=True, slots=True)
class Normal(Smooth):
    """A normal quantity, in the unit of the field that holds it."""

    name: ClassVar[str] = "normal"
    mean: float
    sd: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "normal")
        if not self.sd > 0.0:
            raise LawError(f"normal needs sd > 0, got sd={self.sd}", "sd")

    @classmethod
    def from_percentiles(cls, first: Percentile, second: Percentile) -> Self:
        """Return the normal law with these two percentiles."""
        return cls(*location_scale(first, second, lambda u: float(ndtri(u))))

    @classmethod
    def from_mean_percentile(cls, mean: float, one: Percentile) -> Self:
        """Return the normal law with this mean and this percentile."""
        score = float(ndtri(one.share))
        if not (one.value - mean) * score > 0.0:
            side = "above" if score > 0.0 else "below"
            rule = (
                f"normal needs {one.key} {side} the mean" if score else "normal: p50 is its mean and says nothing more"
            )
            raise LawError(f"{rule}, got mean={mean}, {one.key}={one.value}", one.key)
        return cls(mean, (one.value - mean) / score)

    @property
    def support(self) -> tuple[float, float]:
        """Unbounded."""
        return -math.inf, math.inf

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return ndtr((x - self.mean) / self.sd)

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return ndtr((self.mean - x) / self.sd)

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        return self.mean + self.sd * ndtri(u)

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        return self.mean - self.sd * ndtri(v)
