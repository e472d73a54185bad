"""Scores: the one number that a decision judges a strategy by, with its value in each replicate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ...configs import Decision
from ..engine.distribution_stack import DistributionStack
from ..engine.tally import Tally
from ..intervals import standard_error
from ..statistics import TAIL

__all__ = ["Score", "gap_error", "known_score", "score_of", "scores_of", "with_margin"]

Array = NDArray[np.float64]
Amount = TypeVar("Amount", float, Array)

#: Worst 5 % alone: the second bad-case measure, of which every result reports the lowest.
WORST = Decision(by="worst_5")


@dataclass(frozen=True, slots=True)
class Score:
    """What a strategy is judged by: the lower, the better.

    Attributes
    ----------
    value : float
        In the scenario's currency.
    replicates : float64, shape (replicates,)
        The same statistic of each replicate; NaN in one without trajectories.
    known : bool
        Whether the replicates tell how certain the value is.
    """

    value: float
    replicates: Array
    known: bool = True


def with_margin(score: Amount, margin: float) -> Amount:
    """Return the baseline's score less the margin: another strategy of at most this score replaces the baseline."""
    return score - margin * abs(score)


def score_of(tally: Tally, row: int, rule: Decision) -> Score:
    """Return the score of a strategy.

    Parameters
    ----------
    tally : Tally
    row : int
        Of the strategy's TCO at the horizon of the decision.
    rule : Decision
    """
    return _scores(tally, [row], rule)[0]


def scores_of(tally: Tally, horizon: int, rule: Decision, finite: Mapping[str, int]) -> dict[str, Score]:
    """Return the score of each strategy that may be chosen.

    Parameters
    ----------
    tally : Tally
    horizon : int
        Months.
    rule : Decision
    finite : mapping of str to int
        By strategy, the highest even moment of its cost: without the second no error of its mean is known.
    """
    return _known_scores(tally, tally.layout.allowed, horizon, rule, finite)


def known_score(tally: Tally, name: str, horizon: int, rule: Decision, finite: Mapping[str, int]) -> Score:
    """Return the score of any strategy; arguments as of `scores_of`."""
    return _known_scores(tally, [name], horizon, rule, finite)[name]


def _known_scores(
    tally: Tally, names: Sequence[str], horizon: int, rule: Decision, finite: Mapping[str, int]
) -> dict[str, Score]:
    layout, of_mean = tally.layout, rule.by in ("mean", "worst_5")
    scores = _scores(tally, [layout.row(layout.tco[name], horizon) for name in names], rule)
    # replicates that lack the same rare values agree: without a finite variance their spread says nothing
    known = {name: not of_mean or finite[name] > 0 for name in names}
    return {name: replace(score, known=known[name]) for name, score in zip(names, scores, strict=True)}


def _scores(tally: Tally, rows: Sequence[int], rule: Decision) -> list[Score]:
    values, apart, weight = tally.means[rows], tally.means_apart(rows), 1.0
    if rule.by == "mean":
        weight = rule.worst_5_weight
    if rows and weight:
        found = [[_statistic(each, rule) for each in tally.stacks(some)] for some in tally.batches(rows)]
        pooled, parts = (np.concatenate(each) for each in zip(*found, strict=True))
        values = (1.0 - weight) * values + weight * pooled
        apart = (1.0 - weight) * apart + weight * parts.reshape(apart.shape)
    replicates = np.full((len(rows), tally.count.size), np.nan)
    replicates[:, tally.count > 0] = apart
    return [Score(*each) for each in zip(values.tolist(), replicates, strict=True)]


def _statistic(found: DistributionStack, rule: Decision) -> Array:
    """Return the statistic of each distribution."""
    if rule.by in ("mean", "worst_5"):
        return found.mean_above(TAIL)
    return found.quantile([float(rule.by.removeprefix("p")) / 100.0])[:, 0]


def gap_error(tally: Tally, lower: Score, higher: Score) -> float | None:
    """Return the standard error of the difference of two scores, met by the same futures; None where unknown."""
    if not (lower.known and higher.known):
        return None
    return standard_error(higher.replicates - lower.replicates, tally.count.astype(np.float64))
