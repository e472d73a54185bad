"""The strategy and the horizon of a question that does not name them."""

from __future__ import annotations

from ...configs import Scenario
from ...configs.model.scenario import BARRED

__all__ = ["choose_horizon", "choose_strategy", "strategy_called"]


def choose_strategy(scenario: Scenario, strategy: str | None, needs_rival: bool = True) -> str:
    """Return the strategy that is meant: by default the only one that is not the baseline.

    A barred strategy is returned only if it is named, or if it is the only other one.

    Parameters
    ----------
    scenario : Scenario
    strategy : str, optional
        Its name, or its label where no other has the same.
    needs_rival : bool
        Whether the baseline is refused.

    Raises
    ------
    ValueError
        If there is no such strategy, or none is named and there are several.
    """
    rivals = [name for name in scenario.strategies if name != scenario.baseline]
    if strategy is None:
        allowed = [name for name in rivals if name in scenario.allowed]
        if len(allowed or rivals) == 1:
            return (allowed or rivals)[0]
        if not rivals:
            if needs_rival:
                raise ValueError(f"nothing to compare: {scenario.baseline} is the only strategy")
            return scenario.baseline
        first = (allowed or rivals)[0]
        raise ValueError(
            f"strategy needs to be named: one of {', '.join(rivals)}\n"
            f"  = help: on the command line --strategy {first}, in Python strategy={first!r}"
        )
    strategy = strategy_called(scenario, strategy)
    if strategy not in scenario.strategies:
        raise ValueError(f"no strategy {strategy!r}; there are {', '.join(scenario.strategies)}")
    if needs_rival and strategy == scenario.baseline:
        raise ValueError(f"{strategy} is the baseline: it saves nothing against itself")
    return strategy


def strategy_called(scenario: Scenario, word: str) -> str:
    """Return the name of the strategy of that label; the word itself where it is a name, or no label of just one.

    A label may be given as it is in the file, without the mark of a barred strategy.
    """
    labels = {name: strategy.label for name, strategy in scenario.strategies.items()}
    found = [name for name, label in labels.items() if label in (word, f"{word}{BARRED}")]
    return found[0] if len(found) == 1 and word not in scenario.strategies else word


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
