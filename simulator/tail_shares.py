"""How much of a mean comes from rare futures: from the highest 1 in 1,000, or from 1 in 1,000 at either end.

Of a cost the highest ones count: A = E[X; X above its P99.9], as a share of the mean. Of a difference both ends do, so
that they offset each other where they are alike: the share of a normal difference is 0.2 %, however small its mean.
For a lognormal cost of sd sigma (of its logarithm) the share is Phi(sigma - 3.09): 1.8 % for 1, 14 % for 2.

The mean is A + B, and each has an influence function: x clipped at P99.9 moves B, what is beyond moves A. So the
interval of the log-odds, log(A / B), is that of a mean; they are far less skewed than the share.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..distributions.special import expit
from .engine.distribution_stack import DistributionStack
from .intervals import Spread
from .mean_intervals import MeanLike, mean_intervals

__all__ = ["RARE", "RareShare", "rare_shares"]

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


def rare_shares(
    pooled: DistributionStack, parts: DistributionStack, t90: float | None, both_ends: bool = False
) -> list[RareShare]:
    """Return what the rarest values make of the mean of each row.

    Parameters
    ----------
    pooled : DistributionStack
        Of all replicates together, of each row, with its mean.
    parts : DistributionStack
        Of each replicate of the first row that has values, with their means, then of the next row.
    t90 : float, optional
        None: no interval is known.
    both_ends : bool
        Whether the lowest 1 in 1,000 count too.
    """
    mean, (low, high) = _means(pooled), pooled.quantile(np.array([RARE, 1.0 - RARE])).T

    def kept(x: Array, spread: Spread) -> Array:
        inside = np.minimum(x, spread(high))
        return np.maximum(inside, spread(low)) if both_ends else inside

    def mean_kept(of: DistributionStack) -> Array:
        above, below = (np.repeat(each, len(of) // len(pooled))[:, None] for each in (high, low))
        inside = of.mean - of.excess(above)[:, 0]
        return inside + of.shortfall(below)[:, 0] if both_ends else inside

    rest = mean_kept(pooled) - RARE * (high + (low if both_ends else 0.0))
    amount, known = mean - rest, mean != 0.0
    share = amount / np.where(known, mean, 1.0)
    shares = [value if there else None for value, there in zip(share.tolist(), known.tolist(), strict=True)]
    if t90 is None:
        return [RareShare(*each, None) for each in zip(amount.tolist(), shares, strict=True)]
    as_odds = known & (share > 0.0) & (share < 1.0)
    # how far x moves log(A / B), or A / (A + B): by what is beyond, and by what is kept
    a, b, whole = np.where(as_odds, amount, 1.0), np.where(as_odds, rest, 1.0), np.where(known, mean, 1.0)
    by_beyond = np.where(as_odds, 1.0 / a, (1.0 - share) / whole)
    by_kept = np.where(as_odds, -1.0 / b, -share / whole)

    def influence(x: Array, spread: Spread) -> Array:
        inside = kept(x, spread)
        return np.asarray(spread(by_beyond) * (x - inside) + spread(by_kept) * inside)

    shape = len(pooled), len(parts) // len(pooled)
    rests, means = (each.reshape(shape) for each in (mean_kept(parts), _means(parts)))
    each = by_beyond[:, None] * (means - rests) + by_kept[:, None] * rests
    value = np.array([math.log(s / (1.0 - s)) if odds else s for s, odds in zip(share.tolist(), as_odds, strict=True)])
    counts = parts.count[: each.shape[1]].astype(np.float64)
    found = []
    ends = mean_intervals(MeanLike(value, influence, each), pooled, counts, t90).tolist()
    for part, of_mean, odds, around in zip(amount.tolist(), shares, as_odds, ends, strict=True):
        interval = [float(expit(end)) for end in around] if odds else around
        found.append(RareShare(part, of_mean, None if of_mean is None else interval))
    return found


def _means(distributions: DistributionStack) -> Array:
    return np.where(np.isnan(distributions.means), distributions.mean, distributions.means)
