"""Gamma law: a positive quantity, with a lighter tail than the lognormal law.

========  =================
Support   ``x >= 0``
Mean      ``shape * scale``
========  =================

Source: N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*, vol. 1 (1994), chapter 17.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from .errors import SHAPES, LawError, check_numbers, check_shape
from .law import Array
from .percentiles import Percentile, find_root
from .smooth import Smooth
from .special import gammainc, gammaincc, gammainccinv, gammaincinv

__all__ = ["Gamma"]


@dataclass(frozen=True, slots=True)
class Gamma(Smooth):
    """A gamma quantity; `scale` has the unit of the field that holds it, `shape` has none."""

    name: ClassVar[str] = "gamma"
    shape: float
    scale: float

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_numbers(self, "gamma")
        check_shape(self.shape, "gamma", "shape")
        if not self.scale > 0.0:
            raise LawError(f"gamma needs scale > 0, got scale={self.scale}", "scale")

    @classmethod
    def from_percentiles(cls, first: Percentile, second: Percentile) -> Self:
        """Return the gamma law with these two percentiles, both above 0: their ratio falls as the shape grows."""
        if not first.value > 0.0:
            raise LawError(f"gamma needs percentiles above 0, got {first.key}={first.value}", first.key)
        wanted = math.log(second.value / first.value)

        def excess(log_shape: float) -> float:
            low, high = (float(gammaincinv(math.exp(log_shape), one.share)) for one in (first, second))
            return math.inf if low == 0.0 else math.log(high / low) - wanted

        root = find_root(excess, math.log(SHAPES[0]), math.log(SHAPES[1]))
        if root is None:
            got = f"{first.key}={first.value}, {second.key}={second.value}"
            raise LawError(
                f"no gamma law of shape {SHAPES[0]:g} to {SHAPES[1]:g} has these percentiles, got {got}", second.key
            )
        shape = math.exp(root)
        return cls(shape, second.value / float(gammaincinv(shape, second.share)))

    @classmethod
    def from_mean_sd(cls, mean: float, sd: float) -> Self:
        """Return the gamma law with this mean and standard deviation."""
        if not (mean > 0.0 and sd > 0.0):
            raise LawError(f"gamma needs mean > 0 and sd > 0, got mean={mean}, sd={sd}", "sd" if mean > 0.0 else "mean")
        return cls((mean / sd) ** 2, sd * (sd / mean))

    @classmethod
    def from_mean_percentile(cls, mean: float, one: Percentile) -> Self:
        """Return the gamma law with this mean and this percentile; of two such laws, that of the larger shape."""
        return cls.all_from_mean_percentile(mean, one)[0]

    @classmethod
    def all_from_mean_percentile(cls, mean: float, one: Percentile) -> list[Self]:
        """Return the one or two gamma laws with this mean and this percentile, the lighter tail first.

        The percentile over the mean rises with the shape, falls towards 1 where it came above 1: its peak parts the
        laws of the lighter tail from those of the heavier.

        Raises
        ------
        LawError
            If the mean or the percentile is not above 0, or if no shape in `SHAPES` gives both.
        """
        if not (mean > 0.0 and one.value > 0.0):
            got = f"mean={mean}, {one.key}={one.value}"
            raise LawError(f"gamma needs mean > 0 and {one.key} > 0, got {got}", "mean" if mean <= 0 else one.key)

        def excess(log_shape: float) -> float:
            shape = math.exp(log_shape)
            return float(gammaincinv(shape, one.share)) / shape - one.value / mean

        ends = math.log(SHAPES[0]), math.log(SHAPES[1])
        peak = max(np.linspace(*ends, 400).tolist(), key=excess)
        roots = [find_root(excess, peak, ends[1]), find_root(excess, ends[0], peak)]
        shapes = [math.exp(root) for root in roots if root is not None]
        if not shapes:
            got = f"mean={mean}, {one.key}={one.value}"
            raise LawError(
                f"no gamma law of shape {SHAPES[0]:g} to {SHAPES[1]:g} has this mean and percentile, got {got}"
            )
        return [cls(shape, mean / shape) for shape in shapes]

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.shape * self.scale

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return math.sqrt(self.shape) * self.scale

    @property
    def support(self) -> tuple[float, float]:
        """Zero and up."""
        return 0.0, math.inf

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return np.asarray(gammainc(self.shape, np.maximum(x, 0.0) / self.scale), dtype=np.float64)

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return np.asarray(gammaincc(self.shape, np.maximum(x, 0.0) / self.scale), dtype=np.float64)

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        return np.asarray(self.scale * gammaincinv(self.shape, u), dtype=np.float64)

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        return np.asarray(self.scale * gammainccinv(self.shape, v), dtype=np.float64)
