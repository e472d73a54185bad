"""PERT law: three expert estimates, smoother and narrower than the triangular law.

========  =================================================
Support   ``low <= x <= high``
Mean      ``(low + weight * mode + high) / (weight + 2)``
========  =================================================

A beta law on [low, high] whose mode is the given one; `weight` says how much the mode counts (4: the classic PERT).

Source: D. Vose, *Risk Analysis: A Quantitative Guide*, 3rd ed. (2008), section on the PERT and modified PERT laws.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from .beta import Beta
from .errors import SHAPES, LawError, check_numbers
from .law import Array
from .percentiles import Percentile, check_mode, find_root
from .smooth import Smooth

__all__ = ["Pert"]


@dataclass(frozen=True, slots=True)
class Pert(Smooth):
    """A PERT quantity, in the unit of the field that holds it; `weight` has none."""

    name: ClassVar[str] = "pert"
    low: float
    mode: float
    high: float
    weight: float = 4.0

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "pert")
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise LawError(
                "pert needs low <= mode <= high and low < high, "
                f"got low={self.low}, mode={self.mode}, high={self.high}",
                "mode" if self.low < self.high else "high",
            )
        if not 0.0 < self.weight < SHAPES[1]:
            raise LawError(f"pert needs 0 < weight < {SHAPES[1]:g}, got weight={self.weight}", "weight")

    @classmethod
    def from_mode(cls, mode: float, first: Percentile, second: Percentile, *, weight: float = 4.0) -> Self:
        """Return the PERT law with this mode and these percentiles on either side of it.

        The place of the mode between the ends decides how far the percentiles lie from it, as shares of the width.
        """
        check_mode("pert", mode, first, second)
        below, above = mode - first.value, second.value - mode

        def sides(place: float) -> tuple[float, float]:
            unit = cls(0.0, place, 1.0, weight)
            low, high = unit.ppf(np.array([first.share, second.share]))
            return place - float(low), float(high) - place

        def excess(place: float) -> float:
            left, right = sides(place)
            return above * left - below * right

        place = find_root(excess, 0.0, 1.0)
        assert place is not None  # at the lower end no percentile lies below the mode, at the upper none above
        width = (below + above) / sum(sides(place))
        return cls(mode - place * width, mode, mode + (1.0 - place) * width, weight)

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low + self.weight * self.mode + self.high) / (self.weight + 2.0)

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return self._beta.sd

    @property
    def support(self) -> tuple[float, float]:
        """Both ends."""
        return self.low, self.high

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return self._beta.cdf(x)

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return self._beta.sf(x)

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        return self._beta.ppf(u)

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        return self._beta.isf(v)

    @property
    def _beta(self) -> Beta:
        width = self.high - self.low
        alpha = 1.0 + self.weight * (self.mode - self.low) / width
        return Beta(alpha, 1.0 + self.weight * (self.high - self.mode) / width, self.low, self.high)
