"""Scores given the value of one input: what a decision would be judged by if the input were known, all else uncertain.

The futures of the sample are put into bins of equal count by the input's value. The score of each bin (its mean, P90
or worst 5 %) is fitted by least squares with a continuous broken line, straight in 1, 2, 4 or 8 parts of equal count:
the number of parts with the least C_p. Each fit is repeated 16 times with a sixteenth of the futures left out.

Source: C. L. Mallows, *Some comments on C_p* (1973).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...configs import Decision
from ..engine.streams import REPLICATES
from ..samples import RankedInput, ascending_order
from ..statistics import TAIL
from ..tenths import group_of

__all__ = ["FEWEST", "Binned", "hats", "score_within"]

Array = NDArray[np.float64]

#: Futures of a sample, at least.
FEWEST = 1024
_BINS, _TAIL_BINS = 128, 32
_PARTS = (1, 2, 4, 8, 16, 32)
_PENALTY = 3.0


class Binned(NamedTuple):
    """A sample in bins of one input; of all futures first, then without each sixteenth.

    Attributes
    ----------
    middle : float64, shape (17, bins)
        Mean of the input.
    weight : float64, shape (17, bins)
        Futures.
    scores : float64, shape (17, strategies, bins)
    cuts : float64, shape (bins - 1,)
        Values between two bins.
    """

    middle: Array
    weight: Array
    scores: Array
    cuts: Array

    @classmethod
    def of(cls, x: RankedInput, costs: Array, rule: Decision) -> Binned:
        """Put a sample into bins.

        Parameters
        ----------
        x : RankedInput
        costs : float64, shape (strategies, futures)
        rule : Decision
        """
        plain = rule.by == "mean" and not rule.worst_5_weight
        wanted = min(_BINS if plain else _TAIL_BINS, x.order.size // 64)
        low, high = x.ranks[x.order[[0, -1]]]
        bins = np.minimum(((x.ranks - low) * wanted / (high - low)).astype(np.int64), wanted - 1)
        bins = (np.cumsum(np.bincount(bins) > 0) - 1)[bins]
        group, count = group_of(bins.size), int(bins.max()) + 1
        cell = group * count + bins

        def sums(values: Iterable[Array | None]) -> Array:
            """Return sums of each, None for the futures, shape (of values, 17, bins)."""
            found = np.array([np.bincount(cell, each, REPLICATES * count) for each in values], np.float64)
            found = found.reshape(-1, REPLICATES, count)
            total = found.sum(axis=1, keepdims=True)
            return np.concatenate([total, total - found], axis=1)

        weight, of_input = sums([None, x.values])
        number = np.maximum(weight, 1.0)
        origins = costs[:, :1]
        scores = origins + sums(costs - origins).swapaxes(0, 1) / number[:, None]
        if not plain:
            scores = _tail_scores(costs, bins, weight, scores, rule)
        firsts = np.cumsum(weight[0]).astype(np.int64)[:-1]  # of the bins but the lowest
        cuts = (x.values[x.order[firsts - 1]] + x.values[x.order[firsts]]) / 2.0
        return cls(of_input / number, weight, scores, cuts)

    def fitted(self, values: Array, noise_of: int) -> tuple[Array, Array]:
        """Fit broken lines to values of the bins.

        Parameters
        ----------
        values : float64, shape (17, curves, bins)
        noise_of : int
            The curve whose fit decides on the number of parts.

        Returns
        -------
        tuple of float64, shapes (knots,) and (17, curves, knots)
            Values of the input, and heights of the broken lines there.
        """
        bins = self.cuts.size + 1
        y = values[:, noise_of]
        spread = y[1:] - y[1:].mean(axis=0)
        noise = float(np.mean((REPLICATES - 1) / REPLICATES * np.sum(spread * spread, axis=0) * self.weight[0]))
        errors: list[float] = []
        for parts in _PARTS[: max((bins - 1) // 2, 1).bit_length()]:
            terms, heights = self._fit(self._knots(parts), y[:1, None], 1)
            off = y[0] - np.einsum("kb,k->b", terms[0], heights[0, 0])
            errors.append(float(np.sum(self.weight[0] * off * off)) + _PENALTY * (parts + 1) * noise)
            best = int(np.argmin(np.array(errors) > min(errors) * (1.0 + 1e-9)))  # the simplest of equals
            if len(errors) > best + 2:
                break
        knots = self._knots(_PARTS[min(best + (best > 0), len(errors) - 1)])
        return knots, self._fit(knots, values, len(values))[1]

    def _knots(self, parts: int) -> Array:
        """Return the ends of so many parts of equal count."""
        inner = self.cuts[np.arange(1, parts) * (self.cuts.size + 1) // parts - 1]
        return np.concatenate([self.middle[0, :1], inner, self.middle[0, -1:]])

    def _fit(self, knots: Array, values: Array, first: int) -> tuple[Array, Array]:
        """Return the hat functions at the first so many sets of bins, and the heights that fit the values there."""
        terms = hats(self.middle[:first], knots)
        weighted = terms * self.weight[:first, None]
        gram = np.einsum("rkb,rlb->rkl", weighted, terms)
        diagonal = np.einsum("rkk->rk", gram)
        diagonal += 1e-12 * diagonal.sum(axis=1, keepdims=True)
        return terms, np.linalg.solve(gram, np.einsum("rkb,rcb->rkc", weighted, values)).swapaxes(1, 2)


def hats(x: Array, knots: Array) -> Array:
    """Return the hat functions of the knots at x, shape (sets, points); beyond the ends they go on straight.

    Returns
    -------
    float64, shape (sets, knots, points)
        The points last: sums over them are several times faster.
    """
    at = np.searchsorted(knots[1:-1], x, side="right")
    share = (x - knots[at]) / (knots[at + 1] - knots[at])
    found, row = np.zeros((len(x), knots.size, x.shape[1])), np.arange(len(x))[:, None]
    point = np.arange(x.shape[1])
    found[row, at, point], found[row, at + 1, point] = 1.0 - share, share
    return found


def score_within(costs: Array, rule: Decision) -> float:
    """Return the score of a strategy over some futures of a sample."""
    if rule.by == "mean" and not rule.worst_5_weight:
        return float(costs.mean())
    return _score(np.sort(costs), rule)


def _tail_scores(costs: Array, bins: NDArray[np.int64], weight: Array, means: Array, rule: Decision) -> Array:
    """Return scores that a tail decides: from the highest costs of each bin alone, of many bins and sets together.

    Parameters
    ----------
    costs : float64, shape (strategies, futures)
    bins : int64, shape (futures,)
    weight : float64, shape (17, bins)
        As `Binned` has them.
    means : float64, shape (17, strategies, bins)
    rule : Decision

    Returns
    -------
    float64, shape (17, strategies, bins)
    """
    by_bin = np.stack([order[np.argsort(bins[order], kind="stable")] for order in map(ascending_order, costs)])
    ends, found = np.cumsum(weight[0].astype(np.int64)), np.empty_like(means)
    large = weight[0] > 2.0 * np.median(weight[0])  # equal values are in one bin: others take no arrays of its size
    for some in (np.flatnonzero(~large), *np.flatnonzero(large)[:, None]):
        found[..., some] = _highest(costs, by_bin, ends[some], weight[:, some], means[..., some], rule)
    return found


def _highest(
    costs: Array, by_bin: NDArray[np.int64], ends: NDArray[np.int64], weight: Array, means: Array, rule: Decision
) -> Array:
    """Return what `_tail_scores` does, of bins of about one size.

    Parameters
    ----------
    costs, weight, means, rule
        As there, of these bins.
    by_bin : int64, shape (strategies, futures)
        Futures, bin after bin, in ascending order of their costs.
    ends : int64, shape (bins,)
        Where these bins end among them.
    """
    sizes, number = weight[0].astype(np.int64), weight[:, None]
    share = float(rule.by[1:]) / 100.0 if rule.by.startswith("p") else TAIL
    left_out = (weight[0] - weight[1:]).max(axis=0)
    back = np.arange(int(((1.0 - share) * sizes + left_out).max()) + 2)  # from the highest cost on
    futures = by_bin[:, np.maximum(ends[:, None] - 1 - back, 0)]
    values = np.stack([cost[of] for cost, of in zip(costs, futures, strict=True)])
    group = np.where(back < sizes[:, None], group_of(costs.shape[1])[futures], REPLICATES)  # beyond the bin: none
    kept = (group != np.arange(-1, REPLICATES)[:, None, None, None]) & (group < REPLICATES)
    rank = kept.cumsum(axis=-1) - 1  # among the kept, the highest first
    if rule.by.startswith("p"):
        position = np.clip(number * share - 0.5, 0.0, np.maximum(number - 1.0, 0.0))
        below = np.floor(position)
        ranks = number - 1.0 - below, np.maximum(number - 2.0 - below, 0.0)
        places = [np.argmax(rank >= each[..., None], axis=-1)[..., None] for each in ranks]
        low, high = (np.take_along_axis(values[None], each, axis=-1)[..., 0] for each in places)
        found = low + (position - below) * (high - low)
    else:
        taken = np.clip((1.0 - share) * number[..., None] - rank, 0.0, 1.0) * kept
        total = taken.sum(axis=-1)
        worst = (taken * values).sum(axis=-1) / np.where(total > 0.0, total, 1.0)
        part = rule.worst_5_weight if rule.by == "mean" else 1.0
        found = (1.0 - part) * means + part * worst
    return np.where(number > 0.0, found, 0.0)


def _score(ascending: Array, rule: Decision) -> float:
    """Return the statistic that decides, of values in ascending order; quantiles by Hazen's rule."""
    n = ascending.size
    if not n:
        return 0.0
    if rule.by.startswith("p"):
        position = min(max(n * float(rule.by[1:]) / 100.0 - 0.5, 0.0), n - 1.0)
        below = int(position)
        return float(ascending[below] + (position - below) * (ascending[min(below + 1, n - 1)] - ascending[below]))
    taken = np.clip((1.0 - TAIL) * n - np.arange(n)[::-1], 0.0, 1.0)
    worst = float(np.sum(taken * ascending) / np.sum(taken)) if n > 1 else float(ascending[0])
    weight = rule.worst_5_weight if rule.by == "mean" else 1.0
    return (1.0 - weight) * float(ascending.mean()) + weight * worst
