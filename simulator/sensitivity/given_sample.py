"""What a plain sample tells about an input: valid whether or not inputs depend on each other.

The first-order index is Var(E[Y | X]) / Var(Y): by how much the variance is expected to shrink once X is known. The
conditional mean is a straight line in each of up to 64 bins of equal count; no bin cuts through equal values, so that
a discrete input is taken value by value. Fitted in each replicate alone, and multiplied between different replicates,
whose errors are independent, it gives an estimate without the upward bias of squared noise.

Source: E. Plischke, E. Borgonovo and C. L. Smith, *Global sensitivity measures from given data* (2013), for the bins;
A. B. Owen, *Variance components and generalized Sobol' indices* (2013), for products of independent estimates.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..engine.streams import REPLICATES
from .estimates import Array, Estimate, jackknife, replicate_of

__all__ = ["MOST_BINS", "Ordered", "first_order"]

MOST_BINS = 64
_IN_BIN = 32  # of each replicate, where there are that many
_LEAST_IN_BIN = 8
#: Spread of a replicate's points in a bin, relative to that of all, below which its slope is not trusted in full.
_NARROW = 0.05


class Ordered(NamedTuple):
    """An input's values and their order, which is worth working out once.

    Attributes
    ----------
    values : float64, shape (trajectories,)
    order : int64, shape (trajectories,)
        Trajectories by ascending value.
    is_first : bool, shape (trajectories,)
        In that order: whether the value before is another one.
    """

    values: Array
    order: NDArray[np.int64]
    is_first: NDArray[np.bool_]

    @classmethod
    def of(cls, x: Array) -> Ordered:
        """Return values with their order."""
        order = np.argsort(x, kind="stable")
        ascending = x[order]
        return cls(x, order, np.concatenate([[True], ascending[1:] != ascending[:-1]]))


def first_order(x: Ordered, y: Array) -> Estimate:
    """Return the first-order index of an input, with its standard error.

    Parameters
    ----------
    x : Ordered
        An input.
    y : float64, shape (trajectories,)
        The output; whole rounds of blocks.
    """
    replicate = replicate_of(y.size)
    y = y - y.mean()
    variance = np.bincount(replicate, weights=y * y, minlength=REPLICATES) / y.size
    if not variance.any() or not x.is_first[1:].any():
        return Estimate(0.0, 0.0)
    fits = _fits(x, y, replicate)
    products = np.einsum("ik,jk->ij", fits, fits)
    own, rows = np.diagonal(products), products.sum(axis=1)
    r = REPLICATES
    whole = (products.sum() - own.sum()) / (r * (r - 1))
    without = (products.sum() - 2.0 * rows + own - (own.sum() - own)) / ((r - 1) * (r - 2))
    total = variance.sum()
    return jackknife(whole / total, without / ((total - variance) * r / (r - 1)))


def _fits(ordered: Ordered, y: Array, replicate: NDArray[np.int64]) -> Array:
    """Return each replicate's conditional mean, shape (replicates, 2 x bins), in an orthonormal basis.

    Less its own mean; so the product of two rows is the covariance of two conditional means under the law of x.
    """
    x = ordered.values
    label, bins = _bins(ordered, replicate)
    share = np.bincount(label, minlength=bins) / x.size
    centre = np.bincount(label, weights=x, minlength=bins) / (share * x.size)
    off = x - centre[label]
    spread = np.sqrt(np.bincount(label, weights=off * off, minlength=bins) / (share * x.size))
    flat = spread <= 1e-12 * (np.abs(centre) + spread)
    z = off / np.where(flat, 1.0, spread)[label]
    z[flat[label]] = 0.0
    cell = replicate * bins + label

    def sums(weights: Array | None = None) -> Array:
        added = np.bincount(cell, weights=weights, minlength=REPLICATES * bins)
        return added.astype(np.float64).reshape(REPLICATES, bins)

    n, s_z, s_y = sums(), sums(z), sums(y)
    covariance = sums(z * y) - s_z * s_y / n
    own_spread = sums(z * z) - s_z * s_z / n
    slope = covariance / np.maximum(own_spread, _NARROW * n)
    level = (s_y - slope * s_z) / n
    level -= (level * share).sum(axis=1, keepdims=True)
    fits: Array = np.concatenate([level, slope], axis=1) * np.sqrt(np.concatenate([share, share]))
    return fits


def _bins(x: Ordered, replicate: NDArray[np.int64]) -> tuple[NDArray[np.int64], int]:
    """Return the bin of each value and the number of bins; every replicate has some points in each."""
    size = x.values.size
    wanted = int(np.clip(size // (REPLICATES * _IN_BIN), 4, MOST_BINS))
    fine = np.empty(size, dtype=np.int64)
    fine[x.order] = np.maximum.accumulate(np.where(x.is_first, np.arange(size), 0)) * wanted // size
    counts = np.bincount(replicate * wanted + fine, minlength=REPLICATES * wanted).reshape(-1, wanted)
    coarse = np.zeros(wanted, dtype=np.int64)
    bins, held = 0, np.zeros(REPLICATES, dtype=np.int64)
    for k in range(wanted):
        coarse[k] = bins
        held += counts[:, k]
        if held.min() >= _LEAST_IN_BIN:
            bins, held = bins + 1, np.zeros_like(held)
    coarse = np.minimum(coarse, max(bins - 1, 0))  # what is left at the end joins the last whole bin
    return coarse[fine], max(bins, 1)
