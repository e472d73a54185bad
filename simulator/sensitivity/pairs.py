"""The scenario cut down to the strategies and the months that a question is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ...configs import Scenario

__all__ = ["cut_down"]


def cut_down(scenario: Scenario, strategies: Iterable[str], horizon: int) -> Scenario:
    """Return the scenario with these strategies and this horizon alone, and nothing that is only reported.

    Every draw stays what it is in the whole scenario: that alone gives the Sobol dimensions.
    """
    wanted = set(strategies)
    kept = {name: replace(s, outputs={}) for name, s in scenario.strategies.items() if name in wanted}
    baseline = scenario.baseline if scenario.baseline in kept else next(iter(kept))
    original = scenario.original or scenario
    return replace(scenario, strategies=kept, horizons=(horizon,), baseline=baseline, unit=None, original=original)
