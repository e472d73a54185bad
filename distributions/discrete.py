"""Discrete law: a few values, each with a weight; scenarios, tariffs, yes or no.

========  =======================
Support   ``values``
Mean      ``sum(values * weights)``
========  =======================

Source: N. L. Johnson, A. W. Kemp and S. Kotz, *Univariate Discrete Distributions*, 3rd ed. (2005), chapter 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import accumulate
from typing import ClassVar

import numpy as np

from .errors import LawError, check_number, shown
from .law import Array

__all__ = ["Discrete"]


@dataclass(frozen=True, slots=True)
class Discrete:
    """A quantity with few values, in the unit of the field that holds it.

    Weights need not add up to 1: they are divided by their sum. Equal values become one, values of
    weight 0 are left out, and what is kept is ascending.
    """

    name: ClassVar[str] = "discrete"
    values: tuple[float, ...]
    weights: tuple[float, ...]
    _up_to: tuple[float, ...] = field(init=False, repr=False, compare=False)  # P(X <= values[k]); the last is 1
    _above: tuple[float, ...] = field(init=False, repr=False, compare=False)  # P(X > values[k]); the last is 0

    def __post_init__(self) -> None:
        """Check, normalise, merge and sort."""
        values, weights = _numbers(self.values, "values"), _numbers(self.weights, "weights")
        if not values:
            raise LawError("discrete needs at least one value, got none", "values")
        if len(values) != len(weights):
            raise LawError(
                f"discrete needs as many weights as values, got {len(values)} values and {len(weights)} weights",
                "weights",
            )
        if min(weights) < 0.0 or max(weights) == 0.0:
            rule = "discrete needs weights of at least 0, not all of them 0"
            raise LawError(f"{rule}, got {', '.join(shown(w) for w in weights[:8])}", "weights")
        merged: dict[float, list[float]] = {}
        for value, weight in sorted(zip(values, weights, strict=True)):
            if weight > 0.0:
                merged.setdefault(value, []).append(weight)
        sums = [math.fsum(parts) for parts in merged.values()]
        total = math.fsum(sums)
        shares = tuple(weight / total for weight in sums)
        object.__setattr__(self, "values", tuple(merged))
        object.__setattr__(self, "weights", shares)
        object.__setattr__(self, "_up_to", (*list(accumulate(shares))[:-1], 1.0))
        object.__setattr__(self, "_above", (*list(accumulate(shares[:0:-1]))[::-1], 0.0))

    @property
    def mean(self) -> float:
        """Expected value."""
        return math.fsum(x * p for x, p in zip(self.values, self.weights, strict=True))

    @property
    def sd(self) -> float:
        """Standard deviation."""
        mean = self.mean
        return math.sqrt(math.fsum(p * (x - mean) ** 2 for x, p in zip(self.values, self.weights, strict=True)))

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value."""
        return self.values[0], self.values[-1]

    @property
    def breaks(self) -> tuple[float, ...]:
        """The cumulative weights: there the quantile function jumps."""
        return tuple(u for u in self._up_to[:-1] if u < 1.0)

    @property
    def atoms(self) -> tuple[tuple[float, float, float], ...]:
        """One for each value."""
        return tuple(zip((0.0, *self._up_to[:-1]), self._up_to, self.values, strict=True))

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return np.array([0.0, *self._up_to])[np.searchsorted(self.values, x, side="right")]

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return np.array([1.0, *self._above])[np.searchsorted(self.values, x, side="right")]

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        return np.array(self.values)[np.searchsorted(self._up_to[:-1], u, side="left")]

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end: the smallest value with sf(x) <= v."""
        descending = np.array(self._above[:-1])
        return np.array(self.values)[np.searchsorted(-descending, -np.asarray(v), side="left")]


def _numbers(came: object, parameter: str) -> tuple[float, ...]:
    if not isinstance(came, list | tuple | np.ndarray):
        raise LawError(f"discrete: {parameter} needs a list of numbers, got {shown(came)}", parameter)
    try:
        return tuple(check_number(item, "discrete", f"{parameter}[{i}]") for i, item in enumerate(came))
    except LawError as error:
        raise LawError(str(error), parameter) from None
