"""The verdict: the recommended strategy, its runner-up, and the rules that had a say.

The strategy of the lowest score leads. It is recommended if it is the baseline, or if its score is lower than the
baseline's by at least `margin` times the baseline's score; otherwise the baseline is kept, and the verdict says by how
much the leader falls short. Strategies that are barred take no part.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...configs import Scenario
from ..engine.tally import Tally
from ..intervals import student_t90, win_standard_error
from ..statistics import p_beats, p_cheapest, p_ties
from .choosing import ROUNDED, choose, measure_words
from .scores import WORST, Score, gap_error, scores_of

__all__ = ["CLOSE", "bad_case_of", "make_verdict"]

#: Below this probability of beating the next best strategy (ties count half), a decision is a close call.
CLOSE = 0.6


def bad_case_of(scenario: Scenario, tally: Tally, finite: Mapping[str, int]) -> dict[str, Score]:
    """Return the scores by the worst 5 % alone, over the horizon of the decision; arguments as of `make_verdict`."""
    return scores_of(tally, _horizon(scenario), WORST, finite)


def _horizon(scenario: Scenario) -> int:
    return scenario.decision.horizon or max(scenario.horizons)


def make_verdict(
    scenario: Scenario, tally: Tally, finite: Mapping[str, int], bad_case: Mapping[str, Score]
) -> dict[str, Any]:
    """Return the member "verdict" of a result's document: plain dicts, lists and numbers.

    Parameters
    ----------
    scenario : Scenario
    tally : Tally
    finite : mapping of str to int
        By strategy, the highest even moment of its cost: without the second no error of its mean is known.
    bad_case : mapping of str to Score
        As `bad_case_of` gives it.
    """
    rule, horizon = scenario.decision, _horizon(scenario)
    scores = scores_of(tally, horizon, rule, finite)
    choice = choose(scenario.baseline, scores, rule)
    recommended, order, rules = choice
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
        "bad_case": {"by": "worst_5", "lowest": _lowest_bad_case(tally, bad_case)},
        "other_horizons": _elsewhere(scenario, tally, horizon, recommended, finite),
        "barred": {name: s.barred for name, s in scenario.strategies.items() if s.barred is not None},
    }


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
    rounding = ROUNDED * max(abs(lower.value), abs(higher.value))
    return higher.value - lower.value > max(t90 * error, rounding)


def _most_often(chances: dict[str, float]) -> str | None:
    """Return the strategy that is the cheapest most often; None where two are so equally often, or there is none."""
    if not chances:
        return None
    first, *others = sorted(chances, key=lambda name: -chances[name])
    return None if others and chances[others[0]] == chances[first] else first


def _lowest_bad_case(tally: Tally, scores: Mapping[str, Score]) -> str | None:
    """Return the strategy whose worst 5 % cost least; None where it does not stand out from the error."""
    first, *others = sorted(scores, key=lambda name: scores[name].value)
    apart = [_told_apart(tally, scores[first], scores[name]) for name in others]
    return first if others and all(apart) else None


def _elsewhere(
    scenario: Scenario, tally: Tally, horizon: int, recommended: str, finite: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Return the other horizons at which the same rule recommends another strategy."""
    found = []
    for other in scenario.horizons:
        if other == horizon:
            continue
        scores = scores_of(tally, other, scenario.decision, finite)
        chosen = choose(scenario.baseline, scores, scenario.decision).recommended
        if chosen != recommended:
            found.append({"horizon": other, "recommended": chosen})
    return found
