"""Scores: the scale on which draws depend on one another, and laws expressed on that scale.

A score is a standard normal number, or a Student t number of `df` degrees of freedom in a t copula. The quantile
tables of the simulator are indexed by a folded probability v, from 2^-33 at either end to 1/2 in the middle. Rather
than the score's own probability, which takes an error function, v is here

    v = (1 + |score| / unit)^-(2^squarings) / 2

which takes a division and a few multiplications. Another scale of v is all that this is: the value at v is the law's
quantile at the score's own probability. `unit` is such that the score of probability 2^-33 has v = 2^-33, so a table
covers exactly the scores of the lattice; the exponent grows with `df`, so that cells stay fine over all of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .errors import LawError, shown
from .law import Array, Law
from .moments import LATTICE_EDGE, mean_and_sd
from .smooth import Smooth
from .special import gammainc, gammaincc, gammainccinv, gammaincinv, ndtr, ndtri, stdtr, stdtrit

__all__ = ["CommonScale", "OnScores", "Scores"]


#: Degrees of freedom that a t copula may have: below, it has no extremes that are not common; above, it is Gaussian.
DF = (1.0, 1000.0)

#: Where the last piece of a law in pieces ends: a sixty-fourth of the lattice's edge, so that all of it is resolved.
_END = LATTICE_EDGE / 64.0


@dataclass(frozen=True)
class Scores:
    """A scale of scores: normal, or Student t with `df` degrees of freedom."""

    df: float | None = None

    def __post_init__(self) -> None:
        """Check the degrees of freedom."""
        if self.df is not None and not DF[0] <= self.df <= DF[1]:
            raise LawError(f"a t copula needs df from {DF[0]:g} to {DF[1]:g}, got df={shown(self.df)}", "df")

    @property
    def squarings(self) -> int:
        """How often (1 + |score| / unit)^-1 is squared, 0 to 3."""
        return 3 if self.df is None else min(3, int(math.log2(self.df)))

    @cached_property
    def unit(self) -> float:
        """What scores are divided by."""
        edge = float(self.size(np.array([LATTICE_EDGE]))[0])
        return edge / float((0.5 / LATTICE_EDGE) ** (0.5**self.squarings) - 1.0)

    def tail(self, size: Array) -> Array:
        """P(score > size), for sizes of 0 or more."""
        if self.df is None:
            return ndtr(-size)
        return np.asarray(stdtr(self.df, -size), dtype=np.float64)

    def size(self, tail: Array) -> Array:
        """The score that is exceeded with this probability, for probabilities of at most 1/2."""
        if self.df is None:
            return -ndtri(tail)
        return np.abs(stdtrit(self.df, tail))  # SciPy gives the infinite one either sign

    def fold(self, size: Array) -> Array:
        """Return v of scores of this size."""
        return 0.5 * (1.0 + size / self.unit) ** -(2.0**self.squarings)

    def unfold(self, v: Array) -> Array:
        """Return the size of scores of this v."""
        with np.errstate(divide="ignore"):
            return self.unit * ((2.0 * v) ** -(0.5**self.squarings) - 1.0)


@dataclass(frozen=True)
class OnScores:
    """A law whose quantile function takes v of `Scores` as its argument instead of a probability.

    It exists to be tabulated. Mean, sd and support are those of the law, which is what is drawn.
    """

    law: Law
    scores: Scores

    @property
    def mean(self) -> float:
        """Expected value of the law."""
        return self.law.mean

    @property
    def sd(self) -> float:
        """Standard deviation of the law."""
        return self.law.sd

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value of the law."""
        return self.law.support

    @property
    def breaks(self) -> tuple[float, ...]:
        """The law's breaks, on this scale."""
        return tuple(u for u in map(self._moved, self.law.breaks) if _END < u < 1.0 - _END)

    @property
    def atoms(self) -> tuple[tuple[float, float, float], ...]:
        """The law's atoms, on this scale; a law in pieces has one more at either end, far beyond the lattice.

        Without them a narrow piece next to an end would have cells where scores have no probability left.
        """
        if not (self.law.breaks or self.law.atoms):
            return ()
        low, high = _END, 1.0 - _END
        moved = ((self._moved(a), self._moved(b), value) for a, b, value in self.law.atoms)
        found = [(max(a, low), min(b, high), value) for a, b, value in moved if a < high and b > low]
        end = np.array([_END])
        if not found or found[0][0] > low:
            found.insert(0, (low, low, float(self.ppf(end)[0])))
        if found[-1][1] < high:
            found.append((high, high, float(self.isf(end)[0])))
        found[0] = (0.0, *found[0][1:])
        found[-1] = (found[-1][0], 1.0, found[-1][2])
        return tuple(found)

    def cdf(self, x: Array) -> Array:
        """Return the argument at which the quantile function reaches x."""
        return self._either(self.law.cdf(x), self.law.sf(x), upper=False)

    def sf(self, x: Array) -> Array:
        """1 - cdf(x), without its rounding."""
        return self._either(self.law.cdf(x), self.law.sf(x), upper=True)

    def ppf(self, u: Array) -> Array:
        """The law's quantile function, with an argument on this scale."""
        return self._quantile(np.asarray(u), 1.0 - np.asarray(u))

    def isf(self, v: Array) -> Array:
        """The law's quantile function, from the upper end, with an argument on this scale."""
        return self._quantile(1.0 - np.asarray(v), np.asarray(v))

    def _quantile(self, below: Array, above: Array) -> Array:
        """Return quantiles from the nearer end, given what lies below and above on this scale."""
        tail = self.scores.tail(self.scores.unfold(np.minimum(below, above)))
        return np.where(below <= 0.5, self.law.ppf(tail), self.law.isf(tail))

    def _either(self, below: Array, above: Array, upper: bool) -> Array:
        """Move probabilities to this scale, from the nearer end."""
        v = self.scores.fold(self.scores.size(np.minimum(below, above)))
        return np.where((below <= 0.5) != upper, v, 1.0 - v)

    def _moved(self, u: float) -> float:
        return float(self._either(np.array(u), np.array(1.0 - u), upper=False))


@dataclass(frozen=True, slots=True)
class CommonScale(Smooth):
    """sqrt(df / chi2) with df degrees of freedom: what the scores of a t copula have in common.

    Source: S. Demarta and A. J. McNeil, *The t copula and related copulas* (2005), section 2.
    """

    df: float

    @property
    def mean(self) -> float:
        """Expected value."""
        return math.inf if self.df <= 1.0 else mean_and_sd(self)[0]

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return math.inf if self.df <= 2.0 else mean_and_sd(self)[1]

    @property
    def support(self) -> tuple[float, float]:
        """Above 0."""
        return 0.0, math.inf

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return np.asarray(gammaincc(0.5 * self.df, 0.5 * self.df / (x * x)), dtype=np.float64)

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return np.asarray(gammainc(0.5 * self.df, 0.5 * self.df / (x * x)), dtype=np.float64)

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        return np.asarray(np.sqrt(0.5 * self.df / gammainccinv(0.5 * self.df, u)), dtype=np.float64)

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        return np.asarray(np.sqrt(0.5 * self.df / gammaincinv(0.5 * self.df, v)), dtype=np.float64)
