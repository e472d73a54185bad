"""Estimates with their standard error, from independent replicates.

Points within a replicate depend on each other (they are spread evenly on purpose), replicates do not. So what is
computed from the replicates' sums gets its error from leaving out one replicate at a time.

Source: B. Efron and C. Stein, *The jackknife estimate of variance* (1981).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..engine import operations as op
from ..engine.program import BLOCK
from ..engine.streams import REPLICATES

__all__ = [
    "Array",
    "Estimate",
    "by_replicate",
    "differences",
    "jackknife",
    "mean_of_replicates",
    "ratio",
    "replicate_of",
]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and its Monte Carlo standard error, in the same unit."""

    value: float
    se: float


def replicate_of(trajectories: int) -> NDArray[np.int64]:
    """Return the replicate of each of the first trajectories, shape (trajectories,)."""
    return (np.arange(trajectories, dtype=np.int64) // BLOCK) % REPLICATES


def by_replicate(values: Array) -> Array:
    """Return the mean of each replicate, shape (replicates,); `values` holds whole rounds of blocks."""
    means: Array = values.reshape(-1, REPLICATES, BLOCK).mean(axis=(0, 2))
    return means


def jackknife(whole: float, without: Array) -> Estimate:
    """Return an estimate from all replicates, with the error that those which lack one replicate show.

    Parameters
    ----------
    whole : float
    without : float64, shape (replicates,)
    """
    spread = without - without.mean()
    factor = (without.size - 1) / without.size
    return Estimate(float(whole), float(np.sqrt(factor * np.sum(spread * spread))))


def ratio(numerator: Array, denominator: Array) -> Estimate:
    """Return the ratio of two means from the means of each replicate; 0 where the denominator is 0."""
    if not np.any(denominator):
        return Estimate(0.0, 0.0)
    top, bottom = numerator.sum(), denominator.sum()
    return jackknife(top / bottom, (top - numerator) / (bottom - denominator))


def differences(costs: Array, others: Array) -> Array:
    """Return costs less others; 0 where they are equal but for rounding, as ties are counted."""
    found = costs - others
    return np.where(np.abs(found) <= op.ROUNDING * np.abs(others), 0.0, found)


def mean_of_replicates(means: Array) -> Estimate:
    """Return the mean of replicates of one size, and its error."""
    return Estimate(float(means.mean()), float(means.std(ddof=1) / np.sqrt(means.size)))
