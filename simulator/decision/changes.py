"""What each choice risks, and what would change the recommendation: the second half of the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...configs import Decision, Scenario
from ..engine.operations import ROUNDING
from ..engine.tally import Tally
from ..samples import Samples
from .boxes import find_boxes
from .dominance import dominances
from .flips import Contest, find_flips
from .frontier import frontier_of
from .input_facts import input_facts
from .leading import LEADING, LeadingInput, leading_inputs
from .pair import recommended_pair
from .regret import regrets
from .risks import find_risks
from .scores import Score, scores_of

__all__ = ["what_would_change"]


def what_would_change(
    scenario: Scenario,
    tally: Tally,
    sample: Samples,
    finite: Mapping[str, int],
    choice: Mapping[str, Any],
    inputs: Sequence[LeadingInput],
    bad_case: Mapping[str, Score],
) -> dict[str, Any]:
    """Return the members of a verdict from "regret" to "inputs", as plain dicts and lists.

    Parameters
    ----------
    scenario : Scenario
    tally : Tally
    sample : Samples
        Flips and boxes are found in it.
    finite : mapping of str to int
        By strategy, the highest even moment of its cost.
    choice : mapping
        As `make_verdict` gives it.
    inputs : sequence of LeadingInput
        By their effect on the saving of the recommended pair, or on the cost of one that is alone.
    bad_case : mapping of str to Score
        As `bad_case_of` gives it.
    """
    horizon = choice["horizon"]
    regret, errors = regrets(tally, horizon, finite)
    found = _what_if(scenario, sample, choice, inputs)
    limits = [limit for box in found["boxes"] for limit in box["limits"]]
    return {
        "regret": regret,
        "regret_se": errors,
        "dominance": dominances(tally, horizon, finite),
        **frontier_of(tally, scores_of(tally, horizon, Decision(), finite), bad_case),
        **found,
        "inputs": input_facts(scenario, (item["address"] for item in (*found["flips"], *limits, *found["risks"]))),
    }


def _what_if(
    scenario: Scenario, sample: Samples, choice: Mapping[str, Any], inputs: Sequence[LeadingInput]
) -> dict[str, Any]:
    """Return flips, boxes and risks."""
    if recommended_pair(choice, scenario.baseline) is None:
        return {
            "cost_drivers": [item._asdict() for item in leading_inputs(inputs)],
            "flips": [],
            "boxes": [],
            "no_boxes": "one strategy alone may be chosen",
            "risks": find_risks(scenario, sample, choice, []),
        }
    horizon, recommended, runner_up = choice["horizon"], choice["recommended"], choice["runner_up"]
    leading = [item.address for item in leading_inputs(inputs, LEADING)]
    ranked = sample.ranked[horizon]
    names = scenario.allowed
    costs = {name: sample.tco[name, horizon] for name in names}
    contest = Contest(
        tuple(names), np.stack([*costs.values()]), scenario.baseline, recommended, runner_up, scenario.decision
    )
    mine, other = costs[recommended], costs[runner_up]
    found = find_boxes([ranked[each] for each in leading], other < mine - ROUNDING * np.abs(mine))
    flips = find_flips(contest, ranked, leading)
    return {
        "cost_drivers": [],
        "flips": flips,
        "boxes": [
            {
                "strategy": runner_up,
                "against": recommended,
                "limits": [
                    {"address": leading[j], "above": above, "below": below} for j, (above, below) in box.limits.items()
                ],
                **{key: value for key, value in box._asdict().items() if key != "limits"},
            }
            for box in found.boxes
        ],
        "no_boxes": found.because,
        "risks": find_risks(scenario, sample, choice, flips),
    }
