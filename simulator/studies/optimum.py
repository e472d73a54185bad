"""Optimisation: the values of some addresses at which a strategy costs least, under conditions on the result.

They are found in the futures of one seed and reported in those of another: the lowest of many scores is lucky, and how
much is said. A frontier has the best values for each weight of the worst 5 % of futures against the mean.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any

import numpy as np

from ...configs import ConfigError, Decision, Scenario
from ..arguments import as_scenario
from ..decision.choosing import measure_words
from ..decision.conditions import check_names, parse_condition
from ..decision.scores import Score, gap_error
from ..engine.errors import SimulationError
from ..intervals import standard_error
from ..subset import horizon_values
from .candidates import Candidates, Looked, Span, Values
from .choices import choose_horizon, choose_strategy
from .minimising import expected_looks, find_lowest, merit_of
from .points import PointRunner

__all__ = ["MEASURES", "Optimum", "optimise"]

#: Futures of each candidate.
DEFAULT_TRAJECTORIES = 2**14
MEASURES = ("decision", "mean", "p50", "p80", "p90", "worst_5")
_FRONTIER = {"mean": Decision(), "p90": Decision(by="p90"), "worst_5": Decision(by="worst_5")}
_MOST_FRONTIER, _MOST_SPANS = 21, 8


@dataclass(frozen=True)
class Optimum:
    """The best values that were found.

    Attributes
    ----------
    values : dict of str to float
        By address.
    document : dict
        All that is known of them as plain values: what `--format json` prints.
    """

    values: dict[str, float]
    document: dict[str, Any]


def optimise(
    scenario: Scenario | str | PathLike[str],
    over: Mapping[str, tuple[float, float] | range],
    strategy: str | None = None,
    *,
    minimise: str = "decision",
    subject_to: Sequence[str] = (),
    frontier: int = 0,
    horizon: int | None = None,
    trajectories: int = DEFAULT_TRAJECTORIES,
    seed: int = 0,
    sampler: str = "sobol",
    threads: int | None = None,
    executor: Any = None,
    progress: Callable[[int, int], None] | None = None,
) -> Optimum:
    """Find the values of some addresses at which a strategy costs least.

    All candidates meet the same futures; the best is reported in those of `seed + 1`.

    Parameters
    ----------
    scenario : Scenario, str or path
        A scenario, or what `load` takes.
    over : dict of address to (low, high) or range
        Anything that `--set` can set to a number; a `range` of whole numbers.
    strategy : str, optional
        Default: the only one that is not the baseline.
    minimise : {"decision", "mean", "p50", "p80", "p90", "worst_5"}
        Statistic of the TCO: "decision" is the scenario's own.
    subject_to : sequence of str
        Conditions on the result in the names of its document: `own.24.budget.p_within >= 0.9`.
    frontier : int
        Weights of the worst 5 %, from 0 to 1, for which the best values are found too: 0, or 2 and more.
    horizon : int, optional
        Months. Default: that of the decision.
    trajectories : int
        Futures of each candidate.
    seed, sampler, threads, executor
        As for `simulate`.
    progress : callable, optional
        Called with the trajectories done, and about how many it will be.

    Returns
    -------
    Optimum

    Raises
    ------
    ConfigError
        If an address cannot be set to an end of its range.
    ValueError
        If an argument is out of its range, or a condition is about nothing in the result.
    SimulationError
        If no candidate meets the conditions, with the one that is closest.
    """
    what = as_scenario(scenario)
    name = choose_strategy(what, strategy, needs_rival=False)
    months = choose_horizon(what, horizon or what.decision.horizon)
    what = what if months in what.horizons else what.with_values(horizon_values(what, [months]))
    conditions = tuple(parse_condition(text) for text in subject_to)
    for condition in conditions:
        check_names(condition, tuple(what.strategies), what.horizons, what.baseline)
    rule = _rule(what, minimise)
    spans = _spans(what, over)
    if frontier < 0 or frontier == 1 or frontier > _MOST_FRONTIER:
        raise ValueError(f"frontier needs to be 0, or 2 to {_MOST_FRONTIER} weights, got {frontier}")
    weights = [Decision(worst_5_weight=float(w)) for w in np.linspace(0.0, 1.0, frontier)]
    runner = PointRunner.checked(trajectories, sampler, seed, threads, executor)
    rules = {"score": rule, **({key: _FRONTIER[key] for key in ("mean", "worst_5")} if weights else {})}
    search = Candidates(what, spans, name, months, rules, conditions, runner)
    if progress is not None:
        wanted = (1 + len(weights)) * expected_looks(spans) * runner.trajectories
        search.told = lambda done: progress(done, max(done, wanted))
    best = _best(search, lambda looked: looked.scores["score"].value, seed)
    along = [(each.worst_5_weight, _best(search, _weighed(each.worst_5_weight), seed)) for each in weights]
    other = search.elsewhere(seed + 1, {"score": rule, **_FRONTIER})
    points = list(dict.fromkeys([best, *(point for _, point in along)]))
    there = dict(zip(points, other.look(points), strict=True))
    return Optimum(
        search.values(best),
        {
            "schema": 1,
            "scenario": {"name": what.name, "title": what.title, "currency": what.currency},
            "strategy": name,
            "horizon": months,
            "minimise": minimise,
            "measure": measure_words(rule),
            "run": {
                "trajectories": runner.trajectories,
                "sampler": sampler,
                "seed": seed,
                "judged_seed": seed + 1,
                "candidates": len(search.known),
            },
            "over": [
                {**_plain(span), "value": value, "at_end": span.near_end(value)}
                for span, value in zip(spans, best, strict=True)
            ],
            **_judged(search, other, best),
            "subject_to": [
                {"condition": condition.text, "found": each.found, "holds": each.holds, "interval90": each.interval}
                for condition, each in zip(conditions, there[best].judged, strict=True)
            ],
            "frontier": [
                {
                    "worst_5_weight": weight,
                    "values": search.values(point),
                    **{key: there[point].scores[key].value for key in _FRONTIER},
                    "se": {key: _error(other, there[point].scores[key]) for key in _FRONTIER},
                    "holds": not there[point].short,
                }
                for weight, point in along
            ],
        },
    )


def _rule(scenario: Scenario, minimise: str) -> Decision:
    if minimise not in MEASURES:
        raise ValueError(f"minimise needs to be one of {', '.join(MEASURES)}, got {minimise!r}")
    return scenario.decision if minimise == "decision" else Decision(by=minimise)


def _spans(scenario: Scenario, over: Mapping[str, tuple[float, float] | range]) -> tuple[Span, ...]:
    if not 1 <= len(over) <= _MOST_SPANS:
        raise ValueError(f"name 1 to {_MOST_SPANS} addresses with a range each, got {len(over)}")
    found = []
    for address, ends in over.items():
        whole = isinstance(ends, range)
        low, high = (ends.start, ends.stop - 1) if isinstance(ends, range) else ends
        steps = ends.step if isinstance(ends, range) else 1
        if not (math.isfinite(low) and math.isfinite(high) and low < high) or steps != 1:
            raise ValueError(f"{address}: a range needs two finite ends, LOW below HIGH, got {ends}")
        at = math.ceil(low)
        if not whole and _takes(scenario, address, at) and not _takes(scenario, address, float(at)):
            words = f"{at}:{max(math.floor(high), at + 1)}:whole"
            raise ValueError(f"{address} takes whole numbers\n  = help: --over {address}={words}")
        found.append(Span(address, low, high, whole))
        for end in (low, high):
            scenario.with_values({address: end})
    return tuple(found)


def _takes(scenario: Scenario, address: str, value: float) -> bool:
    try:
        scenario.with_values({address: value})
    except ConfigError:
        return False
    return True


def _weighed(weight: float) -> Callable[[Looked], float]:
    return lambda looked: (1.0 - weight) * looked.scores["mean"].value + weight * looked.scores["worst_5"].value


def _best(search: Candidates, score: Callable[[Looked], float], seed: int) -> Values:
    """Return the best candidate that was found."""
    scale = (
        abs(score(search.look([tuple(span.value((span.low + span.high) / 2.0) for span in search.spans)])[0])) or 1.0
    )

    def merit(looked: Looked) -> float:
        return merit_of(score(looked), looked.short, scale)

    find_lowest(lambda points: [merit(looked) for looked in search.look(points)], search.spans, seed)
    best = min(search.known, key=lambda point: (merit(search.known[point]), point))
    found = search.known[best]
    if found.short:
        missed = [
            f"`{condition.text}` is {each.found:.4g}" if isinstance(each.found, float) else f"`{condition.text}` fails"
            for condition, each in zip(search.conditions, found.judged, strict=True)
            if not each.holds
        ]
        at = ", ".join(f"{address}={value:g}" for address, value in search.values(best).items())
        raise SimulationError(
            f"none of {len(search.known)} candidates meets every condition: in the closest one {' and '.join(missed)}, "
            f"at {at}\n  = help: widen the range of --over, or ask for less in --subject-to"
        )
    return best


def _judged(search: Candidates, other: Candidates, best: Values) -> dict[str, Any]:
    """Return the best score where it was found and elsewhere, and what it saves against the scenario as it is."""
    found = search.known[best].scores["score"]
    pair = replace(other, rules={"score": other.rules["score"]}, conditions=(), known={}, told=None)
    there, before = (looked.scores["score"] for looked in pair.look([best, ()]))
    error, own = _error(other, there), _error(other, found)
    gap = gap_error(pair.tallies[best][0], there, before)
    return {
        "found": {"value": found.value, "se": own},
        "judged": {"value": there.value, "se": error},
        "optimism": {
            "value": there.value - found.value,
            "se": None if own is None or error is None else float(np.hypot(own, error)),
        },
        "before": {"value": before.value, "se": _error(other, before)},
        "saving": {"value": before.value - there.value, "se": gap},
    }


def _error(candidates: Candidates, score: Score) -> float | None:
    known = ~np.isnan(score.replicates)
    return standard_error(score.replicates[known], np.ones(np.count_nonzero(known)))


def _plain(span: Span) -> dict[str, Any]:
    return {"address": span.address, "low": span.low, "high": span.high, "whole": span.whole}
