"""Kernels that count in the results of a chunk who was cheaper than whom."""

from __future__ import annotations

import numpy as np

from . import operations as op
from .arrays import Float64Array2D, Int64Array1D, Int64Array2D, Int64Array3D, Int64Array4D
from .jit import entry

__all__ = ["count_cheapest", "count_wins"]


@entry
def count_wins(
    results: Float64Array2D,
    tco: Int64Array2D,
    lanes: Int64Array1D,
    out: Int64Array4D,
) -> None:
    """Add to `out` how often each strategy was cheaper than each other one, in blocks of one replicate.

    Parameters
    ----------
    results : float64, shape (rows, 512 x blocks)
    tco : int64, shape (horizons, strategies)
        Rows of the TCO.
    lanes : int64, shape (blocks,)
    out : int64, shape (horizons, strategies, strategies, 3)
        Increased where the first strategy is cheaper than the second: by more than rounding, by 10 %, by 20 %.
    """
    for block in range(lanes.size):
        column = np.uint64(block * 512)
        for h in range(tco.shape[0]):
            for one in range(tco.shape[1]):
                for other in range(tco.shape[1]):
                    if one == other:
                        continue
                    x = tco[h, one]
                    y = tco[h, other]
                    cheaper = 0
                    by_10 = 0
                    by_20 = 0
                    for i in range(np.uint64(lanes[block])):
                        cost = results[y, column + i]
                        cheaper += results[x, column + i] < cost - op.ROUNDING * abs(cost)
                        by_10 += results[x, column + i] <= 0.9 * results[y, column + i]
                        by_20 += results[x, column + i] <= 0.8 * results[y, column + i]
                    out[h, one, other, 0] += cheaper
                    out[h, one, other, 1] += by_10
                    out[h, one, other, 2] += by_20


@entry
def count_cheapest(results: Float64Array2D, tco: Int64Array2D, lanes: Int64Array1D, out: Int64Array3D) -> None:
    """Add to `out` how often each strategy was the cheapest, alone or with others.

    Parameters
    ----------
    results : float64, shape (rows, 512 x blocks)
    tco : int64, shape (horizons, strategies)
    lanes : int64, shape (blocks,)
    out : int64, shape (horizons, strategies, strategies)
        out[h, s, k] is increased where s is cheapest together with k others.
    """
    for block in range(lanes.size):
        column = np.uint64(block * 512)
        for h in range(tco.shape[0]):
            for i in range(np.uint64(lanes[block])):
                best = results[tco[h, 0], column + i]
                ties = 0
                for s in range(1, tco.shape[1]):
                    best = min(best, results[tco[h, s], column + i])
                most = best + op.ROUNDING * abs(best)
                for s in range(tco.shape[1]):
                    ties += results[tco[h, s], column + i] <= most
                for s in range(tco.shape[1]):
                    if results[tco[h, s], column + i] <= most:
                        out[h, s, ties - 1] += 1
