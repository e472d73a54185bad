"""Which strategy and which months a question is about, where it does not say."""

from __future__ import annotations

from ..configs import Scenario

__all__ = ["choose_horizon", "choose_strategy"]


def choose_strategy(scenario: Scenario, strategy: str | None, needs_rival: bool = True) -> str:
    """Return the strategy that is meant: by default the only one that is not the baseline.

    Parameters
    ----------
    scenario : Scenario
    strategy : str, optional
    needs_rival : bool
        Whether the baseline itself is no answer.

    Raises
    ------
    ValueError
        If there is no such strategy, or none is named and there are several.
    """
    rivals = [name for name in scenario.strategies if name != scenario.baseline]
    if strategy is None:
        if len(rivals) == 1:
            return rivals[0]
        if not rivals:
            if needs_rival:
                raise ValueError(f"nothing to compare: {scenario.baseline} is the only strategy")
            return scenario.baseline
        raise ValueError(f"strategy needs to be named: one of {', '.join(rivals)}")
    if strategy not in scenario.strategies:
        raise ValueError(f"no strategy {strategy!r}; there are {', '.join(scenario.strategies)}")
    if needs_rival and strategy == scenario.baseline:
        raise ValueError(f"{strategy} is the baseline: it saves nothing against itself")
    return strategy


def choose_horizon(scenario: Scenario, horizon: int | None) -> int:
    """Return the horizon that is meant, in months: by default the scenario's last.

    Raises
    ------
    ValueError
        If it is not from 1 to 120.
    """
    if horizon is None:
        return scenario.horizons[-1]
    if not 1 <= horizon <= 120:
        raise ValueError(f"horizon needs to be from 1 to 120 months, got {horizon}")
    return horizon
