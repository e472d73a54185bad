"""Warnings of a result: a few futures carry the mean of a cost, or its variance, and which input leads there.

A mean that rests on rare futures is worth a warning where 1 in 1,000 of them make a tenth of it. No ordinary cost gets
there: they make 0.8 % of an exponential mean, 1.8 % of a lognormal one whose P95 is 27 times its P5. It takes a P95 of
390 times the P5, a Pareto tail of 1.5 or less, or a loss in 1 of 1,000 futures.

Named is the input whose values in the farthest futures of the sample lie farthest out in its own distribution, on one
side: the mean of -log(share of futures beyond), which is about 1 for an input that has nothing to do with them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..configs import Scenario
from ..configs.model.draws import draws_of
from .decision.leading import inputs_of
from .engine.chunks import trajectories_of
from .outcome import Outcome
from .peak_months import peak_of

__all__ = ["RARE_MEAN", "Lead", "found_leads", "leads", "rare_warning"]

Array = NDArray[np.float64]

#: Share of the mean from one future in 1,000 from which on it is worth a warning.
RARE_MEAN: Final = 0.1
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
    future : int
        Number of a farthest future that has this value.
    month : int or None
        Of an input that varies by month, the one in which it gets farthest there: then `peak` is how far.
    peak : float
        Else the value.
    """

    address: str
    value: float
    share: float
    outermost: bool
    median: float
    score: float
    future: int
    month: int | None = None
    peak: float = math.nan


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
            future = int(farthest[np.argsort(there, kind="stable")[number // 2]])
            middle = float(values[future])
            upper = share is above
            beyond = float(np.mean(values >= middle if upper else values <= middle))
            outermost = middle == ascending[-1 if upper else 0]
            median = float(np.median(values))
            found.append(Lead(address, middle, beyond, bool(outermost), median, score, future, peak=middle))
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


def rare_warning(result: Outcome, name: str, horizons: Mapping[str, Mapping[str, Any]]) -> dict[str, str] | None:
    """Return the warning about a strategy; None where it is at no horizon worth one.

    It is about the verdict's horizon if that is worth a warning, else about the one where most of the variance is rare.

    Parameters
    ----------
    result : Outcome
    name : str
        Of the strategy.
    horizons : mapping of str to mapping
        As the document has them.
    """
    of_mean = {months: numbers["rare_mean"]["share"] for months, numbers in horizons.items() if _rests(numbers)}
    of_variance = {months: numbers["rare_variance"] for months, numbers in horizons.items() if _worth_saying(numbers)}
    worst = of_mean or of_variance
    if not worst:
        return None
    decides = str(result.choice["horizon"])
    horizon = decides if decides in {*of_mean, *of_variance} else max(worst, key=worst.__getitem__)
    of_the_mean, numbers = horizon in of_mean, horizons[horizon]
    addresses = inputs_of(result.scenario, result.sample, name)
    found = found_leads(result, result.sample.tco[name, int(horizon)], int(horizon), addresses, of_the_mean)
    label, months = result.scenario.strategies[name].label, "1 month" if horizon == "1" else f"{horizon} months"
    if of_the_mean:
        carry = f"{_share_words(**numbers['rare_mean'])} of the mean of {label} over {months}"
    else:
        share = f"{100.0 * of_variance[horizon]:.0f} %"
        carry = f"{share} of the variance of {label} over {months}, so its mean is uncertain"
    if found:
        first = " and in ".join(_reaches(result.scenario, lead) for lead in found)
        which = "expensive" if of_the_mean else "extreme"
        about = f"In {first}. The most {which} futures, 1 in 1,000, make {carry}."
    else:
        about = f"1 in 1,000 futures makes {carry}. No single input leads there."
    address = found[0].address if found else f"strategies.{name}"
    return {"address": address, "message": f"{about} {_next_step(result, name, numbers, of_the_mean)}"}


def found_leads(
    result: Outcome, costs: Array, horizon: int, addresses: Iterable[str], peaks: bool = True
) -> list[Lead]:
    """Return the inputs that lead to the farthest futures of a sample, two at most.

    Parameters
    ----------
    result : Outcome
    costs : float64, shape (trajectories,)
        Of the sample: a cost, or the difference of two.
    horizon : int
        Months.
    addresses : iterable of str
        Of the inputs that may be named.
    peaks : bool
        Whether to find how far inputs that vary by month get, and in which month.
    """
    inputs, scenario = result.sample.inputs[horizon], result.scenario
    found = leads(costs, {each: inputs[each] for each in addresses if each in inputs})[:2]
    return [
        lead
        if not (peaks and _averaged(scenario, lead))
        or (peak := peak_of(result, lead.future, lead.address, horizon, _upper(lead))) is None
        else replace(lead, peak=peak.value, month=peak.month)
        for lead in found
    ]


def _share_words(share: float, interval90: Sequence[float] | None) -> str:
    """Write a share to the nearest percent, not as all where it is less, with its 90 % interval where it shows."""
    if 0.995 <= share < 1.0:
        return "more than 99 %"
    whole, *around = (f"{100.0 * each:.0f} %" for each in (share, *(interval90 or ())))
    return whole if set(around) <= {whole} else f"{whole} (90 % interval {around[0]} to {around[1]})"


def _rests(numbers: Mapping[str, Any]) -> bool:
    return numbers["rare_mean"] is not None and bool(numbers["rare_mean"]["share"] >= RARE_MEAN)


def _worth_saying(numbers: Mapping[str, Any]) -> bool:
    rare, carried = numbers["rare_variance"], numbers["variance_futures"]
    return bool(rare > _VERY_RARE or (rare > _RARE and carried < _FEW))


def _next_step(result: Outcome, name: str, numbers: Mapping[str, Any], of_mean: bool) -> str:
    """Say what can be done about it."""
    if result.finite[name] == 0:
        return "No run can tell how uncertain. Set a largest value with `max`."
    carried, settings = numbers["variance_futures"], result.settings
    more = "more"
    if carried < _FEW:
        enough = math.ceil(settings.trajectories * _FEW / max(carried, 1.0))
        more = f"about {trajectories_of(enough, settings.sampler, settings.replicates):,}"
    instead = ', or judge by the bad case, `[decision] by = "worst_5"`' if result.choice["by"] == "mean" else ""
    if of_mean:  # what carries the mean carries the worst 5 % all the more
        instead = ", or set a largest value with `max`"
    return f"The mean rests on about {carried:,.0f} futures of this run. Run {more}{instead}."


def _reaches(scenario: Scenario, lead: Lead) -> str:
    """Say how often an input gets as far as in the farthest futures, and how far that is."""
    drawn = draws_of(scenario.drivers, scenario.strategies, scenario.unit).get(lead.address)
    verb = "averages" if _averaged(scenario, lead) else "is" if drawn is not None else "adds up to"
    side = "" if lead.outermost else " or more" if _upper(lead) else " or less"
    often = f"about 1 of {_number(1.0 / lead.share, 2)} futures"
    peak = "" if lead.month is None else f" (in one of them, {_number(lead.peak, 2)} in month {lead.month})"
    return f"{often} `{_PLACE.sub('', lead.address)}` {verb} {_number(lead.value, 3)}{side}{peak}"


def _averaged(scenario: Scenario, lead: Lead) -> bool:
    """Tell whether the sample holds the mean of an input's months, or of its events."""
    drawn = draws_of(scenario.drivers, scenario.strategies, scenario.unit).get(lead.address)
    if drawn is None:
        return ".costs." not in lead.address
    return bool(drawn.fresh or drawn.draw.monthly)


def _upper(lead: Lead) -> bool:
    return lead.value >= lead.median


def _number(value: float, digits: int) -> str:
    """Write a number to some digits."""
    return f"{float(f'{value:.{digits}g}'):,.12g}"
