"""Laws of the examples, in SciPy's words."""

from __future__ import annotations

import numpy as np
import scipy.stats as st

Z95 = float(st.norm.ppf(0.95))


def to(low: float, high: float) -> st.rv_continuous:
    """Return the lognormal with these as P5 and P95."""
    return st.lognorm(np.log(high / low) / (2.0 * Z95), scale=np.sqrt(low * high))


def pert(low: float, mode: float, high: float) -> st.rv_continuous:
    """Return the PERT law of weight 4."""
    width = high - low
    return st.beta(1.0 + 4.0 * (mode - low) / width, 1.0 + 4.0 * (high - mode) / width, low, width)


def mean_of(function: object, law: st.rv_continuous, points: int = 20_000) -> float:
    """Return the mean of a function of a draw: over midpoints in probability."""
    u = (np.arange(points) + 0.5) / points
    return float(np.mean(function(law.ppf(u))))  # type: ignore[operator]
