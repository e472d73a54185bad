"""The choice: the strategy of the lowest score, or the baseline where the lowest saves less than the margin.

Every output that recommends something asks here: the verdict, the points of a sweep, a crossover with a margin.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ...configs import Decision
from ..engine.tally import Tally
from ..intervals import standard_error
from .scores import Score, gap_error, with_margin

__all__ = ["ROUNDED", "Choice", "choose", "lead", "measure_words", "saving_share"]

#: Relative difference of two scores below which it is rounding.
ROUNDED = 1e-12

_MEASURES = {"mean": "mean", "p50": "P50", "p80": "P80", "p90": "P90", "worst_5": "mean of the worst 5 %"}


class Choice(NamedTuple):
    """What the rule chooses.

    Attributes
    ----------
    recommended : str
    order : list of str
        The lowest score first; the baseline before its equals.
    rules : list of dict
        The margin rule as it was applied: none where it is switched off.
    """

    recommended: str
    order: list[str]
    rules: list[dict[str, Any]]

    @property
    def runner_up(self) -> str | None:
        """The best of the others; None where there is one strategy alone."""
        return next((name for name in self.order if name != self.recommended), None)


def choose(baseline: str, scores: Mapping[str, Score], rule: Decision) -> Choice:
    """Return the strategy that a rule recommends among those that have a score."""
    order = sorted(scores, key=lambda name: (scores[name].value, name != baseline))
    leader = order[0]
    if not rule.margin:
        return Choice(leader, order, [])
    base, best = scores[baseline].value, scores[leader].value
    measure = "score" if rule.worst_5_weight else measure_words(rule)
    short = best - with_margin(base, rule.margin)
    stays = leader != baseline and short > ROUNDED * abs(base)
    if leader == baseline:
        because = f"the baseline has the lowest {measure}"
    elif not base:
        because = f"the baseline's {measure} is 0, so any lower cost is enough"
    else:
        cost = "mean cost" if measure == "mean" else measure
        share = f"the lowest {cost} is {_percent((base - best) / abs(base))} below the baseline's"
        because = f"{share}; the margin rule asks for {_percent(rule.margin)}"
    entry = {
        "name": "margin",
        "value": rule.margin,
        "changed_from": leader if stays else None,
        "short_by": short if stays else None,
        "because": because,
    }
    return Choice(baseline if stays else leader, order, [entry])


def lead(tally: Tally, base: Score, other: Score, margin: float) -> tuple[float, float | None]:
    """Return how far a score lies below the baseline's less the margin, and its standard error: 0 or more is enough."""
    goal = Score(with_margin(base.value, margin), with_margin(base.replicates, margin), base.known)
    ahead = goal.value - other.value
    return 0.0 if abs(ahead) <= ROUNDED * abs(base.value) else ahead, gap_error(tally, other, goal)


def saving_share(tally: Tally, base: Score, other: Score) -> tuple[float | None, float | None]:
    """Return what a strategy saves as a share of the baseline's score, and its standard error; None of a score of 0."""
    if not base.value:
        return None, None
    error = None
    if base.known and other.known and np.all(base.replicates[tally.count > 0]):
        shares = (base.replicates - other.replicates) / np.abs(base.replicates)
        error = standard_error(shares, tally.count.astype(np.float64))
    return (base.value - other.value) / abs(base.value), error


def measure_words(rule: Decision) -> str:
    """Return the statistic that decides, in words."""
    weight = rule.worst_5_weight
    if not weight:
        return _MEASURES[rule.by]
    return f"{1.0 - weight:.3g} x mean + {weight:.3g} x {_MEASURES['worst_5']}"


def _percent(share: float) -> str:
    """Write a fraction in percent to three digits, never in powers of ten."""
    percent = 100.0 * share
    return f"{percent:.3g} %" if abs(percent) < 999.5 else f"{percent:,.0f} %"
