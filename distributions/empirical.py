"""Empirical law: observed values, equally likely or weighted, without smoothing.

========  ========================
Support   ``values``
Mean      ``sum(values * weights)``
========  ========================

Source: B. Efron and R. J. Tibshirani, *An Introduction to the Bootstrap* (1993), chapter 4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from .discrete import Discrete
from .errors import LawError, check_number, shown
from .law import Array

__all__ = ["MOST_VALUES", "Empirical"]

#: Values at most; each is a step of the quantile function.
MOST_VALUES = 10_000


@dataclass(frozen=True, slots=True, repr=False)
class Empirical:
    """A quantity that takes one of the observed values, in the unit of the field that holds it.

    Values are kept ascending; one that was seen twice is twice as likely. Weights are relative; without any, all
    values are equally likely.
    """

    name: ClassVar[str] = "empirical"
    values: tuple[float, ...]
    weights: tuple[float, ...] | None = None
    _steps: Discrete = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Check and sort."""
        if isinstance(self.values, list | tuple | np.ndarray) and not 1 <= len(self.values) <= MOST_VALUES:
            raise LawError(f"empirical needs 1 to {MOST_VALUES:_} values, got {len(self.values)}", "values")
        values = self._numbers("values", self.values)
        weights = (1.0,) * len(values) if self.weights is None else self._numbers("weights", self.weights)
        if len(weights) != len(values):
            counts = f"{len(values)} values and {len(weights)} weights"
            raise LawError(f"empirical needs as many weights as values, got {counts}", "weights")
        if min(weights) < 0.0 or max(weights) == 0.0:
            raise LawError("empirical needs weights of at least 0, not all of them 0", "weights")
        pairs = sorted(zip(values, weights, strict=True))
        object.__setattr__(self, "values", tuple(value for value, _ in pairs))
        if self.weights is not None:
            object.__setattr__(self, "weights", tuple(weight for _, weight in pairs))
        object.__setattr__(self, "_steps", Discrete(self.values, tuple(weight for _, weight in pairs)))

    @staticmethod
    def _numbers(key: str, came: object) -> tuple[float, ...]:
        if not isinstance(came, list | tuple | np.ndarray):
            raise LawError(f"empirical: {key} needs a list of numbers, got {shown(came)}", key)
        try:
            return tuple(check_number(item, "empirical", f"{key}[{i}]") for i, item in enumerate(came))
        except LawError as error:
            raise LawError(str(error), key) from None

    def __repr__(self) -> str:
        """Return how many values there are, and from where to where: a file may have brought thousands."""
        number, ends = len(self.values), f"{shown(self.values[0])} to {shown(self.values[-1])}"
        return f"Empirical({number} value{'s' if number > 1 else ''}, {ends})"

    @property
    def mean(self) -> float:
        """Expected value."""
        return math.fsum(self.values) / len(self.values) if self.weights is None else self._steps.mean

    @property
    def sd(self) -> float:
        """Standard deviation of the law, so with n in the denominator."""
        if self.weights is not None:
            return self._steps.sd
        mean = self.mean
        return math.sqrt(math.fsum((value - mean) ** 2 for value in self.values) / len(self.values))

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value."""
        return self.values[0], self.values[-1]

    @property
    def breaks(self) -> tuple[float, ...]:
        """The cumulative shares: there the quantile function jumps."""
        return self._steps.breaks

    @property
    def atoms(self) -> tuple[tuple[float, float, float], ...]:
        """One for each distinct value."""
        return self._steps.atoms

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return self._steps.cdf(x)

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return self._steps.sf(x)

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        return self._steps.ppf(u)

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        return self._steps.isf(v)
