"""Warnings of a result: a few futures carry the variance of a cost, and which input leads there.

Named is the input whose values in the farthest futures of the sample lie farthest out in its own distribution, on one
side: the mean of -log(share of futures beyond), which is about 1 for an input that has nothing to do with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..configs import Scenario
from ..configs.model.draws import draws_of
from .samples import Samples

__all__ = ["Lead", "leads", "rare_warning"]

Array = NDArray[np.float64]

#: Share of the variance from one future in 1,000 from which on it is worth a warning: where few futures carry it, and
#: in any case.
_RARE, _VERY_RARE = 0.1, 0.4
#: Fewer futures than this are few.
_FEW: Final = 100.0
#: The farthest futures of a sample that are looked at: one in 1,000, and so many at least.
_FARTHEST: Final = 8
#: Score from which on an input is named, and another one beside it. The larger factor of two scores 4.9 or more in 95 %
#: of samples, the largest of eight up to 4.3; an input that has nothing to do with it up to 2.4.
_NAMED: Final = 4.5
_ALSO: Final = 3.5


@dataclass(frozen=True, slots=True)
class Lead:
    """An input that leads to the farthest futures.

    Attributes
    ----------
    address : str
    value : float
        Its median in the farthest futures.
    share : float
        Share of all futures in which it is at least as far out.
    outermost : bool
        Whether it is nowhere farther out.
    median : float
        Of all futures.
    score : float
    """

    address: str
    value: float
    share: float
    outermost: bool
    median: float
    score: float


def leads(costs: Array, inputs: Mapping[str, Array]) -> list[Lead]:
    """Return the inputs that lead to the futures whose cost is farthest from the mean, the clearest first; often none.

    Parameters
    ----------
    costs : float64, shape (trajectories,)
    inputs : dict of float64, shape (trajectories,)
        By address. Of a process and what it is made of the clearer one is returned.
    """
    number = min(max(_FARTHEST, costs.size // 1_000), costs.size)
    farthest = np.argsort(-np.abs(costs - costs.mean()), kind="stable")[:number]
    found = []
    for address, values in inputs.items():
        ascending = np.sort(values)
        there = values[farthest]
        above = 1.0 - np.searchsorted(ascending, there, side="left") / values.size
        below = np.searchsorted(ascending, there, side="right") / values.size
        share = min(above, below, key=lambda shares: float(np.log(shares).sum()))
        if (score := -float(np.log(share).mean())) >= _ALSO:
            middle = float(np.sort(there)[number // 2])
            upper = share is above
            beyond = float(np.mean(values >= middle if upper else values <= middle))
            outermost = middle == ascending[-1 if upper else 0]
            found.append(Lead(address, middle, beyond, bool(outermost), float(np.median(values)), score))
    found.sort(key=lambda lead: -lead.score)
    if not found or found[0].score < _NAMED:
        return []
    clearest: list[Lead] = []
    for lead in found:
        if not any(_akin(lead.address, other.address) for other in clearest):
            clearest.append(lead)
    return clearest


def _akin(one: str, other: str) -> bool:
    """Tell whether one address lies below the other."""
    return one.startswith((f"{other}.", f"{other}#")) or other.startswith((f"{one}.", f"{one}#"))


def rare_warning(
    scenario: Scenario, name: str, horizons: Mapping[str, Mapping[str, Any]], sample: Samples, addresses: Iterable[str]
) -> dict[str, str] | None:
    """Return the warning about a strategy at the horizon where it is worst; None where it is nowhere worth one.

    Parameters
    ----------
    scenario : Scenario
    name : str
        Of the strategy.
    horizons : mapping of str to mapping
        As the document has them.
    sample : Samples
    addresses : iterable of str
        Of the inputs that may be named.
    """
    horizon = max(horizons, key=lambda months: horizons[months]["rare_variance"])
    numbers = horizons[horizon]
    rare, carried = numbers["rare_variance"], numbers["variance_futures"]
    if rare <= _RARE or (rare <= _VERY_RARE and carried >= _FEW):
        return None
    inputs = sample.inputs[int(horizon)]
    found = leads(sample.tco[name, int(horizon)], {each: inputs[each] for each in addresses if each in inputs})
    months = "1 month" if horizon == "1" else f"{horizon} months"
    about = f"{100.0 * rare:.0f} % of the variance of {scenario.strategies[name].label} over {months} comes from one "
    about += "future in 1,000"
    rests = f"the mean and the worst 5 % rest on about {carried:,.0f} futures of this run"
    if numbers["interval90"]["mean"] is None:
        rests = "how certain the mean and the worst 5 % are is not known"
    if not found:
        return {"address": f"strategies.{name}", "message": f"{about}, to which no single input leads; {rests}"}
    lead = found[0]
    where = f"in most of these this input {_reaches(scenario, lead)}"
    also = f", and {found[1].address} {_reaches(scenario, found[1])}" if len(found) > 1 else ""
    return {"address": lead.address, "message": f"{about}; {where}{also}; {rests}"}


def _reaches(scenario: Scenario, lead: Lead) -> str:
    """Say how far an input gets in the farthest futures, and how often it does."""
    drawn = draws_of(scenario.drivers, scenario.strategies, scenario.unit).get(lead.address)
    if drawn is not None and not (drawn.fresh or drawn.draw.monthly):
        verb = "is"
    else:
        verb = "adds up to" if ".costs." in lead.address and drawn is None else "averages"
    side = "" if lead.outermost else "at least " if lead.value >= lead.median else "at most "
    often = "all" if lead.share >= 1.0 else f"1 of {_number(1.0 / lead.share)}"
    return f"{verb} {side}{_number(lead.value)}, as in {often} futures (median {_number(lead.median)})"


def _number(value: float) -> str:
    """Write a number to three digits."""
    return f"{float(f'{value:.3g}'):,.12g}"
