"""What the numbers of an input are: drawn once, or a mean over months; a share; and where a process begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np

from ...configs import Draw, EventSeries, Number, Quantity, Scenario
from ...configs.addresses import all_places
from ...configs.model.scenario import Process
from ...configs.model.strategies import Line
from ...distributions import Bernoulli

__all__ = ["input_facts", "reads_in_percent"]

_RATES = ("growth_per_month", "growth_per_year", "residual", "share")


def input_facts(scenario: Scenario, addresses: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return what the sample holds of some inputs, by address.

    Returns
    -------
    dict of str to dict
        `measured`: "value" of what is drawn once, "monthly_mean" of what changes by the month, "events_per_month" of an
        events process, "total" of a line of events: its cost over the horizon. `percent`: whether it is a share or a
        rate. `initial`: the median with which a process begins, None for anything else.
    """
    places = all_places(scenario)
    return {address: _facts(places[address].part, address) for address in dict.fromkeys(addresses) if address in places}


def _facts(part: object, address: str) -> dict[str, Any]:
    initial = getattr(part, "initial", None)
    if isinstance(part, Line):
        measured = "total"
    elif isinstance(part, EventSeries):
        measured = "events_per_month"
    else:
        draw = part.expression if isinstance(part, Quantity) else part
        monthly = isinstance(part, Process) or (isinstance(draw, Draw) and draw.monthly)
        measured = "monthly_mean" if monthly else "value"
    begins = initial if isinstance(initial, Quantity) else None
    share = reads_in_percent(begins if begins is not None else part, address)
    return {"measured": measured, "percent": share, "initial": None if begins is None else _median(begins)}


def reads_in_percent(part: object, address: str) -> bool:
    """Return whether a value is a share or a rate: written in percent, of a law from 0 to 1, or such by its key."""
    draw = part.expression if isinstance(part, Quantity) else part
    if isinstance(part, Quantity) and re.fullmatch(r"[-+\d_.%\s]*(?:to[-+\d_.%\s]*)?%", part.text.strip()):
        return True
    if isinstance(draw, Draw) and tuple(map(float, draw.law.support)) == (0.0, 1.0):
        return not isinstance(draw.law, Bernoulli)  # it happens or not
    return address.rpartition(".")[2] in _RATES


def _median(quantity: Quantity) -> float | None:
    match quantity.expression:
        case Number(value):
            return float(value)
        case Draw(law=law):
            return float(law.ppf(np.array([0.5]))[0])
    return None
