"""The scenario cut down to the strategies and the months that a question is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..configs import Scenario

__all__ = ["cut_down", "horizon_values"]


def cut_down(
    scenario: Scenario, strategies: Iterable[str], horizon: int | None = None, baseline: str | None = None
) -> Scenario:
    """Return the scenario with some of its strategies, and nothing that is only reported.

    Every draw stays what it is in the whole scenario, which alone decides the Sobol dimensions.

    Parameters
    ----------
    scenario : Scenario
    strategies : iterable of str
        Those to keep.
    horizon : int, optional
        Months; the only one to keep. Default: all.
    baseline : str, optional
        Default: the scenario's where it is kept, else the first that is.
    """
    wanted = set(strategies)
    kept = {name: replace(s, outputs={}) for name, s in scenario.strategies.items() if name in wanted}
    baseline = baseline or (scenario.baseline if scenario.baseline in kept else next(iter(kept)))
    horizons = scenario.horizons if horizon is None else (horizon,)
    original = scenario.original or scenario
    return replace(scenario, strategies=kept, horizons=horizons, baseline=baseline, unit=None, original=original)


def horizon_values(scenario: Scenario, horizons: Iterable[int]) -> dict[str, object]:
    """Return the values to set, by address, for a run over other horizons: the decision then is at the longest."""
    ascending = sorted(set(horizons))
    decides = scenario.decision.horizon
    moved = decides is not None and decides not in ascending
    return {"horizons": ascending, **({"decision.horizon": ascending[-1]} if moved else {})}
