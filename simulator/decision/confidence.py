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

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..engine.distribution import Distribution
from ..engine.distribution_stack import DistributionStack
from ..engine.local_fits import fit_parts
from ..engine.program import BLOCK
from ..intervals import quantile_intervals
from ..samples import ascending_order

__all__ = ["LEVELS", "OrderedTotals", "SampledCash", "confidence_table", "expected_parts", "sampled_cash"]

Array = NDArray[np.float64]

#: Percentiles of cash that may be budgeted.
LEVELS: Final = (50, 70, 80, 90)
#: Share of the sampled futures that an expected cash is fitted to.
_WINDOW: Final = 0.1


class OrderedTotals(NamedTuple):
    """Totals of the sampled futures, in order.

    Attributes
    ----------
    ascending : float64, shape (trajectories,)
    in_blocks : float64, shape (trajectories,)
        Those of each block in ascending order, one block after another.
    places : int64, shape (trajectories,)
        Which trajectories these are.
    """

    ascending: Array
    in_blocks: Array
    places: NDArray[np.int64]

    @classmethod
    def of(cls, totals: Array) -> OrderedTotals:
        """Put totals, shape (trajectories,), in order."""
        order = ascending_order(totals)
        places = order[np.argsort((order // BLOCK).astype(np.uint16), kind="stable")]
        return cls(totals[order], totals[places], places)


class SampledCash(NamedTuple):
    """Cash in the sampled futures, and how well its percentiles are known.

    Attributes
    ----------
    totals : OrderedTotals
    around : float64, shape (levels, 2), or None
        Each amount less and plus its standard error; None where one replicate alone has futures.
    """

    totals: OrderedTotals
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
    ordered, size = [OrderedTotals.of(each) for each in totals], totals[0].size
    if size <= BLOCK:
        return [SampledCash(each, None) for each in ordered]
    values = np.concatenate([each.in_blocks for each in ordered])
    blocks = np.add.outer(np.arange(0, values.size, size), np.arange(0, size, BLOCK)).ravel()
    distinct = np.diff(values, prepend=np.nan) != 0.0  # equal values of a block are one cell
    distinct[blocks] = True
    cells = np.flatnonzero(distinct)
    first = np.searchsorted(cells, blocks)
    counts = np.insert(np.diff(cells, append=values.size), first, 0)  # an empty cell before each block
    values = np.insert(values[cells], first, 0.0)
    parts = DistributionStack(counts, values, values, first + np.arange(first.size), np.full(first.size, np.nan))
    levels, held = np.array(LEVELS) / 100.0, size / pooled[0].count
    around = quantile_intervals(DistributionStack.of(pooled), parts, levels, 1.0, held)
    return [SampledCash(*each) for each in zip(ordered, around, strict=True)]


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
    asked, ends = np.array([*needed.values()]), [] if cash.around is None else [*cash.around.T]
    found, errors = expected_parts([*lines.values()], cash.totals, np.concatenate([asked, *ends]), asked.size)
    expected = found.reshape(1 + len(ends), *errors.shape)
    own: list[float | None] = [None] * asked.size
    if ends:
        errors = np.hypot(errors, (expected[2] - expected[1]) / 2.0)
        own = ((ends[1] - ends[0]) / 2.0).tolist()
    more = (expected[0] - [by_plan[line] for line in lines]).T.tolist()
    known = errors.T.astype(object)
    known[np.isnan(errors.T)] = None
    return {
        "of": "cash",
        "spreadsheet": estimate,
        "spreadsheet_percentile": below,
        "amounts": needed,
        "contingency": {level: amount - estimate for level, amount in needed.items()},
        "se": dict(zip(needed, own, strict=True)),
        "lines": {
            line: {
                "spreadsheet": by_plan[line],
                "se": dict(zip(needed, of_line, strict=True)),
                **dict(zip(needed, its, strict=True)),
            }
            for line, its, of_line in zip(lines, more, known.tolist(), strict=True)
        },
    }


def expected_parts(
    parts: Sequence[Array], totals: OrderedTotals, amounts: Array, known: int | None = None
) -> tuple[Array, Array]:
    """Return what parts are expected to be where their total is an amount, and the standard errors of this.

    Parameters
    ----------
    parts : sequence of float64, shape (trajectories,)
        They add up to the totals.
    totals : OrderedTotals
    amounts : float64, shape (amounts,)
        One or more.
    known : int, optional
        How many amounts, the first ones, get errors; default: all.

    Returns
    -------
    expected : float64, shape (amounts, parts)
        They add up to each amount.
    errors : float64, shape (known, parts)
        At a known amount, from the replicates' shares in each sum; NaN where one replicate alone has such futures.
    """
    size, count = totals.ascending.size, amounts.size
    blocks = -(-size // BLOCK)
    expected = np.empty((count, len(parts)))
    errors = np.empty((count if known is None else known, len(parts)))
    heights, slopes = np.empty((2, len(parts), count, blocks))
    fit_parts(
        np.array(parts).reshape(-1, size),  # there may be none
        *totals,
        amounts,
        max(1, round(_WINDOW * size)),
        np.empty((2, count, size)),
        np.empty((2, count, blocks), np.int64),
        np.empty((3, count, blocks)),
        heights,
        slopes,
        np.empty((3, count)),
        expected,
        errors,
    )
    return expected, errors
