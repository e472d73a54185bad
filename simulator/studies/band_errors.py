"""How well a two-level run knows what it prints: 90 % intervals from the number of its outer runs.

The outer runs are what was drawn: all futures inside one of them share its priors, so they are one *cluster*, and a
precision of a figure over all futures depends on the number of clusters. The rules:

- a mean: Student's t of the outer runs' means;
- a percentile of all futures: the interval of the share of futures below it, read off the pooled curve
  (R. S. Woodruff, *Confidence intervals for medians and other position measures*, JASA 47, 1952);
- a probability: the binomial interval of Clopper and Pearson for the effective number of futures (E. L. Korn and
  B. I. Graubard, *Confidence intervals for proportions with small expected number of positive counts estimated from
  survey data*, Survey Methodology 24, 1998), which is the number of outer runs itself where none, or each, had it;
- an end of a band: order statistics (W. J. Conover, *Practical nonparametric statistics*, section 3.2).

Outer points are spread more evenly than independent ones, so all of these are upper limits.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ...distributions.special import bdtr, betaincinv, stdtrit

__all__ = ["Interval", "mean_error", "mean_interval", "order_interval", "percentile_interval", "probability_interval"]

Array = NDArray[np.float64]
Interval = list[float]

_TAIL: Final = 0.05  # on either side


def mean_error(each: Array) -> Array:
    """Return the standard error of a mean over outer runs, along the first axis."""
    error: Array = each.std(axis=0, ddof=1) / math.sqrt(each.shape[0])
    return error


def mean_interval(whole: float, each: Array) -> Interval:
    """Return the interval of a mean over outer runs, shape (outer,)."""
    half = _t90(each.size) * float(mean_error(each))
    return [whole - half, whole + half]


def percentile_interval(value: float, probability: float, each: Array, pooled: Array) -> Interval:
    """Return the interval of a percentile of all futures.

    Parameters
    ----------
    value : float
        The percentile.
    probability : float
        Which one it is, from 0 to 1.
    each : float64, shape (outer, inner)
        Costs, ascending within each outer run.
    pooled : float64, shape (outer x inner,)
        All of them, ascending.
    """
    below = np.array([np.searchsorted(one, value, side="left") for one in each]) / each.shape[1]
    half = _t90(below.size) * float(mean_error(below))
    last = pooled.size - 1
    low, high = (float(pooled[min(max(round(pooled.size * (probability + side)), 0), last)]) for side in (-half, half))
    return [min(low, value), max(high, value)]


def probability_interval(each: Array, fewest: int) -> Interval:
    """Return the interval of a probability: the mean of `each`, the probabilities in the outer runs.

    Parameters
    ----------
    each : float64, shape (outer,)
    fewest : int
        Independent draws that there are at least: the outer runs, or all futures where nothing is drawn but them.
    """
    probability, error = float(each.mean()), float(mean_error(each))
    number = float(fewest) if error == 0.0 else max(1.0, probability * (1.0 - probability) / error**2)
    hits = number * probability
    low = float(betaincinv(hits, number - hits + 1.0, _TAIL)) if probability > 0.0 else 0.0
    high = float(betaincinv(hits + 1.0, number - hits, 1.0 - _TAIL)) if probability < 1.0 else 1.0
    return [low, high]


def order_interval(ordered: Array, probability: float) -> Interval | None:
    """Return the interval of a quantile of the distribution behind the ascending outer runs; None if they are too few.

    Its ends are two of them, with a probability of at most 5 % that the quantile lies beyond either.
    """
    n = ordered.size
    ranks = np.arange(n + 1)
    below = bdtr(ranks, n, probability)  # the probability of so many or fewer below the quantile
    low = int(np.count_nonzero(below <= _TAIL)) - 1  # the last order statistic that is above it with 5 % at most
    high = int(np.searchsorted(below, 1.0 - _TAIL, side="left"))
    if low < 0 or high >= n:
        return None
    return [float(ordered[low]), float(ordered[high])]


def _t90(outer: int) -> float:
    """Return Student's t for a two-sided 90 % interval."""
    return float(stdtrit(outer - 1, 1.0 - _TAIL))
