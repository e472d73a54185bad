"""The strategy and the horizon of a question that does not name them."""

from __future__ import annotations

from typing import NamedTuple

from ...configs import Scenario
from ...configs.model.strategies import BARRED
from ...configs.text.unknown import unknown
from ..arguments import whole_number
from ..decision import compared_with
from ..result import Result
from ..simulation import simulate

__all__ = ["Compared", "choose_horizon", "choose_pair", "choose_strategy", "strategy_called"]

_CHOOSING = 2**16  # futures of the run that chooses: the mean of a cost is then good to a few parts in 10,000


class Compared(NamedTuple):
    """The two strategies that a question is about.

    Attributes
    ----------
    scenario : Scenario
        Its baseline is what the strategy is compared with.
    strategy : str
    recommended : str or None
        The one of the two that the verdict recommends, where it chose them; None where the question named the strategy,
        or the scenario has no more than two.
    """

    scenario: Scenario
    strategy: str
    recommended: str | None = None


def choose_pair(
    what: Scenario | Result,
    strategy: str | None,
    *,
    seed: int = 0,
    threads: int | None = None,
    needs_rival: bool = True,
) -> Compared:
    """Return the two strategies that are compared: by default the recommended one and its runner-up, as reports do.

    A strategy that is named, or is the only one that may be chosen beside the baseline, is compared with the baseline.

    Parameters
    ----------
    what : Scenario or Result
        A scenario of several strategies is run once, to learn what is recommended.
    strategy : str, optional
    seed, threads
        Of that run.
    needs_rival : bool
        As for `choose_strategy`.

    Raises
    ------
    ValueError
        As `choose_strategy` does.
    """
    scenario = what.scenario if isinstance(what, Result) else what
    if strategy is None and len(scenario.allowed) > 2:
        result = what if isinstance(what, Result) else simulate(scenario, _CHOOSING, seed=seed, threads=threads)
        pair = result.pair
        assert pair is not None  # of more than two one is the runner-up
        return Compared(compared_with(scenario, pair), pair.strategy, result.choice["recommended"])
    return Compared(scenario, choose_strategy(scenario, strategy, needs_rival))


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
        why = "" if allowed else f"only {scenario.baseline} may be chosen, the others are barred; "
        raise ValueError(
            f"{why}strategy needs to be named: one of {', '.join(rivals)}\n"
            f"  = help: on the command line --strategy {first}, in Python strategy={first!r}"
        )
    strategy = strategy_called(scenario, strategy)
    if strategy not in scenario.strategies:
        raise unknown("strategy", strategy, scenario.strategies)
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
    horizon = whole_number(horizon, "horizon")
    if not 1 <= horizon <= 120:
        raise ValueError(f"horizon needs to be from 1 to 120 months, got {horizon}")
    return horizon
