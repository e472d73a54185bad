"""Growth: value in month t = initial x (1 + growth)^(t-1) x volatility factor x season x noise factor.

Both random factors have mean 1. The volatility factor accumulates a lognormal step from month 2 on; the noise factor
is fresh in every month, the first included. The season is a factor for each month of the year, month 1 being its
first. Where there is a ceiling, the value is what this gives or the ceiling, whichever is less.

With actuals the process goes on from month 0: `initial` is the last of them over its season, growth and volatility take
their first step in month 1. What noise was in it is unknown, so the level is that value times one more noise factor.
"""

from __future__ import annotations

import math

import numpy as np

from ...configs import Draw, Growth, Number
from ...distributions import LogNormal, Normal
from ..engine import operations as op
from .arithmetic import apply, product
from .builder import Register, Scalar, Section, Value
from .dimensions import before_month_1
from .expressions import Context

__all__ = ["first_step", "lower_growth"]


def first_step(actuals: tuple[float, ...]) -> float:
    """Return the month in which a process first moves: month 1 where the value of month 0 is known, else month 2."""
    return 1.0 if actuals else 2.0


def lower_growth(context: Context, process: Growth) -> Value:
    """Return the process's value in the present month."""
    builder = context.builder
    initial, begin = context.value(process.initial.expression), first_step(process.actuals)
    if process.actuals and process.season is not None:
        initial = builder.number(process.actuals[-1] / process.season[-1])
    rate = context.value(process.growth.expression)
    step = apply(builder, "add", rate, builder.number(1.0))
    if not isinstance(process.growth.expression, Number | Draw):
        # A law written here is conditioned on > -1 by the reader; a formula or a name cannot be, and ends at 0.
        step = apply(builder, "max", step, builder.number(0.0))
    if process.per_year:
        step = apply(builder, "pow", step, builder.number(1.0 / 12.0))
    volatility = context.value(process.volatility.expression)
    factors: list[Value] = [initial, *_seasons(context, process)]
    after_first = builder.by_month(lambda t: (t >= begin).astype(np.float64))
    if isinstance(step, Scalar):
        base = float(step.series[0])
        factors.append(builder.by_month(lambda t: base ** np.maximum(t - begin + 1.0, 0.0)))
    if isinstance(step, Register) or not _is_zero(volatility):
        level = builder.state(builder.number(1.0))
        with builder.only_in(after_first):
            if isinstance(step, Register):
                builder.change(op.SCALE, Section.MONTH, level, step)
            if not _is_zero(volatility):
                shock = _factor(context, volatility, f"{process.volatility.address}#path")
                builder.change(op.SCALE, Section.MONTH, level, shock)
        factors.append(level)
    noise = context.value(process.noise.expression)
    if not _is_zero(noise):
        factors.append(_factor(context, noise, f"{process.noise.address}#path"))
        if process.actuals:
            factors.append(_factor(context, noise, before_month_1(process), "once"))
    value = product(builder, factors)
    return value if process.ceiling is None else apply(builder, "min", value, context.value(process.ceiling.expression))


def _seasons(context: Context, process: Growth) -> list[Value]:
    if process.season is None:
        return []
    season = np.array(process.season)
    return [context.builder.by_month(lambda t: season[np.maximum(t - 1.0, 0.0).astype(np.int64) % season.size])]


def _is_zero(value: Value) -> bool:
    return isinstance(value, Scalar) and value.constant == 0.0


def _factor(context: Context, sd: Value, path: str, kind: str = "month") -> Register:
    """Return a lognormal factor of mean 1, this month's or the trajectory's; `sd` is that of its logarithm."""
    builder = context.builder
    if isinstance(sd, Scalar):
        sigma = float(sd.series[0])
        return context.draw(LogNormal(median=math.exp(-0.5 * sigma * sigma), sigma=sigma), path, kind, 1.0)
    normal = context.draw(Normal(mean=0.0, sd=1.0), path, kind, 0.0)
    return builder.emit(op.EXP, builder.emit(op.PATH_LOGARITHM, sd, normal))
