"""Lines that share the values of a great number of events: their sums are drawn apart."""

from __future__ import annotations

from collections.abc import Mapping

from ..formulas.expressions import walk
from ..glimpse import GLANCE, Glimpse, most_events
from ..model.processes import MOST_EVENTS, Events, EventSeries
from ..model.scenario import Caution, Source
from ..model.strategies import Strategy
from ..text.spelling import listed

__all__ = ["shared_values"]


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
            most = most_events(source.timing, Glimpse(sources, GLANCE)) if isinstance(source.timing, Events) else None
            if len(lines) > 1 and most is not None and most > MOST_EVENTS:
                message = (
                    f"more than {MOST_EVENTS:g} events a month are summed at once, line by line: the sums of "
                    f"{listed(lines)} rise together, whatever their amounts have in common. Make them one line"
                )
                found[source.address] = Caution(source.address, message)
    return list(found.values())
