"""Lines that share the values of a great number of events: their sums are drawn apart."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..formulas.expressions import walk
from ..model.processes import MOST_EVENTS, Events, EventSeries
from ..model.scenario import Caution, Source, Strategy
from ..text.spelling import listed
from .glimpse import Glimpse

__all__ = ["shared_values"]

#: Futures in which the number of events is looked at.
_QUICK = 64


def shared_values(drivers: Mapping[str, Source], strategies: Mapping[str, Strategy]) -> list[Caution]:
    """Return a warning for each process whose events are too many to be drawn and whose values several lines read.

    The sum of each line is one draw then, and these rise together, whatever the amounts have in common.
    """
    found: dict[str, Caution] = {}
    for strategy in strategies.values():
        sources = {**drivers, **strategy.inputs}
        for name, source in sources.items():
            if not isinstance(source, EventSeries) or not source.event or source.address in found:
                continue
            values = {value.expression for _, value in source.event}
            lines = [
                line.name
                for line in strategy.lines.values()
                if line.timing.process == name and values & {*walk(line.amount.expression)}
            ]
            if len(lines) > 1 and _many(source, Glimpse(sources, _QUICK)):
                message = (
                    f"more than {MOST_EVENTS:g} events a month are summed at once, line by line: the sums of "
                    f"{listed(lines)} rise together, whatever their amounts have in common. Make them one line"
                )
                found[source.address] = Caution(source.address, message)
    return list(found.values())


def _many(source: EventSeries, quick: Glimpse) -> bool:
    if not isinstance(source.timing, Events):
        return False
    values = quick.values(source.timing.rate.expression)
    return values is not None and float(np.max(values)) > MOST_EVENTS * (12.0 if source.timing.per_year else 1.0)
