"""Whether the recommendation by mean rests on rare futures: what 1 in 1,000 at either end make of the mean saving.

It does where they make a tenth of the mean saving or more, and no less than 1 % of the higher score: of two costs that
are alike on average, any tail makes a large share of a difference of next to nothing. Percentiles do not rest on rare
futures. So the same rule by P50, P80 and P90 tells what the choice would be without them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from .decision.choosing import choose
from .decision.leading import inputs_of
from .decision.scores import scores_of
from .intervals import student_t90
from .outcome import Outcome
from .rare_futures import RARE_MEAN, found_leads
from .tail_shares import RareShare, rare_shares

__all__ = ["rare_verdict"]

_PERCENTILES: Final = ("p50", "p80", "p90")
#: Of the higher score: what rare futures have to make of the difference, at least.
_MATERIAL: Final = 0.01


def rare_verdict(result: Outcome) -> dict[str, Any] | None:
    """Return the member "rare_futures" of a verdict; None where one strategy alone may be chosen."""
    choice, scenario = result.choice, result.scenario
    pair, horizon, rule = result.pair, choice["horizon"], scenario.decision
    if pair is None:
        return None
    tally = result.counted(*pair)
    row = tally.layout.row(tally.layout.savings[pair.strategy, pair.against], horizon)
    known = min(result.finite[name] for name in pair) >= 2
    [rare] = rare_shares(*tally.stacks([row]), student_t90(tally) if known else None, both_ends=True)
    rests = rule.by == "mean" and not rule.worst_5_weight and _rests(rare, choice["scores"])
    found: dict[str, Any] = {
        "share": rare.share,
        "interval90": rare.interval90,
        "rests": rests,
        "reached": [],
        "other_measures": [],
    }
    if not rests:
        return found
    sample = result.sample
    saved = sample.tco[pair.against, horizon] - sample.tco[pair.strategy, horizon]
    for lead in found_leads(result, saved, horizon, inputs_of(scenario, sample, *pair)):
        found["reached"].append({"address": lead.address, "value": lead.peak, "month": lead.month})
    for by in _PERCENTILES:
        other = replace(rule, by=by)
        chosen = choose(scenario.baseline, scores_of(result.tally, horizon, other, result.finite), other).recommended
        if chosen != choice["recommended"]:
            found["other_measures"].append({"by": by, "recommended": chosen})
    return found


def _rests(rare: RareShare, scores: dict[str, float]) -> bool:
    return (
        rare.share is not None
        and rare.share >= RARE_MEAN
        and abs(rare.amount) >= _MATERIAL * max(map(abs, scores.values()))
    )
