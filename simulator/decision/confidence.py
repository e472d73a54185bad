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
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..engine.distribution import Distribution
from ..engine.distribution_stack import DistributionStack
from ..engine.program import BLOCK
from ..intervals import quantile_intervals
from ..samples import ascending_order
from ..tenths import origin_of

__all__ = ["LEVELS", "SampledCash", "confidence_table", "expected_parts", "sampled_cash"]

Array = NDArray[np.float64]

#: Percentiles of cash that may be budgeted.
LEVELS: Final = (50, 70, 80, 90)
#: Share of the sampled futures that an expected cash is fitted to.
_WINDOW: Final = 0.1
#: Squared distance of an amount from the futures around it, in their variance, from which on it lies outside of them.
_OUTSIDE: Final = 9.0


class SampledCash(NamedTuple):
    """Cash in the sampled futures, and how well its percentiles are known.

    Attributes
    ----------
    totals : float64, shape (trajectories,)
    order : int64, shape (trajectories,)
        In which they ascend.
    around : float64, shape (levels, 2), or None
        Each amount less and plus its standard error; None where one replicate alone has futures.
    """

    totals: Array
    order: NDArray[np.int64]
    around: Array | None


def sampled_cash(pooled: Sequence[Distribution], totals: Sequence[Array]) -> list[SampledCash]:
    """Return what confidence tables need of the sampled futures.

    Cash is counted for all replicates together. So the errors of the probabilities are those between the replicates of
    the sampled futures.

    Parameters
    ----------
    pooled : sequence of Distribution
        Cash of all futures, of each table.
    totals : sequence of float64, shape (trajectories,)
        Cash in the sampled futures.
    """
    orders, size = [ascending_order(each) for each in totals], totals[0].size
    if size <= BLOCK:
        return [SampledCash(*each, None) for each in zip(totals, orders, strict=True)]
    blocks = []
    for each, order in zip(totals, orders, strict=True):
        apart = order[np.argsort((order // BLOCK).astype(np.uint16), kind="stable")]
        blocks += np.split(each[apart], range(BLOCK, size, BLOCK))
    parts = DistributionStack.of([Distribution(np.ones(x.size, np.int64), x, x) for x in blocks])
    levels, held = np.array(LEVELS) / 100.0, size / pooled[0].count
    around = quantile_intervals(DistributionStack.of(pooled), parts, levels, 1.0, held)
    return [SampledCash(*each) for each in zip(totals, orders, around, strict=True)]


def confidence_table(
    amounts: Mapping[str, float],
    spreadsheet: tuple[float, Mapping[str, float]],
    below: float,
    cash: SampledCash,
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
    cash : SampledCash
        As `sampled_cash` gives it.
    lines : mapping of str to float64, shape (trajectories,)
        The same by line.
    """
    estimate, by_plan = spreadsheet
    needed = {f"p{level}": amounts[f"p{level}"] for level in LEVELS}
    planned = np.array([by_plan[line] for line in lines])
    by_line: dict[str, dict[str, Any]] = {line: {"spreadsheet": by_plan[line], "se": {}} for line in lines}
    around, asked = cash.around, np.array(list(needed.values()))
    ends = [] if around is None else [*around.T]
    expected, errors = (
        each.reshape(1 + len(ends), asked.size, len(lines))
        for each in expected_parts([*lines.values()], cash.totals, np.concatenate([asked, *ends]), cash.order)
    )
    if ends:
        errors = np.hypot(errors, (expected[2] - expected[1]) / 2.0)
    for at, level in enumerate(needed):
        for line, more, error in zip(lines, (expected[0, at] - planned).tolist(), errors[0, at].tolist(), strict=True):
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


def expected_parts(
    parts: Sequence[Array], totals: Array, amounts: Array, order: NDArray[np.int64]
) -> tuple[Array, Array]:
    """Return what parts are expected to be where their total is an amount, and the standard errors of this.

    Parameters
    ----------
    parts : sequence of float64, shape (trajectories,)
        They add up to `totals`.
    totals : float64, shape (trajectories,)
    amounts : float64, shape (amounts,)
    order : int64, shape (trajectories,)
        In which the totals ascend.

    Returns
    -------
    expected : float64, shape (amounts, parts)
        They add up to each amount.
    errors : float64, shape (amounts, parts)
        At a known amount, from the replicates' shares in each sum; NaN where one replicate alone has such futures.
    """
    near, sizes, off, weight = _nearest(totals, amounts, order)
    first = np.cumsum(sizes) - sizes
    middle = np.add.reduceat(weight * off, first)
    off -= np.repeat(middle, sizes)
    tilted = weight * off
    spread = np.add.reduceat(tilted * off, first)
    # the weights of a local linear fit's value at the amount: they sum to 1, and to 0 times the distances
    # where the amount lies beside them all, between two steps, a line through them would be a guess
    inside = middle * middle < _OUTSIDE * spread
    tilt = np.where(inside, -middle / np.where(inside, spread, 1.0), 0.0)
    effective = weight + np.repeat(tilt, sizes) * tilted
    # sums over the blocks, one of each replicate: those of one amount lie side by side
    blocks = near // BLOCK + np.repeat(np.arange(amounts.size) * totals.size, sizes)
    starts = np.append(0, np.flatnonzero(blocks[1:] != blocks[:-1]) + 1)
    block = np.searchsorted(starts, first)
    of_block = np.searchsorted(first, starts, side="right") - 1
    share, moment = (np.add.reduceat(each, starts) for each in (effective, effective * off))
    origins = np.array([origin_of(part) for part in parts])
    means, slopes = _weighted_sums(parts, origins, near, (weight, tilted), starts)
    fit = means + tilt[of_block] * slopes
    mean, slope = (np.add.reduceat(each, block, axis=1) for each in (means, slopes))
    expected = origins[:, None] + mean + tilt * slope
    slope = (slope - mean * np.add.reduceat(tilted, first)) / np.where(spread > 0.0, spread, 1.0)
    apart = fit - mean[:, of_block] * share - slope[:, of_block] * moment
    count = np.bincount(of_block).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.sqrt(count / (count - 1.0) * np.add.reduceat(apart * apart, block, axis=1))
    errors[:, count < 2.0] = np.nan
    return _adding_up(expected.T, amounts), errors.T


def _nearest(
    totals: Array, amounts: Array, order: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], Array, Array]:
    """Return the futures that the expected parts at each amount are fitted to.

    Returns
    -------
    near : int64, shape (members,)
        Futures around the first amount, ascending, then those around the next.
    sizes : int64, shape (amounts,)
        How many each amount has.
    off : float64, shape (members,)
        Their totals less the amount.
    weight : float64, shape (members,)
        They sum to 1 at each amount.
    """
    width = _widths(totals[order], amounts, max(1, round(_WINDOW * totals.size)))
    around = [np.flatnonzero(np.abs(totals - amount) <= wide) for amount, wide in zip(amounts, width, strict=True)]
    near, sizes = np.concatenate(around), np.array([each.size for each in around])
    off = totals[near] - np.repeat(amounts, sizes)
    with np.errstate(invalid="ignore"):
        weight = 1.0 - np.square(np.abs(off) / np.repeat(width * (1.0 + 1e-9), sizes))
    weight[np.repeat(width == 0.0, sizes)] = 1.0
    weight /= np.repeat(np.add.reduceat(weight, np.cumsum(sizes) - sizes), sizes)
    return near, sizes, off, weight


def _weighted_sums(
    parts: Sequence[Array],
    origins: Array,
    near: NDArray[np.int64],
    weights: tuple[Array, Array],
    starts: NDArray[np.int64],
) -> Array:
    """Return sums of each part less its origin, from each start to the next, by either weight.

    Parameters
    ----------
    parts : sequence of float64, shape (trajectories,)
    origins : float64, shape (parts,)
    near : int64, shape (members,)
        Trajectories.
    weights : two of float64, shape (members,)
    starts : int64, shape (sums,)

    Returns
    -------
    float64, shape (2, parts, sums)
    """
    found = np.empty((2, len(parts), starts.size))
    for part, origin, first, second in zip(parts, origins, *found, strict=True):
        y = part[near]
        y -= origin
        np.add.reduceat(y * weights[0], starts, out=first)
        y *= weights[1]
        np.add.reduceat(y, starts, out=second)
    return found


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


def _adding_up(values: Array, totals: Array) -> Array:
    """Return values that differ from their totals by rounding, or by a step that no future lies on, made to add up."""
    size = np.sum(np.abs(values), axis=1, keepdims=True)
    gap = totals[:, None] - np.sum(values, axis=1, keepdims=True)
    return np.asarray(values + gap * np.abs(values) / np.where(size > 0.0, size, 1.0))
