"""What the laws of counts share: exact steps, one for each possible count.

A law says by what factor the probability of k differs from that of k - 1. From its most likely count the weights
follow both ways by that factor, until they are below e^-60 of the largest: what lies beyond is rarer than anything
that a run can draw, by ten orders of magnitude. The recursion is Panjer's, for his (a, b, 0) class, to which the
binomial, the Poisson and the negative binomial law belong, and no other.

Source: H. H. Panjer, *Recursive evaluation of a family of compound distributions* (1981).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from functools import lru_cache

import numpy as np

from .discrete import Discrete
from .law import Array

__all__ = ["MOST_DISPERSION", "MOST_VARIANCE", "Counts"]

#: Largest variance of a count: some 22,000 steps. Beyond, whole numbers look like a smooth law.
MOST_VARIANCE = 1e6

#: Largest variance / mean of a count: its tail has 60 steps for each unit of it.
MOST_DISPERSION = 1e3

#: Weights below e^-60 of the largest are left out.
_DEPTH = 60.0


class Counts(ABC):
    """Gives a law of counts its quantiles, probabilities, `breaks` and `atoms`."""

    __slots__ = ()

    @property
    @abstractmethod
    def support(self) -> tuple[float, float]:
        """Smallest and largest count."""

    @abstractmethod
    def _shape(self) -> tuple[float, float]:
        """Return mean and variance / mean."""

    @abstractmethod
    def _ratio(self, k: Array) -> Array:
        """Return P(X = k) / P(X = k - 1), k from 1 to the largest count."""

    @property
    def breaks(self) -> tuple[float, ...]:
        """The cumulative probabilities: there the quantile function jumps."""
        return _steps(self).breaks

    @property
    def atoms(self) -> tuple[tuple[float, float, float], ...]:
        """One for each count."""
        return _steps(self).atoms

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return _steps(self).cdf(x)

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return _steps(self).sf(x)

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        return np.where(np.asarray(u) < 1.0, _steps(self).ppf(u), self.support[1])

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        return np.where(np.asarray(v) > 0.0, _steps(self).isf(v), self.support[1])


@lru_cache(maxsize=32)
def _steps(law: Counts) -> Discrete:
    """Return the law as the values and weights of a discrete one."""
    mean, dispersion = law._shape()
    lowest, highest = law.support
    mode = min(max(math.floor(mean + 1.0 - dispersion), lowest), highest)
    # Where a Bernstein bound puts the weights below e^-60, from x - log(1 + x) >= x^2 / (2 + 2 x).
    slack = _DEPTH * max(dispersion, 1.0)
    reach = math.ceil(slack + math.sqrt(slack * slack + 2.0 * _DEPTH * mean * dispersion))
    above = np.arange(mode + 1.0, min(mode + reach, highest) + 1.0)
    below = np.arange(mode, max(mode - reach, lowest), -1.0)
    up, down = np.cumsum(np.log(law._ratio(above))), -np.cumsum(np.log(law._ratio(below)))
    counts = np.concatenate([below[::-1] - 1.0, [mode], above])
    logs = np.concatenate([down[::-1], [0.0], up])
    kept = logs > -_DEPTH
    return Discrete(values=tuple(counts[kept].tolist()), weights=tuple(np.exp(logs[kept]).tolist()))
