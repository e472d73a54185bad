"""The confidence table: what to budget to be so sure, and which line the contingency is for.

Contingency is the cash at a percentile less its spreadsheet estimate. It is given to the cost lines by their expected
cash where the total is at the percentile, E[line | total = q], less the line's own spreadsheet estimate: the Euler
allocation of a quantile. Lines then add up to the contingency, and one that tends to be expensive in expensive
futures gets more of it. It can be negative: of a line that a spreadsheet puts too high.

The expected cash is a local linear regression of the line on the total: of the tenth of the sampled futures whose total
is nearest to q, those nearer weigh more (Epanechnikov). Its fitted lines add up to q by themselves.

A line's error has two parts: that of its expected cash at a known q, and that of q itself, which moves the line by its
slope on the total. The two are uncorrelated, as a residual is with what it is regressed on.

Sources: U.S. GAO, *Cost Estimating and Assessment Guide* (GAO-20-195G, 2020), chapter 12; D. Tasche, "Risk
contributions and performance measurement" (1999), and "Capital allocation to business units and sub-portfolios: the
Euler principle" (2008); J. Fan and I. Gijbels, *Local Polynomial Modelling and Its Applications* (1996), chapter 2; of
the error of q, R. S. Woodruff, "Confidence intervals for medians and other position measures" (1952).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..engine.distribution import Distribution
from ..engine.distribution_stack import DistributionStack
from ..engine.program import BLOCK
from ..intervals import quantile_intervals
from ..samples import ascending_order

__all__ = ["LEVELS", "confidence_table", "expected_parts"]

Array = NDArray[np.float64]

#: Percentiles of cash that may be budgeted.
LEVELS: Final = (50, 70, 80, 90)
#: Share of the sampled futures that an expected cash is fitted to.
_WINDOW: Final = 0.1
#: Squared distance of an amount from the futures around it, in their variance, from which on it lies outside of them.
_OUTSIDE: Final = 9.0


def confidence_table(
    amounts: Mapping[str, float],
    spreadsheet: tuple[float, Mapping[str, float]],
    below: float,
    pooled: Distribution,
    totals: Array,
    lines: Mapping[str, Array],
) -> dict[str, Any]:
    """Return the member `confidence` of a strategy and horizon in a result's document.

    Parameters
    ----------
    amounts : mapping of str to float
        Percentiles of cash over all futures, `p50` and so on.
    spreadsheet : (float, mapping of str to float)
        Spreadsheet estimate of cash, in all and by line.
    below : float
        Share of all futures that need less than it, half of the ties included.
    pooled : Distribution
        Cash of all futures.
    totals : float64, shape (trajectories,)
        Cash in the sampled futures.
    lines : mapping of str to float64, shape (trajectories,)
        The same by line.
    """
    estimate, by_plan = spreadsheet
    needed = {f"p{level}": amounts[f"p{level}"] for level in LEVELS}
    parts = np.stack(list(lines.values())) if lines else np.zeros((0, totals.size))
    planned = np.array([by_plan[line] for line in lines])
    by_line: dict[str, dict[str, Any]] = {line: {"spreadsheet": by_plan[line], "se": {}} for line in lines}
    order = ascending_order(totals)
    around = _around(pooled, totals, order)
    expected, errors = expected_parts(parts, totals, np.array(list(needed.values())), order)
    if around is not None:
        low, high = (expected_parts(parts, totals, ends, order, errors=False)[0] for ends in around.T)
        errors = np.hypot(errors, (high - low) / 2.0)
    for at, level in enumerate(needed):
        for line, more, error in zip(lines, (expected[at] - planned).tolist(), errors[at].tolist(), strict=True):
            by_line[line][level], by_line[line]["se"][level] = more, None if math.isnan(error) else error
    return {
        "of": "cash",
        "spreadsheet": estimate,
        "spreadsheet_percentile": below,
        "amounts": needed,
        "contingency": {level: amount - estimate for level, amount in needed.items()},
        "se": {level: None if around is None else float(np.ptp(around[at])) / 2.0 for at, level in enumerate(needed)},
        "lines": by_line,
    }


def _around(pooled: Distribution, totals: Array, order: NDArray[np.int64]) -> Array | None:
    """Return each amount less and plus its standard error, shape (levels, 2); None where one replicate alone has any.

    Cash is counted for all replicates together. So the errors of the probabilities are those between the replicates of
    the sampled futures.
    """
    if totals.size <= BLOCK:
        return None
    of = np.arange(totals.size) // BLOCK
    apart = order[np.argsort((order // BLOCK).astype(np.uint16), kind="stable")]
    ascending, blocks = totals[apart], int(of[-1]) + 1
    parts = DistributionStack(of, np.ones(of.size, np.int64), ascending, ascending, np.full(blocks, np.nan))
    return quantile_intervals(pooled, parts, np.array(LEVELS) / 100.0, 1.0, totals.size / pooled.count)


def expected_parts(
    parts: Array, totals: Array, amounts: Array, order: NDArray[np.int64], errors: bool = True
) -> tuple[Array, Array]:
    """Return what parts are expected to be where their total is an amount, and the standard errors of this.

    Parameters
    ----------
    parts : float64, shape (parts, trajectories)
        They add up to `totals`.
    totals : float64, shape (trajectories,)
    amounts : float64, shape (amounts,)
    order : int64, shape (trajectories,)
        In which the totals ascend.
    errors : bool
        Whether they are wanted.

    Returns
    -------
    expected : float64, shape (amounts, parts)
        They add up to each amount.
    errors : float64, shape (amounts, parts)
        At a known amount, from the replicates' shares in each sum; NaN where one replicate alone has such futures.
    """
    found = np.full((2, amounts.size, len(parts)), np.nan)
    wide = max(1, round(_WINDOW * totals.size))
    width = _widths(totals[order], amounts, wide)
    near = [np.flatnonzero(each) for each in np.abs(totals - amounts[:, None]) <= width[:, None]]
    sizes = np.array([each.size for each in near])
    for size in sorted(set(sizes.tolist())):  # most often one: where no totals are equal
        which = np.flatnonzero(sizes == size)
        found[:, which] = _fitted(
            parts, totals, amounts[which], width[which], np.stack([near[at] for at in which.tolist()]), errors
        )
    return found[0], found[1]


def _widths(ascending: Array, amounts: Array, wide: int) -> Array:
    """Return the distance of each amount from the `wide`-th nearest of ascending values."""
    found = np.empty(amounts.size)
    for at, amount in enumerate(amounts.tolist()):
        # the nearest values lie side by side; the first of them is not farther than the one after the last
        first = bisect_left(range(ascending.size - wide), True, key=partial(_nearest_from, ascending, amount, wide))
        found[at] = max(abs(ascending[first] - amount), abs(ascending[first + wide - 1] - amount))
    return found


def _nearest_from(ascending: Array, amount: float, wide: int, first: int) -> bool:
    after = ascending[first + wide] - amount
    return bool(after >= 0.0 and abs(ascending[first] - amount) <= after)


def _fitted(
    parts: Array, totals: Array, amounts: Array, width: Array, near: NDArray[np.int64], errors: bool
) -> tuple[Array, Array]:
    """Return what `expected_parts` does, where each amount has as many futures near; int64, shape (amounts, near)."""
    off, y = totals[near] - amounts[:, None], parts[:, near]
    with np.errstate(invalid="ignore"):
        weight = 1.0 - (np.abs(off) / (width * (1.0 + 1e-9))[:, None]) ** 2
    weight[width == 0.0] = 1.0
    weight /= weight.sum(axis=1, keepdims=True)
    middle = np.sum(weight * off, axis=1)
    off = off - middle[:, None]
    spread = np.sum(weight * off**2, axis=1)
    # the weights of a local linear fit's value at the amount: they sum to 1, and to 0 times the distances
    # where the amount lies beside them all, between two steps, a line through them would be a guess
    inside = middle * middle < _OUTSIDE * spread
    tilt = np.where(inside, -middle / np.where(inside, spread, 1.0), 0.0)
    effective = weight * (1.0 + tilt[:, None] * off)
    expected = np.stack([_adding_up(*each) for each in zip(np.sum(effective * y, axis=2).T, amounts, strict=True)])
    unsure = np.full_like(expected, np.nan)
    if errors:
        beside = y - np.sum(weight * y, axis=2, keepdims=True)
        slope = np.sum(weight * off * beside, axis=2) / np.where(spread > 0.0, spread, 1.0)
        residuals = effective * (beside - slope[:, :, None] * off)
        for at, which in enumerate(near // BLOCK):
            starts = np.flatnonzero(np.diff(which, prepend=-1))  # a block of each replicate, one after another
            if (count := starts.size) > 1:
                apart = np.add.reduceat(residuals[:, at], starts, axis=1)
                unsure[at] = np.sqrt(count / (count - 1) * np.sum(apart**2, axis=1))
    return expected, unsure


def _adding_up(values: Array, total: float) -> Array:
    """Return values that differ from a total by rounding, or by a step that no future lies on, made to add up to it."""
    size = np.sum(np.abs(values))
    gap = total - np.sum(values)
    return np.asarray(values + gap * np.abs(values) / size) if size > 0.0 else values
