"""The verdict as outputs read it: which two strategies a picture compares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ...configs import Scenario

__all__ = ["Pair", "check_strategy", "compared_with", "comparison_of", "pair_of", "recommended_pair"]


class Pair(NamedTuple):
    """Two strategies that are compared: what `strategy` saves against the other."""

    strategy: str
    against: str


def check_strategy(strategy: str, strategies: Iterable[str], baseline: str) -> None:
    """Raise ValueError where there is no such strategy, or it is the baseline."""
    others = [name for name in strategies if name != baseline]
    if strategy not in others:
        raise ValueError(f"strategy needs to be one of {', '.join(others) or 'none'}, got {strategy!r}")


def pair_of(document: Mapping[str, Any], strategy: str | None = None) -> Pair | None:
    """Return the two strategies that pictures compare: the recommended one and its runner-up.

    The baseline, where it is one of the two, is what the other is compared with.

    Parameters
    ----------
    document : mapping
        As `Result.document` gives it.
    strategy : str, optional
        Compare this one with the baseline instead.

    Returns
    -------
    Pair or None
        None where one strategy alone may be chosen.

    Raises
    ------
    ValueError
        If there is no such strategy, or it is the baseline.
    """
    baseline = document["scenario"]["baseline"]
    if strategy is not None:
        check_strategy(strategy, document["strategies"], baseline)
        return Pair(strategy, baseline)
    return recommended_pair(document["verdict"], baseline)


def recommended_pair(verdict: Mapping[str, Any], baseline: str) -> Pair | None:
    """Return the recommended strategy and its runner-up as a pair; None where there is no runner-up."""
    one, other = verdict["recommended"], verdict["compared_with"]
    if other is None:
        return None
    return Pair(other, one) if one == baseline else Pair(one, other)


def compared_with(scenario: Scenario, pair: Pair | None) -> Scenario:
    """Return the scenario whose baseline is the second of a pair."""
    if pair is None or pair.against == scenario.baseline:
        return scenario
    return scenario.with_values({"baseline": pair.against})


def comparison_of(document: Mapping[str, Any], pair: Pair, horizon: int) -> dict[str, Any]:
    """Return the document's comparison of a pair over one horizon."""
    return next(
        item
        for item in document["comparisons"]
        if (item["strategy"], item["baseline"], item["horizon"]) == (*pair, horizon)
    )
