"""Two scenarios: what each change contributes to the difference of their figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ...configs import Scenario
from ..engine.streams import REPLICATES
from ..identity import STREAM_VERSION, VERSION
from ..intervals import standard_error
from .attribution import FEW, Subset, adding_up, contribution_weights
from .choices import choose_horizon
from .figures import FIGURES, FigureValues, figures_of
from .mixing import Mixtures, mix
from .points import PointRunner

__all__ = ["compare_scenarios"]


def compare_scenarios(
    a: Scenario,
    b: Scenario,
    horizon: int | None,
    runner: PointRunner,
    progress: Callable[[int, int], None] | None,
) -> dict[str, Any]:
    """Return the differences between two scenarios; see `comparisons.compare`."""
    if a.currency != b.currency:
        raise ValueError(f"amounts in {a.currency} and in {b.currency} cannot be compared")
    names = [name for name in a.strategies if name in b.strategies]
    if not names:
        raise ValueError(f"no strategy is in both: there are {', '.join(a.strategies)}, and {', '.join(b.strategies)}")
    months = _horizon(a, b, horizon)
    baseline = next((one for one in (a.baseline, b.baseline) if one in names), names[0])
    mixtures = mix(a, b, names, baseline, months)
    members = {name: _members(a, b, name) for name in names}
    found = _run(mixtures, runner, members, baseline, months, progress)
    strategies = {}
    for name in names:
        numbers = {
            figure: _figure(mixtures, found, (name, figure)) if found[name, figure] else None for figure in FIGURES
        }
        strategies[name] = {"label": b.strategies[name].label, "horizons": {str(months): numbers}}
    group_of = {number: at for at, group in enumerate(mixtures.groups) for number in group}
    return {
        "kind": "scenarios",
        "a": _about(a),
        "b": _about(b),
        "currency": a.currency,
        "baseline": baseline,
        "horizon": months,
        "run": {
            "trajectories": runner.trajectories,
            "sampler": runner.sampler,
            "replicates": REPLICATES,
            "seed": runner.seed,
            "version": VERSION,
            "stream_version": STREAM_VERSION,
        },
        "method": "shapley" if len(mixtures.groups) <= FEW else "both orders",
        "changes": [
            {
                "address": change.address,
                "kind": change.kind,
                "before": change.before,
                "after": change.after,
                "group": group_of.get(number),
            }
            for number, change in enumerate(mixtures.changes)
        ],
        "only_in_a": [name for name in a.strategies if name not in names],
        "only_in_b": [name for name in b.strategies if name not in names],
        "strategies": strategies,
    }


def _about(scenario: Scenario) -> dict[str, Any]:
    return {"name": scenario.name, "title": scenario.title, "config_sha256": scenario.sha256}


def _horizon(a: Scenario, b: Scenario, horizon: int | None) -> int:
    if horizon is not None:
        return choose_horizon(a, horizon)
    both = set(a.horizons) & set(b.horizons)
    if not both:
        theirs = " and ".join(", ".join(map(str, one.horizons)) for one in (a, b))
        raise ValueError(f"no horizon is in both ({theirs} months): choose one with `horizon`")
    return max(both)


def _members(a: Scenario, b: Scenario, name: str) -> tuple[str, ...]:
    """Return what a policy moves between; nothing where that is not the same in both, or not in both."""
    one, other = (scenario.strategies[name].members for scenario in (a, b))
    there = set(a.strategies) & set(b.strategies)
    return one if set(one) == set(other) and there.issuperset(one) else ()


Found = dict[tuple[str, str], dict[Subset, FigureValues]]
"""By strategy and figure, then by the changes made."""


def _run(
    mixtures: Mixtures,
    runner: PointRunner,
    members: Mapping[str, tuple[str, ...]],
    baseline: str,
    horizon: int,
    progress: Callable[[int, int], None] | None,
) -> Found:
    wanted = len(mixtures.scenarios) * runner.trajectories

    def told(done: int) -> None:
        if progress is not None:
            progress(done, wanted)

    found: Found = {(name, figure): {} for name in members for figure in FIGURES}
    for made, totals in zip(mixtures.scenarios, runner.run(mixtures.scenarios.values(), told), strict=True):
        for name, moved_between in members.items():
            for figure, values in figures_of(totals, name, baseline, horizon, moved_between).items():
                found[name, figure][made] = values
    return found


def _figure(mixtures: Mixtures, found: Found, key: tuple[str, str]) -> dict[str, Any]:
    """Return both values of a figure, their difference, and who contributes what to it."""
    values = found[key]
    groups = mixtures.groups
    first, last = values[frozenset()], values[frozenset(range(len(groups)))]
    shares = adding_up({made: one.whole for made, one in values.items()}, len(groups))
    assert not groups or math.isclose(math.fsum(shares), last.whole - first.whole, rel_tol=1e-12, abs_tol=1e-300)
    contributions = []
    for at, group in enumerate(groups):
        weights = contribution_weights(at, len(groups))
        spread = sum(float(weight) * values[made].replicates for made, weight in weights.items())
        contributions.append(
            {
                "addresses": [mixtures.changes[number].address for number in group],
                "difference": shares[at],
                "se": standard_error(np.asarray(spread), first.counts),
            }
        )
    return {
        "a": first.whole,
        "b": last.whole,
        "difference": last.whole - first.whole,
        "se": standard_error(last.replicates - first.replicates, first.counts),
        "contributions": contributions,
    }
