"""The inputs that decide most between two strategies: those of the largest rank correlation with the savings."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...configs import Scenario, Strategy
from ..engine.operations import ROUNDING
from ..samples import Samples, centred_ranks, rank_correlation
from .pair import Pair

__all__ = ["LeadingInput", "inputs_of", "leading_inputs"]

#: Inputs named for each comparison, at most.
_TOP = 5


class LeadingInput(NamedTuple):
    """An input, and its rank correlation with what the first strategy of a pair saves."""

    address: str
    rank_correlation: float


def leading_inputs(scenario: Scenario, sample: Samples, pair: Pair, horizon: int) -> list[LeadingInput]:
    """Return the inputs of two strategies that decide most between them, the first one first: five at most."""
    costs, others = sample.tco[pair.against, horizon], sample.tco[pair.strategy, horizon]
    saved = costs - others
    same = np.ptp(saved) <= ROUNDING * np.max(np.abs(costs) + np.abs(others))  # in all futures, but for rounding
    savings = None if same else centred_ranks(saved)
    if savings is None:
        return []
    ranks = sample.input_ranks[horizon]
    found = [
        LeadingInput(address, rank_correlation(ranks[address], savings))
        for address in inputs_of(scenario, sample, *pair)
        if address in ranks
    ]
    return sorted(found, key=lambda item: (-abs(item.rank_correlation), item.address))[:_TOP]


def inputs_of(scenario: Scenario, sample: Samples, *names: str) -> list[str]:
    """Return the addresses of the drivers and of the inputs of some strategies, as the sample has them."""
    places = {place for name in names for place in _places(scenario.strategies[name])}
    below = ("drivers.", "tariffs.", *(f"{place}{mark}" for place in places for mark in ".#"))
    of_horizon = sample.inputs[scenario.horizons[0]]
    return [address for address in of_horizon if address in places or address.startswith(below)]


def _places(strategy: Strategy) -> set[str]:
    """Return where a strategy's inputs are written: in itself, or in those that it is like."""
    parts = [strategy.launch, strategy.buffer, *strategy.lines.values(), *strategy.inputs.values()]
    return {part.address for part in parts if part is not None}
