"""How much of a mean comes from rare futures: from the highest 1 in 1,000, or from 1 in 1,000 at either end.

Of a cost the highest ones count: A = E[X; X above its P99.9], as a share of the mean. Of a difference both ends do, so
that they offset each other where they are alike: the share of a normal difference is 0.2 %, however small its mean.
For a lognormal cost of sd sigma (of its logarithm) the share is Phi(sigma - 3.09): 1.8 % for 1, 14 % for 2.

The mean is A + B, and each has an influence function: x clipped at P99.9 moves B, what is beyond moves A. So the
interval of the log-odds, log(A / B), is that of a mean; they are far less skewed than the share.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..distributions.special import expit
from .engine.distribution import Distribution
from .mean_intervals import MeanLike, mean_interval

__all__ = ["RARE", "RareShare", "rare_share"]

Array = NDArray[np.float64]

#: What is rare: 1 future in 1,000.
RARE: Final = 1e-3


class RareShare(NamedTuple):
    """What rare futures make of a mean.

    Attributes
    ----------
    amount : float
        Their part of the mean.
    share : float or None
        Of the mean; None where the mean is 0.
    interval90 : list of float or None
        The ends of the share's 90 % interval; None where it is not known.
    """

    amount: float
    share: float | None
    interval90: list[float] | None


def rare_share(
    pooled: Distribution, parts: Sequence[Distribution], t90: float | None, both_ends: bool = False
) -> RareShare:
    """Return what the rarest values make of a mean.

    Parameters
    ----------
    pooled : Distribution
        Of all replicates together, with its mean.
    parts : sequence of Distribution
        Of each replicate that has values, with their means.
    t90 : float, optional
        None: the interval is not known.
    both_ends : bool
        Whether the lowest 1 in 1,000 count too.
    """
    mean, (low, high) = _mean(pooled), pooled.quantile(np.array([RARE, 1.0 - RARE])).tolist()
    if not both_ends:
        low = -math.inf

    def kept(x: Array) -> Array:
        return np.clip(x, low, high)

    def clipped(part: Distribution) -> float:
        return float(np.sum(part.counts / part.count * kept(part.middles)))

    rest = clipped(pooled) - RARE * (high + (low if both_ends else 0.0))
    amount = mean - rest
    if mean == 0.0:
        return RareShare(amount, None, None)
    share = amount / mean
    if t90 is None:
        return RareShare(amount, share, None)
    as_odds = 0.0 < share < 1.0
    # how far x moves log(A / B), or A / (A + B): by what is beyond, and by what is kept
    by_beyond, by_kept = (1.0 / amount, -1.0 / rest) if as_odds else ((1.0 - share) / mean, -share / mean)

    def influence(x: Array) -> Array:
        return np.asarray(by_beyond * (x - kept(x)) + by_kept * kept(x))

    each = [by_beyond * (_mean(part) - clipped(part)) + by_kept * clipped(part) for part in parts]
    value = math.log(share / (1.0 - share)) if as_odds else share
    counts = np.array([part.count for part in parts], dtype=np.float64)
    ends = mean_interval(MeanLike(value, influence, np.array(each)), pooled, counts, t90)
    return RareShare(amount, share, [float(expit(end)) for end in ends] if as_odds else ends)


def _mean(distribution: Distribution) -> float:
    if distribution.mean is not None:
        return distribution.mean
    return float(np.sum(distribution.counts / distribution.count * distribution.middles))
