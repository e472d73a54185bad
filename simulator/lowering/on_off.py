"""On and off: on from `after`, off, on again; the value is the share of the month that is on, 0 before.

A cycle is a period on and the period off that follows it. The loop walks from cycle to cycle, so that one of the two
periods may last no time at all; two such periods would never end, and stop the run.
"""

from __future__ import annotations

import numpy as np

from ...configs import Draw, Expression, Number, OnOff, walk
from ..engine import operations as op
from ..engine.errors import SimulationError
from .arithmetic import apply
from .builder import Builder, Scalar, Section, Value
from .expressions import Context, Ordinals
from .timing import active_share, state_from

__all__ = ["lower_on_off"]


def lower_on_off(context: Context, process: OnOff) -> Value:
    """Return the share of the present month that is on; each period lasts a fresh draw."""
    share = _share_on(context, process)
    if not process.of_part or process.after is None:
        return share
    builder = context.builder
    there = active_share(builder, context.value(process.after.expression), builder.number(builder.months))
    return apply(builder, "if", there, apply(builder, "div", share, there), share)  # lines are paid for `there` alone


def _share_on(context: Context, process: OnOff) -> Value:
    builder = context.builder
    periods = (process.on_lasts.expression, process.off_lasts.expression)
    context.prepare(periods)
    begin: Value = builder.number(0.0) if process.after is None else context.value(process.after.expression)
    if not any(isinstance(part, Draw) for period in periods for part in walk(period)):
        on, off = (context.value(period) for period in periods)
        if isinstance(on, Scalar) and isinstance(off, Scalar) and isinstance(begin, Scalar):
            numbers = float(on.series[0]), float(off.series[0]), float(begin.series[0])
            return _known(builder, *numbers, process.address)
    number = builder.state(builder.number(0.0))  # cycles begun
    following = state_from(builder, begin)  # when the next cycle begins, in elapsed months
    on_until = builder.state(builder.number(0.0))  # of the last cycle begun
    share = builder.state(builder.number(0.0))
    month = builder.in_register(builder.by_month(lambda t: t))
    horizon, zero = builder.in_register(builder.number(builder.months)), builder.in_register(builder.number(0.0))
    builder.change(op.COPY, Section.MONTH, share, builder.emit(op.ACTIVE, zero, on_until, section=Section.MONTH))
    with builder.region(op.WAIT, following, horizon, end=op.WAIT_END):
        on, off = (context.value(period, Ordinals(number)) for period in periods)
        end = builder.emit(op.ADD, following, builder.in_register(on))
        begins = builder.emit(op.LESS, following, month)  # not in trajectories whose cycle outlasts the month
        builder.change(op.COPY, Section.MONTH, on_until, builder.emit(op.SELECT, begins, end, on_until))
        builder.change(op.INCREASE, Section.MONTH, share, builder.emit(op.ACTIVE, following, on_until))
        lasts = builder.in_register(_cycle(builder, periods, on, off))
        named = builder.stream(process.on_lasts.address, "event", 0.0)  # for the message, should the run stop here
        builder.change(op.STEP, Section.MONTH, following, lasts, number, horizon, p=named)
    return apply(builder, "min", share, builder.number(1.0))  # the sum of many parts may exceed 1 by rounding


def _cycle(builder: Builder, periods: tuple[Expression, ...], on: Value, off: Value) -> Value:
    """Return how long a cycle lasts; 0, which stops the run, where one of its periods is negative."""
    lasts = apply(builder, "add", on, off)
    if not any(_may_be_negative(period) for period in periods):
        return lasts
    none = builder.number(0.0)
    return apply(builder, "if", apply(builder, "lt", apply(builder, "min", on, off), none), none, lasts)


def _may_be_negative(period: Expression) -> bool:
    match period:
        case Number(value):
            return value < 0.0
        case Draw():
            return period.law.support[0] < 0.0
    return True


def _known(builder: Builder, on: float, off: float, begin: float, address: str) -> Scalar:
    if not (on >= 0.0 and off >= 0.0 and on + off > 0.0):
        raise SimulationError(
            f"{address}: `on_lasts` and `off_lasts` need to be 0 or more, and not both 0, got {on:g} and {off:g}"
        )
    elapsed = np.maximum(np.arange(builder.months + 1, dtype=np.float64) - begin, 0.0)
    cycles = np.floor(elapsed / (on + off))
    on_so_far = cycles * on + np.minimum(elapsed - cycles * (on + off), on)
    return Scalar(np.clip(np.diff(on_so_far, prepend=0.0), 0.0, 1.0))
