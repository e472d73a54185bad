"""Jumps: `initial` in month 1; from month 2 on a Poisson number of jumps a month, each times a factor of its own.

With actuals the value is known in month 0, and month 1 is the first that can have jumps.

The value is a compound product: with a rate of lam jumps a month and factors F, its mean in month t is
initial x exp(lam (E F - 1) (t - 1)), with t in place of t - 1 after actuals.
"""

from __future__ import annotations

from ...configs import Events, Jumps
from ..engine import operations as op
from .arithmetic import product
from .builder import Scalar, Section, Value
from .event_lines import count_events
from .expressions import Context, Ordinals
from .growth import first_step

__all__ = ["lower_jumps"]


def lower_jumps(context: Context, process: Jumps) -> Value:
    """Return the process's value in the present month.

    In the spreadsheet estimate, median factors at the mean count.
    """
    builder = context.builder
    initial = context.value(process.initial.expression)
    timing = Events(process.jumps_per_year, per_year=True, dispersion=None)
    one, last = builder.number(1.0), builder.number(builder.months)
    begin = builder.number(first_step(process.actuals) - 1.0)
    count = count_events(context, timing, process.address, after=begin, until=last)
    if isinstance(count, Scalar):  # only where there never is any
        return initial
    context.prepare([process.factor.expression])
    level = builder.state(one)
    with builder.region(op.EVENTS, count, end=op.EVENTS_END):
        factor = builder.in_register(context.value(process.factor.expression, Ordinals()))
        builder.change(op.SCALE_EVENT, Section.MONTH, level, factor, count)
    return product(builder, [initial, level])
