"""Drivers and inputs: what a quantity or a process is worth in the present month.

A new process is one more function in `PROCESSES`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ...configs import Events, EventSeries, Every, Growth, Jumps, MeanReverting, OnOff, Plan, Quantity, Source, Steps
from .builder import Value
from .event_lines import count_events, count_renewals
from .expressions import Context
from .growth import lower_growth
from .jumps import lower_jumps
from .mean_reverting import lower_mean_reverting
from .on_off import lower_on_off
from .plan import lower_plan
from .steps import lower_steps

__all__ = ["PROCESSES", "lower_source"]


def lower_source(context: Context, source: Source) -> Value:
    """Return the value of a driver or an input in the present month; to be called outside of all branches."""
    if isinstance(source, Quantity):
        return context.value(source.expression)
    value = PROCESSES[type(source)](context, source)
    context.probe(source.address, value)
    return value


def lower_event_series(context: Context, process: EventSeries) -> Value:
    """Return the number of events of the present month; lines that name the process find its events' numbers too."""
    builder = context.builder
    end = builder.number(builder.months)
    begin = builder.number(0.0) if process.after is None else context.value(process.after.expression)
    if isinstance(process.timing, Events):
        return count_events(context, process.timing, process.address, begin, end)
    assert isinstance(process.timing, Every)
    context.prepare([process.timing.interval.expression])
    count, ordinals = count_renewals(context, process.timing, begin, end)
    context.numbered[count] = ordinals
    return count


PROCESSES: Final[dict[type, Callable[[Context, Any], Value]]] = {
    Growth: lower_growth,
    MeanReverting: lower_mean_reverting,
    Jumps: lower_jumps,
    Steps: lower_steps,
    Plan: lower_plan,
    OnOff: lower_on_off,
    EventSeries: lower_event_series,
}
