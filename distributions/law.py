"""The interface of every law; the simulator uses its quantile function, from both ends."""

from __future__ import annotations

from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Law"]

Array: TypeAlias = NDArray[np.float64]


@runtime_checkable
class Law(Protocol):
    """A probability law of one quantity, in the unit of the field that holds it.

    Laws are frozen dataclasses: hashable, comparable, checked on construction.
    """

    def __hash__(self) -> int:
        """Equal laws have equal hashes: they share one quantile table."""

    @property
    def mean(self) -> float:
        """Expected value; `inf` if it does not exist."""

    @property
    def sd(self) -> float:
        """Standard deviation; `inf` if it does not exist."""

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value, infinite where unbounded."""

    @property
    def breaks(self) -> tuple[float, ...]:
        """Ascending u inside (0, 1) at which the quantile function has a kink or a jump."""

    @property
    def atoms(self) -> tuple[tuple[float, float, float], ...]:
        """Pieces `(u_low, u_high, value)` on which the quantile function is constant; ascending in u."""

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""

    def sf(self, x: Array) -> Array:
        """P(X > x), without the rounding of 1 - cdf: exact far into the upper tail."""

    def ppf(self, u: Array) -> Array:
        """The quantile function: smallest x with cdf(x) >= u."""

    def isf(self, v: Array) -> Array:
        """ppf(1 - v), without the rounding of 1 - v: exact far into the upper tail."""
