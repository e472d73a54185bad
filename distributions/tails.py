"""Which moments of a law are finite, read from the law: no sample shows it."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np

from .law import Law

__all__ = ["HIGHEST_MOMENT", "finite_moments"]

#: The highest moment that is asked for: the error of a standard deviation needs no higher one.
HIGHEST_MOMENT: Final = 4

#: So many times its middle half is far enough for a law to show how its tail falls.
_FAR = (1e40, 1e42)


@lru_cache(maxsize=1024)
def finite_moments(law: Law) -> int:
    """Return the highest even moment up to the fourth that is finite: 4, 2, or 0 where the variance is infinite.

    The fourth moment is finite where both tails fall faster than x^-4. Measured is the fall between two points so far
    out that nothing is left of light tails.
    """
    low, high = law.support
    if math.isfinite(low) and math.isfinite(high):
        return HIGHEST_MOMENT
    if not math.isfinite(law.sd):
        return 0
    first, middle, last = law.ppf(np.array([0.25, 0.5, 0.75])).tolist()
    x = np.array(_FAR) * max(last - first, abs(middle), 1e-300)
    tails = [law.sf(x)] if math.isinf(high) else []
    tails += [law.cdf(-x)] if math.isinf(low) else []
    return min((4 if _fall(near, far) > 4.0 + 1e-6 else 2 for near, far in tails), default=HIGHEST_MOMENT)


def _fall(near: float, far: float) -> float:
    """Return the power of x with which a tail falls between the two points."""
    if not far > 0.0:
        return math.inf
    return math.log(near / far) / math.log(_FAR[1] / _FAR[0])
