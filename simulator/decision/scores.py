"""Scores: the one number that a decision judges a strategy by, with its value in each replicate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ...configs import Decision
from ..engine.distribution import Distribution
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
    used = tally.count > 0
    means = np.full(tally.count.size, np.nan)
    means[used] = tally.centre[row] + tally.sums[used, row, 0] / tally.count[used]
    if rule.by == "mean" and not rule.worst_5_weight:
        return Score(tally.mean(row), means)
    value, replicates = float(_statistic(tally.distribution(row), rule)), np.full(used.size, np.nan)
    replicates[used] = _statistic(tally.by_replicate(row), rule)
    if rule.by == "mean":
        weight = rule.worst_5_weight
        return Score((1.0 - weight) * tally.mean(row) + weight * value, (1.0 - weight) * means + weight * replicates)
    return Score(value, replicates)


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
    return {name: known_score(tally, name, horizon, rule, finite) for name in tally.layout.allowed}


def known_score(tally: Tally, name: str, horizon: int, rule: Decision, finite: Mapping[str, int]) -> Score:
    """Return the score of any strategy; arguments as of `scores_of`."""
    layout, of_mean = tally.layout, rule.by in ("mean", "worst_5")
    score = score_of(tally, layout.row(layout.tco[name], horizon), rule)
    # replicates that lack the same rare values agree: without a finite variance their spread says nothing
    return replace(score, known=not of_mean or finite[name] > 0)


def _statistic(found: Distribution | DistributionStack, rule: Decision) -> Array | float:
    """Return the statistic of a distribution, or of each of several."""
    if rule.by in ("mean", "worst_5"):
        return found.mean_above(TAIL)
    return found.quantile([float(rule.by.removeprefix("p")) / 100.0])[..., 0]


def gap_error(tally: Tally, lower: Score, higher: Score) -> float | None:
    """Return the standard error of the difference of two scores, met by the same futures; None where unknown."""
    if not (lower.known and higher.known):
        return None
    return standard_error(higher.replicates - lower.replicates, tally.count.astype(np.float64))
