"""What a policy does: how likely each move is, when it comes, what it costs, and what the option to move is worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...configs import Decision, Scenario
from ..engine.tally import Tally
from ..intervals import student_t90
from ..statistics import break_even
from .scores import gap_error, score_of

__all__ = ["policy_figures"]


def policy_figures(scenario: Scenario, tally: Tally, name: str, horizon: int, finite: Mapping[str, int]) -> Any:
    """Return the member "policy" of a strategy at a horizon.

    Parameters
    ----------
    scenario : Scenario
    tally : Tally
    name : str
        Of a policy.
    horizon : int
        Months.
    finite : mapping of str to int
        By strategy, the highest even moment of its cost: without the second no error of its mean is known.

    Returns
    -------
    dict
        "stages": by the name that its lines have, which strategy each is. "moves": by move, the probability that it is
        made by the end of each month, its month (percentiles over all futures; null where that is never), and over the
        futures that move: percentiles of that month, the mean number of months in which both strategies are paid, the
        mean cost of the move (its `one_time` and what the old strategy costs in these months, nominal). "option": the
        lowest mean total cost among the strategies that it moves between, minus that of the policy.
    """
    policy = scenario.strategies[name]
    return {
        "starts": policy.starts,
        "stages": policy.stages,
        "moves": [_move(scenario, tally, name, at, horizon) for at in range(len(policy.moves))],
        "option": _option(scenario, tally, name, horizon, finite),
    }


def _move(scenario: Scenario, tally: Tally, name: str, at: int, horizon: int) -> dict[str, Any]:
    layout, policy = tally.layout, scenario.strategies[name]
    move = policy.moves[at]
    month, both, cost = (layout.row(row, horizon) for row in layout.moves[name][move.stage])
    entered = tally.distribution(month)
    # whole months: each cell holds one of them
    until = np.append(0, np.cumsum(entered.counts))[np.searchsorted(entered.low, np.arange(horizon + 1.0), "right")]
    shares = until / entered.count
    never = float(shares[0])
    made = 1.0 - never
    by_month = (shares[1:] - never).tolist()
    return {
        "from": move.switch.origin or policy.starts,
        "to": move.switch.to,
        "when": move.switch.when.text,
        "for_months": move.switch.for_months,
        "p": made,
        "p_by_month": by_month,
        "month": break_even(entered),
        "month_if_made": {f"p{p}": _first(by_month, p / 100.0 * made) if made else None for p in (10, 50, 90)},
        "months_both": tally.mean(both) / made if made else None,
        "cost": tally.mean(cost) / made if made else None,
    }


def _first(by_month: list[float], share: float) -> int:
    """Return the first month by which a probability is reached."""
    return next(month for month, p in enumerate(by_month, 1) if p >= share - 1e-12)


def _option(scenario: Scenario, tally: Tally, name: str, horizon: int, finite: Mapping[str, int]) -> dict[str, Any]:
    """Return what the policy saves on average against the best of its strategies, kept throughout."""
    layout, by_mean = tally.layout, Decision()
    members = scenario.strategies[name].members
    scores = {each: score_of(tally, layout.row(layout.tco[each], horizon), by_mean) for each in (*members, name)}
    best = min(members, key=lambda each: scores[each].value)
    worth = scores[best].value - scores[name].value
    error = gap_error(tally, scores[name], scores[best]) if finite[best] and finite[name] else None
    t90 = student_t90(tally)
    half = None if error is None or t90 is None or not np.isfinite(error) else t90 * error
    around = None if half is None else [worth - half, worth + half]
    return {"against": best, "mean": worth, "se": error, "interval90": around}
