"""Warnings of a result: a few futures carry the variance of a cost, and which input leads there.

Named is the input whose values in the farthest futures of the sample lie farthest out in its own distribution, on one
side: the mean of -log(share of futures beyond), which is about 1 for an input that has nothing to do with them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..configs import Scenario
from ..configs.model.draws import draws_of
from .engine.chunks import trajectories_of
from .outcome import Outcome

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

#: What an address begins with, before what somebody calls the input.
_PLACE = re.compile(r"^(drivers\.|strategies\.[^.]+\.(costs\.|inputs\.)?)")


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
    result: Outcome, name: str, horizons: Mapping[str, Mapping[str, Any]], addresses: Iterable[str]
) -> dict[str, str] | None:
    """Return the warning about a strategy; None where it is at no horizon worth one.

    It is about the verdict's horizon if that is worth a warning, else about the one where most of the variance is rare.

    Parameters
    ----------
    result : Outcome
    name : str
        Of the strategy.
    horizons : mapping of str to mapping
        As the document has them.
    addresses : iterable of str
        Of the inputs that may be named.
    """
    rare = {months: numbers["rare_variance"] for months, numbers in horizons.items() if _worth_saying(numbers)}
    if not rare:
        return None
    decides = str(result.choice["horizon"])
    horizon = decides if decides in rare else max(rare, key=rare.__getitem__)
    inputs = result.sample.inputs[int(horizon)]
    costs = result.sample.tco[name, int(horizon)]
    found = leads(costs, {each: inputs[each] for each in addresses if each in inputs})
    label, months = result.scenario.strategies[name].label, "1 month" if horizon == "1" else f"{horizon} months"
    carry = f"{100.0 * rare[horizon]:.0f} % of the variance of {label} over {months}"
    if found:
        first = " and in ".join(_reaches(result.scenario, lead) for lead in found[:2])
        about = f"In {first}. The most extreme futures, 1 in 1,000, make {carry}, so its mean is uncertain."
    else:
        about = f"1 in 1,000 futures makes {carry}, so its mean is uncertain. No single input leads there."
    address = found[0].address if found else f"strategies.{name}"
    return {"address": address, "message": f"{about} {_next_step(result, name, horizons[horizon])}"}


def _worth_saying(numbers: Mapping[str, Any]) -> bool:
    rare, carried = numbers["rare_variance"], numbers["variance_futures"]
    return bool(rare > _VERY_RARE or (rare > _RARE and carried < _FEW))


def _next_step(result: Outcome, name: str, numbers: Mapping[str, Any]) -> str:
    """Say what can be done about it."""
    if result.finite[name] == 0:
        return "No run can tell how uncertain. Set a largest value with `max`."
    carried, settings = numbers["variance_futures"], result.settings
    more = "more"
    if carried < _FEW:
        enough = math.ceil(settings.trajectories * _FEW / max(carried, 1.0))
        more = f"about {trajectories_of(enough, settings.sampler, settings.replicates):,}"
    instead = ', or judge by the bad case, `[decision] by = "worst_5"`' if result.choice["by"] == "mean" else ""
    return f"The mean rests on about {carried:,.0f} futures of this run. Run {more}{instead}."


def _reaches(scenario: Scenario, lead: Lead) -> str:
    """Say how often an input gets as far as in the farthest futures, and how far that is."""
    drawn = draws_of(scenario.drivers, scenario.strategies, scenario.unit).get(lead.address)
    if drawn is not None and not (drawn.fresh or drawn.draw.monthly):
        verb = "is"
    else:
        verb = "adds up to" if ".costs." in lead.address and drawn is None else "averages"
    side = "" if lead.outermost else " or more" if lead.value >= lead.median else " or less"
    often = f"about 1 of {_number(1.0 / lead.share, 2)} futures"
    return f"{often} `{_PLACE.sub('', lead.address)}` {verb} {_number(lead.value, 3)}{side}"


def _number(value: float, digits: int) -> str:
    """Write a number to some digits."""
    return f"{float(f'{value:.{digits}g}'):,.12g}"
