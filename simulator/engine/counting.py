"""Kernels that count in the results of a chunk who was cheaper than whom."""

from __future__ import annotations

import numpy as np

from . import operations as op
from .arrays import Float64Array2D, Int64Array1D, Int64Array2D, Int64Array3D, Int64Array5D
from .jit import entry

__all__ = ["count_cheapest", "count_wins"]


@entry
def count_wins(
    results: Float64Array2D,
    tco: Int64Array2D,
    lanes: Int64Array1D,
    replicates: Int64Array1D,
    out: Int64Array5D,
) -> None:
    """Add to `out` how often each strategy was cheaper than each other one.

    Parameters
    ----------
    results : float64, shape (rows, 512 x blocks)
    tco : int64, shape (horizons, strategies)
        Rows of the TCO.
    lanes, replicates : int64, shape (blocks,)
    out : int64, shape (replicates, horizons, strategies, strategies, 3)
        Increased where the first strategy is cheaper than the second: by more than rounding, by 10 %, by 20 %.
    """
    for block in range(lanes.size):
        column, replicate = np.uint64(block * 512), np.uint64(replicates[block])
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
                    out[replicate, h, one, other, 0] += cheaper
                    out[replicate, h, one, other, 1] += by_10
                    out[replicate, h, one, other, 2] += by_20


@entry
def count_cheapest(
    results: Float64Array2D, tco: Int64Array2D, lanes: Int64Array1D, scratch: Float64Array2D, out: Int64Array3D
) -> None:
    """Add to `out` how often each strategy was the cheapest, alone or with others.

    Parameters
    ----------
    results : float64, shape (rows, 512 x blocks)
    tco : int64, shape (horizons, strategies)
    lanes : int64, shape (blocks,)
    scratch : float64, shape (2, 512)
    out : int64, shape (horizons, strategies, strategies)
        out[h, s, k] is increased where s is cheapest together with k others.
    """
    most, ties = np.uint64(0), np.uint64(1)
    for block in range(lanes.size):
        column, number = np.uint64(block * 512), np.uint64(lanes[block])
        for h in range(tco.shape[0]):
            row = np.uint64(tco[h, 0])
            for i in range(number):
                scratch[most, i] = results[row, column + i]
                scratch[ties, i] = 0.0
            for s in range(1, tco.shape[1]):
                row = np.uint64(tco[h, s])
                for i in range(number):
                    scratch[most, i] = min(scratch[most, i], results[row, column + i])
            for i in range(number):
                scratch[most, i] += op.ROUNDING * abs(scratch[most, i])
            for s in range(tco.shape[1]):
                row = np.uint64(tco[h, s])
                for i in range(number):
                    scratch[ties, i] += results[row, column + i] <= scratch[most, i]
            for s in range(tco.shape[1]):
                row = np.uint64(tco[h, s])
                alone = shared = 0
                for i in range(number):
                    cheapest = results[row, column + i] <= scratch[most, i]
                    alone += cheapest & (scratch[ties, i] == 1.0)
                    shared += cheapest & (scratch[ties, i] > 1.0)
                out[h, s, 0] += alone
                if shared > 0:  # rarely, and never the code of a vector
                    for i in range(number):
                        if results[row, column + i] <= scratch[most, i] and scratch[ties, i] > 1.0:
                            out[h, s, np.uint64(scratch[ties, i]) - np.uint64(1)] += 1
