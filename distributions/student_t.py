"""StudentT law: symmetrical like the normal law, with heavier tails; the smaller `df`, the heavier.

========  ================================================
Support   all numbers
Mean      ``mean``, infinite to df = 1
Variance  ``scale**2 * df / (df - 2)``, infinite to df = 2
========  ================================================

With df of 1 or less there is no mean, and the parameter is only the centre: a scenario may have such a law with `min`
and `max`.

Its quantiles come from the incomplete beta function, whichever of x = df / (df + t^2) and 1 - x is the smaller:
P(|T| > t) = I_x(df / 2, 1 / 2), so both the middle and the far tails keep their digits.

Source: N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*, vol. 2 (1995), chapter 28.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from .errors import SHAPES, LawError, check_numbers, shown
from .law import Array
from .smooth import Smooth
from .special import betainc, betaincc, betainccinv, betaincinv, betaln

__all__ = ["StudentT"]


#: Fewest degrees of freedom: with fewer, the quantiles that a run can draw leave the range of floating-point numbers.
FEWEST = 0.1


@dataclass(frozen=True, slots=True)
class StudentT(Smooth):
    """A quantity with tails like x^-df; `mean` and `scale` have the unit of the field that holds it, `df` has none.

    Attributes
    ----------
    middle : float
        What was given as `mean`, which itself is infinite up to df = 1.
    """

    name: ClassVar[str] = "student_t"
    mean: float
    scale: float
    df: float
    middle: float = field(init=False, repr=False)  # compared: all else may be equal where there is no mean

    def __post_init__(self) -> None:
        """Check the parameters."""
        object.__setattr__(self, "middle", self.mean)
        check_numbers(self, "student_t")
        if not self.scale > 0.0:
            raise LawError(f"student_t needs scale > 0, got scale={self.scale}", "scale")
        if not self.df >= FEWEST:
            raise LawError(f"student_t needs df of at least {FEWEST:g}, got df={shown(self.df)}", "df")
        if not self.df <= SHAPES[1]:
            raise LawError(
                f"student_t needs df of at most {SHAPES[1]:g}, beyond it is a normal law, got df={shown(self.df)}", "df"
            )
        if not self.df > 1.0:
            object.__setattr__(self, "mean", math.inf)

    @property
    def sd(self) -> float:
        """Standard deviation; infinite up to df = 2."""
        return self.scale * math.sqrt(self.df / (self.df - 2.0)) if self.df > 2.0 else math.inf

    @property
    def support(self) -> tuple[float, float]:
        """Unbounded."""
        return -math.inf, math.inf

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return _above(self.df, (self.middle - np.asarray(x)) / self.scale)

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return _above(self.df, (np.asarray(x) - self.middle) / self.scale)

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        return self.middle - self.scale * _quantile(self.df, u)

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        return self.middle + self.scale * _quantile(self.df, v)


#: Below this log(x) the leading term of the tail is all of it, to the last bit; SciPy's inverse may fail there.
_LEADING = math.log(1e-20)


def _above(df: float, t: Array) -> Array:
    """Return P(T > t) of the standard law."""
    with np.errstate(over="ignore"):  # t^2 past the largest float: the tail is 0
        odds = np.square(t / math.sqrt(df))
    far = betainc(0.5 * df, 0.5, 1.0 / (1.0 + odds))
    near = betaincc(0.5, 0.5 * df, np.minimum(odds, 1.0) / (1.0 + np.minimum(odds, 1.0)))
    tail = 0.5 * np.where(odds > 1.0, far, near)
    return np.where(t > 0.0, tail, 1.0 - tail)


def _quantile(df: float, v: Array) -> Array:
    """Return the t of the standard law with P(T > t) = v."""
    v = np.asarray(v, dtype=np.float64)
    half, both = 0.5 * df, 2.0 * np.minimum(v, 1.0 - v)  # P(|T| > |t|)
    odds = np.zeros(v.shape)  # t^2 / df
    far = both <= betainc(half, 0.5, 0.5)
    middle = ~far & (both > 0.5)
    between = ~far & ~middle
    y = betaincinv(0.5, half, 1.0 - both[middle])
    odds[middle] = y / (1.0 - y)
    y = betainccinv(0.5, half, both[between])
    odds[between] = y / (1.0 - y)
    with np.errstate(divide="ignore"):  # v = 0: t is infinite
        log_x = (np.log(half * both[far]) + betaln(half, 0.5)) / half
    leading = log_x < _LEADING
    x = betaincinv(half, 0.5, np.where(leading, 0.5, both[far]))
    size = math.sqrt(df) * np.sqrt(odds)
    with np.errstate(over="ignore"):  # past the largest float: inf is the right answer
        size[far] = math.sqrt(df) * np.where(leading, np.exp(-0.5 * log_x), np.sqrt((1.0 - x) / x))
    return np.where(v < 0.5, size, -size)
