"""Stochastic dominance: which strategy every buyer would prefer, whatever amounts they fear.

=====  =================================================================================================================
order  a strategy is better where
=====  =================================================================================================================
1      it is at least as likely to stay within any amount: P(cost <= x) is nowhere lower
2      it exceeds any amount by less on average: E[max(cost - x, 0)] is nowhere higher, so no buyer who avoids risk
       prefers the other
=====  =================================================================================================================

Dominance is claimed where the difference is larger than its error at every amount, from P1 of the better strategy to
P99 of the worse (a test against the hypothesis of no dominance, at the 5 % level), and where the tails beyond do not
contradict. Amounts are the percentiles of all strategies. The error is the spread of the replicates' differences, and
the most that values inside a cell of a histogram could add. A strategy that is cheaper in some futures and in none
more expensive dominates without a test.

Source: J. Hadar and W. R. Russell, *Rules for ordering uncertain prospects* (1969); M. Shaked and
J. G. Shanthikumar, *Stochastic orders* (2007), for costs; R. Davidson and J.-Y. Duclos, *Testing for restricted
stochastic dominance* (2013), for the test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...distributions.distinct import distinct
from ..engine.distribution_stack import DistributionStack
from ..engine.tally import Tally
from ..intervals import standard_errors, student_t90

__all__ = ["dominances"]

Array = NDArray[np.float64]

_LEVELS = np.concatenate([[0.01, 0.02], np.linspace(0.05, 0.95, 19), [0.98, 0.99]])
_TAILS = np.array([0.001, 0.003])
_FEWEST = 10  # futures beyond a percentile
#: The smallest standard error of a probability, in futures of a replicate, as for a percentile's interval.
_FLOOR = 0.1


class _Curve(NamedTuple):
    """A strategy's probabilities and excesses at the common amounts.

    Attributes
    ----------
    within, excess : float64, shape (1 + replicates, amounts)
        P(cost <= x) and E[max(cost - x, 0)]: of all futures first, then of each replicate.
    unsure, spread : float64, shape (amounts,)
        The most by which values inside a cell could change the two.
    """

    within: Array
    excess: Array
    unsure: Array
    spread: Array


def dominances(tally: Tally, horizon: int, finite: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return which of the strategies that may be chosen dominate which, by first or else by second order.

    Parameters
    ----------
    tally : Tally
    horizon : int
        Months.
    finite : mapping of str to int
        By strategy, the highest even moment of its cost: without the second there is no test of the second order.

    Returns
    -------
    list of dict
        `better`, `worse`, `order`, and `in_every_future`: whether the better one costs more in no future.
    """
    layout, t90 = tally.layout, student_t90(tally)
    rows = {name: layout.row(layout.tco[name], horizon) for name in layout.allowed}
    order = sorted(rows, key=lambda name: tally.mean(rows[name]))
    at, used = layout.horizons.index(horizon), tally.count > 0
    curves: dict[str, _Curve] = {}
    found = []
    for k, better in enumerate(order):
        for worse in order[k + 1 :]:
            one, other = layout.strategies.index(better), layout.strategies.index(worse)
            cheaper, costlier = (int(tally.wins[:, at, x, y, 0].sum()) for x, y in ((one, other), (other, one)))
            always = cheaper > 0 and costlier == 0
            if not always and t90 is not None:
                curves = curves or dict(zip(rows, _curves(tally, list(rows.values())), strict=True))
                known = min(finite[better], finite[worse]) > 0
                which = _order(curves[better], curves[worse], tally.count[used], t90, known)
            else:
                which = 1 if always else None
            if which is not None:
                found.append({"better": better, "worse": worse, "order": which, "in_every_future": always})
    return found


def _curves(tally: Tally, rows: Sequence[int]) -> list[_Curve]:
    """Return the curves of strategies, by the rows of their TCO."""
    tails = _TAILS[tally.trajectories * _TAILS >= _FEWEST]
    # the quantile at 0 is the smallest value
    amounts = distinct(tally.quantiles(rows, np.concatenate([[0.0], tails, _LEVELS, 1.0 - tails])))
    return [curve for some in tally.batches(rows) for curve in _curves_at(*tally.stacks(some), amounts)]


def _curves_at(pooled: DistributionStack, parts: DistributionStack, amounts: Array) -> list[_Curve]:
    """Return curves at some amounts; the parts are the replicates of the first strategy, then of the next."""
    x, n, width = np.tile(amounts, (len(pooled), 1)), pooled.count[:, None], pooled.high - pooled.low
    cell = pooled.last_begun(x)
    cell = np.where(x > pooled.high[cell], np.minimum(cell + 1, (pooled.starts + pooled.sizes - 1)[:, None]), cell)
    inside = (width[cell] > 0.0) & (pooled.low[cell] <= x)
    apart = np.split(pooled.counts * width, pooled.starts[1:])
    above = np.concatenate([np.cumsum(each[::-1])[::-1] for each in apart])
    figures = [
        np.concatenate([whole[:, None], each.reshape(len(pooled), -1, amounts.size)], axis=1)
        for whole, each in zip(_at(pooled, amounts), _at(parts, amounts), strict=True)
    ]
    figures += [np.where(inside, pooled.counts[cell], 0) / n, above[cell] / (2.0 * n)]
    return [_Curve(*each) for each in zip(*figures, strict=True)]


def _at(of: DistributionStack, amounts: Array) -> tuple[Array, Array]:
    """Return P(X <= x) and E[max(X - x, 0)] of each distribution, whose values are evenly spread inside its cells."""
    x = np.tile(amounts, (len(of), 1))
    cell, n = of.last_begun(x), of.count[:, None]
    count, width = of.counts[cell], of.high[cell] - of.low[cell]
    over = np.clip(of.high[cell] - x, 0.0, width)
    part = count * over / np.where(width > 0.0, width, 1.0)  # of its values
    at_middle = count * np.maximum(of.middles_at(cell) - x, 0.0)
    return 1.0 - (n - of.until(cell) + part) / n, of.excess(x) + (part * over / 2.0 - at_middle) / n


def _order(better: _Curve, worse: _Curve, counts: NDArray[np.int64], t90: float, known: bool) -> int | None:
    """Return the order by which one strategy dominates another; None where none is sure."""
    begun, ended = better.within[0] >= _LEVELS[0], worse.within[0] > _LEVELS[-1]
    first = better.within - worse.within, better.unsure + worse.unsure, _FLOOR / counts.mean(), begun & ~ended
    second = worse.excess - better.excess, better.spread + worse.spread, 0.0, ~ended
    for which, (gaps, numerical, least, inner) in enumerate((first, second), start=1):
        sampling = np.maximum(standard_errors(gaps[1:].T, counts.astype(np.float64)), least)
        error = t90 * sampling + numerical
        sure = np.all(gaps[0][inner] > error[inner]) and np.all(gaps[0] >= -error)
        if sure and (which == 1 or known):
            return which
    return None
