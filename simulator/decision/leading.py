"""What drives the difference between two strategies: one measure, in money, for every output.

An input's effect is the mean saving in its highest tenth less that in its lowest tenth. An effect that the simulation
cannot tell from luck among so many inputs is noise: the input is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...configs import Scenario, Strategy
from ..engine.operations import ROUNDING
from ..samples import Samples, centred_ranks, rank_correlations
from ..tenths import FEWEST_IN_TENTHS, errors_of, least_seen
from .pair import Pair

__all__ = [
    "LEADING",
    "LeadingInput",
    "MovedMean",
    "inputs_by_effect",
    "inputs_of",
    "inputs_of_cost",
    "leading_inputs",
    "moved_mean",
]

Array = NDArray[np.float64]

#: Inputs named for each comparison, at most; and those whose flips and boxes are looked for.
_TOP, LEADING = 10, 5


class LeadingInput(NamedTuple):
    """What an input does to what the first strategy of a pair saves, or to what one strategy costs.

    Attributes
    ----------
    address : str
    rank_correlation : float
        With the output.
    low, high : float
        Mean of the output where the input is in its lowest and in its highest tenth.
    low_se, high_se : float
        Standard errors.
    effect, effect_se : float
        `high` less `low`, by which inputs are ordered.
    """

    address: str
    rank_correlation: float
    low: float
    high: float
    low_se: float
    high_se: float
    effect: float
    effect_se: float


class MovedMean(NamedTuple):
    """What moves the mean of what outputs explain: the saving of the verdict's two, or the cost of one that is alone.

    Attributes
    ----------
    strategy : str
    against : str or None
        None where the mean is that of the strategy's cost.
    horizon : int
    futures : int
        Of the sample.
    mean : float
        Of the sample.
    inputs : list of LeadingInput
        All, noise included, the largest effect first.
    """

    strategy: str
    against: str | None
    horizon: int
    futures: int
    mean: float
    inputs: list[LeadingInput]

    @property
    def leading(self) -> list[LeadingInput]:
        """Those that move it most."""
        return self.leading_all[:_TOP]

    @property
    def leading_all(self) -> list[LeadingInput]:
        """Those whose effect is no noise."""
        return leading_inputs(self.inputs, len(self.inputs))


def moved_mean(scenario: Scenario, sample: Samples, pair: Pair | None, strategy: str, horizon: int) -> MovedMean:
    """Return what moves the mean saving of a pair, or without one the mean cost of a strategy."""
    if pair is None:
        y = sample.tco[strategy, horizon]
        found = inputs_of_cost(scenario, sample, strategy, horizon)
        return MovedMean(strategy, None, horizon, y.size, float(y.mean()), found)
    y = sample.tco[pair.against, horizon] - sample.tco[pair.strategy, horizon]
    return MovedMean(*pair, horizon, y.size, float(y.mean()), inputs_by_effect(scenario, sample, pair, horizon))


def leading_inputs(inputs: Sequence[LeadingInput], most: int = _TOP) -> list[LeadingInput]:
    """Return those of all inputs, by effect, that move the mean saving most; none by luck."""
    seen = least_seen(len(inputs))
    return [item for item in inputs if abs(item.effect) > seen * item.effect_se][:most]


def inputs_by_effect(scenario: Scenario, sample: Samples, pair: Pair, horizon: int) -> list[LeadingInput]:
    """Return all inputs of two strategies, noise included, the largest effect first.

    None where the saving is the same in all futures but for rounding, or the sample is too small.
    """
    costs, others = sample.tco[pair.against, horizon], sample.tco[pair.strategy, horizon]
    saved = costs - others
    if np.ptp(saved) <= ROUNDING * np.max(np.abs(costs) + np.abs(others)):
        return []
    return _by_effect(sample, inputs_of(scenario, sample, *pair), saved, horizon)


def inputs_of_cost(scenario: Scenario, sample: Samples, strategy: str, horizon: int) -> list[LeadingInput]:
    """Return all inputs of one strategy, noise included, by their effect on its mean cost."""
    return _by_effect(sample, inputs_of(scenario, sample, strategy), sample.tco[strategy, horizon], horizon)


def _by_effect(sample: Samples, addresses: Sequence[str], output: Array, horizon: int) -> list[LeadingInput]:
    out_ranks = centred_ranks(output)
    if out_ranks is None or output.size < FEWEST_IN_TENTHS:
        return []
    ranked = sample.ranked[horizon]
    means, moved = sample.means_at_ends(output, horizon)
    (lows, highs), (low, high) = means.T, moved.swapaxes(0, 1)
    errors = errors_of(np.stack([low, high, high - low]))
    correlations = rank_correlations(ranked.values(), out_ranks)
    figures = np.stack([correlations, lows, highs, *errors[:2], highs - lows, errors[2]], axis=1)
    of = dict(zip(ranked, figures.tolist(), strict=True))
    found = [LeadingInput(address, *of[address]) for address in addresses if address in of]
    return sorted(found, key=lambda item: (-abs(item.effect), item.address))


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
