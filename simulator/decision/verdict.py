"""The verdict: the recommended strategy, its runner-up, and the rules that had a say.

The strategy of the lowest score leads. It is recommended if it is the baseline, or if its score is lower than the
baseline's by at least `margin` times the baseline's score; otherwise the baseline is kept, and the verdict says by how
much the leader falls short. Strategies that are barred take no part.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ...configs import Decision, Scenario
from ..engine.tally import Tally
from ..intervals import student_t90, win_standard_error
from ..statistics import p_beats, p_cheapest, p_ties
from .scores import WORST, Score, gap_error, scores_of, with_margin

__all__ = ["CLOSE", "Choice", "choose", "make_verdict", "measure_words"]

#: Below this probability of beating the next best strategy (ties count half), a decision is a close call.
CLOSE = 0.6

#: Relative difference of two scores below which it is rounding.
_ROUNDING = 1e-12

_MEASURES = {"mean": "mean", "p50": "P50", "p80": "P80", "p90": "P90", "worst_5": "mean of the worst 5 %"}


class Choice(NamedTuple):
    """What the decision's rule makes of scores.

    Attributes
    ----------
    recommended : str
    rules : list of dict
        The margin rule as it was applied; none where it is switched off.
    order : list of str
        The strategies, the one of the lowest score first.
    """

    recommended: str
    rules: list[dict[str, Any]]
    order: list[str]

    @property
    def runner_up(self) -> str | None:
        """The best of the others; None where there is one strategy alone."""
        return next((name for name in self.order if name != self.recommended), None)


def choose(baseline: str, scores: Mapping[str, Score], rule: Decision) -> Choice:
    """Return which strategy is recommended, by the scores of those that may be chosen."""
    order = sorted(scores, key=lambda name: (scores[name].value, name != baseline))
    return Choice(*_apply_margin(baseline, order[0], scores, rule), order)


def make_verdict(scenario: Scenario, tally: Tally, finite: Mapping[str, int]) -> dict[str, Any]:
    """Return the member "verdict" of a result's document: plain dicts, lists and numbers.

    Parameters
    ----------
    scenario : Scenario
    tally : Tally
    finite : mapping of str to int
        By strategy, the highest even moment of its cost: without the second no error of its mean is known.
    """
    rule = scenario.decision
    horizon = rule.horizon or max(scenario.horizons)
    scores = scores_of(tally, horizon, rule, finite)
    choice = choose(scenario.baseline, scores, rule)
    recommended, rules, order = choice
    leader, runner_up = order[0], choice.runner_up
    at = tally.layout.horizons.index(horizon)
    chances = {name: p_cheapest(tally, name, at) for name in order}
    return {
        "horizon": horizon,
        "by": rule.by,
        "worst_5_weight": rule.worst_5_weight,
        "measure": measure_words(rule),
        "recommended": recommended,
        "runner_up": runner_up,
        "compared_with": runner_up,
        "lowest": leader,
        "scores": {name: scores[name].value for name in tally.layout.allowed},
        "p_cheapest": chances[recommended],
        "most_often_cheapest": _most_often(chances),
        "rival": _most_often({name: p for name, p in chances.items() if name != recommended}),
        **_against(tally, recommended, runner_up, at),
        "close": len(order) > 1 and _close(tally, leader, order[1], at),
        "told_apart": None if len(order) < 2 else _told_apart(tally, scores[leader], scores[order[1]]),
        "rules": rules,
        "bad_case": {"by": "worst_5", "lowest": _lowest_bad_case(tally, horizon, finite)},
        "other_horizons": _elsewhere(scenario, tally, horizon, recommended, finite),
        "barred": {name: s.barred for name, s in scenario.strategies.items() if s.barred is not None},
    }


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


def _apply_margin(
    baseline: str, leader: str, scores: Mapping[str, Score], rule: Decision
) -> tuple[str, list[dict[str, Any]]]:
    """Return the recommended strategy, and the margin rule as it was applied: none where it is switched off."""
    if not rule.margin:
        return leader, []
    base, best = scores[baseline].value, scores[leader].value
    measure = "score" if rule.worst_5_weight else measure_words(rule)
    short, saved = best - with_margin(base, rule.margin), base - best
    stays = leader != baseline and short > _ROUNDING * abs(base)
    if leader == baseline:
        because = f"the baseline has the lowest {measure}"
    elif not base:
        because = f"the baseline's {measure} is 0, so any lower cost is enough"
    else:
        cost = "mean cost" if measure == "mean" else measure
        share = f"the lowest {cost} is {_percent(saved / abs(base))} below the baseline's"
        because = f"{share}; the margin rule asks for {_percent(rule.margin)}"
    entry = {
        "name": "margin",
        "value": rule.margin,
        "changed_from": leader if stays else None,
        "short_by": short if stays else None,
        "because": because,
    }
    return baseline if stays else leader, [entry]


def _against(tally: Tally, one: str, other: str | None, at: int) -> dict[str, float | None]:
    """Return how often the recommended strategy is strictly cheaper than its runner-up."""
    if other is None:
        return {"p_beats_runner_up": None, "p_beats_runner_up_se": None}
    names = tally.layout.strategies
    wins = tally.wins[:, at, names.index(one), names.index(other), 0]
    return {
        "p_beats_runner_up": p_beats(tally, one, other, at),
        "p_beats_runner_up_se": win_standard_error(wins, tally.count),
    }


def _close(tally: Tally, leader: str, second: str, at: int) -> bool:
    return p_beats(tally, leader, second, at) + p_ties(tally, leader, second, at) / 2.0 < CLOSE


def _told_apart(tally: Tally, lower: Score, higher: Score) -> bool | None:
    """Tell whether two scores differ by more than the simulation's error; None where that error is unknown."""
    error, t90 = gap_error(tally, lower, higher), student_t90(tally)
    if error is None or t90 is None:
        return None
    rounding = _ROUNDING * max(abs(lower.value), abs(higher.value))
    return higher.value - lower.value > max(t90 * error, rounding)


def _most_often(chances: dict[str, float]) -> str | None:
    """Return the strategy that is the cheapest most often; None where two are so equally often, or there is none."""
    if not chances:
        return None
    first, *others = sorted(chances, key=lambda name: -chances[name])
    return None if others and chances[others[0]] == chances[first] else first


def _lowest_bad_case(tally: Tally, horizon: int, finite: Mapping[str, int]) -> str | None:
    """Return the strategy whose worst 5 % cost least; None where it does not stand out from the error."""
    scores = scores_of(tally, horizon, WORST, finite)
    first, *others = sorted(scores, key=lambda name: scores[name].value)
    apart = [_told_apart(tally, scores[first], scores[name]) for name in others]
    return first if others and all(apart) else None


def _elsewhere(
    scenario: Scenario, tally: Tally, horizon: int, recommended: str, finite: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Return the other horizons at which the same rule recommends another strategy."""
    found = []
    for other in scenario.horizons:
        scores = scores_of(tally, other, scenario.decision, finite)
        chosen = choose(scenario.baseline, scores, scenario.decision).recommended
        if other != horizon and chosen != recommended:
            found.append({"horizon": other, "recommended": chosen})
    return found
