"""Kernel that fits parts of a total by straight lines where the total is near an amount.

Source: J. Fan and I. Gijbels, *Local Polynomial Modelling and Its Applications* (1996), chapter 2.
"""

from __future__ import annotations

import numpy as np

from .arrays import Float64Array1D, Float64Array2D, Float64Array3D, Int64Array1D, Int64Array3D
from .jit import entry
from .program import BLOCK

__all__ = ["fit_parts"]

#: Squared distance of an amount from the trajectories around it, in their variance, from which on it lies outside of
#: them: a line through them would be a guess.
_OUTSIDE = 9.0


@entry
def fit_parts(
    parts: Float64Array2D,
    ascending: Float64Array1D,
    in_blocks: Float64Array1D,
    places: Int64Array1D,
    amounts: Float64Array1D,
    wide: int,
    weights: Float64Array3D,
    bounds: Int64Array3D,
    sums: Float64Array3D,
    heights: Float64Array3D,
    slopes: Float64Array3D,
    fits: Float64Array2D,
    expected: Float64Array2D,
    errors: Float64Array2D,
) -> None:
    """Fill in what parts are expected to be where their total is an amount, and the standard errors of this.

    Parameters
    ----------
    parts : float64, shape (parts, trajectories)
        They add up to the totals.
    ascending : float64, shape (trajectories,)
        The totals in ascending order.
    in_blocks : float64, shape (trajectories,)
        Those of each block in ascending order, one block after another. Blocks are independent: they give the errors.
    places : int64, shape (trajectories,)
        Which trajectories these are.
    amounts : float64, shape (amounts,)
        One or more.
    wide : int
        Trajectories that a line is fitted to; more where values are equal.
    weights : float64, shape (2, amounts, trajectories)
        Scratch.
    bounds : int64, shape (2, amounts, blocks)
        Scratch.
    sums : float64, shape (3, amounts, blocks)
        Scratch.
    heights, slopes : float64, shape (parts, amounts, blocks)
        Scratch.
    fits : float64, shape (3, amounts)
        Scratch.
    expected : float64, shape (amounts, parts)
        They add up to each amount.
    errors : float64, shape (first amounts, parts)
        NaN where one block alone has trajectories so near.
    """
    n, blocks = ascending.size, sums.shape[2]
    for a in range(amounts.size):
        amount, near, tilted = amounts[a], weights[0, a], weights[1, a]
        # the nearest totals lie side by side; the first of them is not farther than the one after the last
        first, last = 0, n - wide
        while first < last:
            middle = (first + last) // 2
            after = ascending[middle + wide] - amount
            if after >= 0.0 and abs(ascending[middle] - amount) <= after:
                last = middle
            else:
                first = middle + 1
        width = max(abs(ascending[first] - amount), abs(ascending[first + wide - 1] - amount))
        # those that are nearer weigh more (Epanechnikov)
        scale = width * (1.0 + 1e-9) if width > 0.0 else 1.0
        total, mean = 0.0, 0.0
        for b in range(blocks):
            end = min((b + 1) * BLOCK, n)
            first, last = b * BLOCK, end
            while first < last:
                middle = (first + last) // 2
                if in_blocks[middle] - amount < -width:
                    first = middle + 1
                else:
                    last = middle
            while last < end and in_blocks[last] - amount <= width:
                last += 1
            bounds[0, a, b], bounds[1, a, b] = first, last
            for k in range(np.uint64(first), np.uint64(last)):
                off = in_blocks[k] - amount
                weight = 1.0 - (off / scale) * (off / scale)
                total += weight
                mean += weight * off
                near[k], tilted[k] = weight, off
        # the weights of a local linear fit's value at the amount: they sum to 1, and to 0 times the distances
        mean, share = mean / total, 1.0 / total
        spread, beside = 0.0, 0.0
        for b in range(blocks):
            held, first_moment, second_moment = 0.0, 0.0, 0.0
            for k in range(np.uint64(bounds[0, a, b]), np.uint64(bounds[1, a, b])):
                off, weight = tilted[k] - mean, near[k] * share
                near[k], tilted[k] = weight, weight * off
                held += weight
                first_moment += weight * off
                second_moment += weight * off * off
            sums[0, a, b], sums[1, a, b], sums[2, a, b] = held, first_moment, second_moment
            beside += first_moment
            spread += second_moment
        tilt = -mean / spread if mean * mean < _OUTSIDE * spread else 0.0
        for b in range(blocks):
            sums[0, a, b] += tilt * sums[1, a, b]
            sums[1, a, b] += tilt * sums[2, a, b]
        fits[0, a], fits[1, a], fits[2, a] = tilt, spread, beside
    amid = places[bounds[0, 0, 0]]  # a trajectory near the first amount: differences from its parts lose no digits
    for b in range(blocks):  # a processor's cache holds what all amounts take of a block
        for p in range(0, parts.shape[0], 2):  # two at a time, with the same weights
            q = min(p + 1, parts.shape[0] - 1)
            one, other, of_one, of_other = parts[p], parts[q], parts[p, amid], parts[q, amid]
            for a in range(amounts.size):
                height, slope, height_of_other, slope_of_other = 0.0, 0.0, 0.0, 0.0
                for k in range(np.uint64(bounds[0, a, b]), np.uint64(bounds[1, a, b])):
                    y = one[np.uint64(places[k])] - of_one
                    z = other[np.uint64(places[k])] - of_other
                    height += weights[0, a, k] * y
                    slope += weights[1, a, k] * y
                    height_of_other += weights[0, a, k] * z
                    slope_of_other += weights[1, a, k] * z
                heights[p, a, b], slopes[p, a, b] = height, slope
                heights[q, a, b], slopes[q, a, b] = height_of_other, slope_of_other
    for p in range(parts.shape[0]):
        for a in range(amounts.size):
            tilt, spread, beside = fits[0, a], fits[1, a], fits[2, a]
            number, height, slope = 0, 0.0, 0.0
            for b in range(blocks):
                number += bounds[1, a, b] > bounds[0, a, b]
                height += heights[p, a, b]
                slope += slopes[p, a, b]
            expected[a, p] = parts[p, amid] + height + tilt * slope
            if a >= errors.shape[0]:
                continue
            if spread > 0.0:
                slope = (slope - height * beside) / spread
            apart = 0.0
            for b in range(blocks):
                fit = heights[p, a, b] + tilt * slopes[p, a, b]
                gap = fit - height * sums[0, a, b] - slope * sums[1, a, b]
                apart += gap * gap
            errors[a, p] = np.sqrt(number / (number - 1.0) * apart) if number > 1 else np.nan
    for a in range(amounts.size):
        # they differ by rounding, or by a step that no trajectory lies on
        gap, size = amounts[a], 0.0
        for p in range(parts.shape[0]):
            gap -= expected[a, p]
            size += abs(expected[a, p])
        if size > 0.0:
            for p in range(parts.shape[0]):
                expected[a, p] += gap * (abs(expected[a, p]) / size)
