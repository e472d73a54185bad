"""Mean reversion: a price that wanders and comes back, an Ornstein-Uhlenbeck process of its logarithm by the month.

In month t it is mean x (initial / mean)^w x exp(Y - Var(Y) / 2), never below its floor, where k = 2^(-1 / half_life),
w = k^(t-1), and Y = volatility x X; X is 0 in month 1 and goes on with X' = k X + N(0, 1). So S = Var(X) goes on with
S' = k^2 S + 1: it is the same in every trajectory where half_life is. With actuals month 0 is in the place of month 1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...configs import MeanReverting
from ...distributions import Normal
from ..engine import operations as op
from .arithmetic import apply, product, total
from .builder import Builder, Register, Scalar, Section, Value
from .expressions import Context
from .growth import first_step

__all__ = ["lower_mean_reverting"]

_TINY = 1e-300  # instead of an sd of 0, in month 1, where X is 0 too


class _Reversion(NamedTuple):
    """How much of the first gap is left (w) and the sd of X, in the present month."""

    left: Value
    sd: Value


def lower_mean_reverting(context: Context, process: MeanReverting) -> Value:
    """Return the process's value in the present month."""
    builder = context.builder
    initial, mean, half_life, volatility = (
        context.value(quantity.expression)
        for quantity in (process.initial, process.mean, process.half_life, process.volatility)
    )
    keep = apply(builder, "pow", builder.number(0.5), apply(builder, "div", builder.number(1.0), half_life))
    random = not (isinstance(volatility, Scalar) and volatility.constant == 0.0)
    begin = first_step(process.actuals)
    moves = builder.by_month(lambda t: (t >= begin).astype(np.float64))
    if isinstance(keep, Scalar):
        reversion = _known(builder, keep, begin)
    else:
        reversion = _by_trajectory(builder, keep, random, moves)
    gap = apply(builder, "log", apply(builder, "div", initial, mean))
    exponent = [product(builder, [gap, reversion.left])]
    if random:
        exponent.append(_path(context, process, keep, volatility, reversion.sd, moves))
    value = product(builder, [mean, apply(builder, "exp", total(builder, exponent))])
    return value if process.floor is None else apply(builder, "max", value, context.value(process.floor.expression))


def _known(builder: Builder, keep: Scalar, begin: float) -> _Reversion:
    k = float(keep.series[0])
    variance = np.zeros(builder.months + 1)
    for t in range(int(begin), builder.months + 1):
        variance[t] = k * k * variance[t - 1] + 1.0
    return _Reversion(builder.by_month(lambda t: k ** np.maximum(t - begin + 1.0, 0.0)), Scalar(np.sqrt(variance)))


def _by_trajectory(builder: Builder, keep: Register, random: bool, moves: Scalar) -> _Reversion:
    left, variance = builder.state(builder.number(1.0)), builder.state(builder.number(0.0))
    one, square = builder.in_register(builder.number(1.0)), builder.emit(op.MULTIPLY, keep, keep)
    with builder.only_in(moves):
        builder.change(op.SCALE, Section.MONTH, left, keep)
        if random:
            builder.change(op.SCALE, Section.MONTH, variance, square)
            builder.change(op.INCREASE, Section.MONTH, variance, one)
    return _Reversion(left, builder.emit(op.SQRT, variance) if random else builder.number(0.0))


def _path(
    context: Context, process: MeanReverting, keep: Value, volatility: Value, sd: Value, moves: Scalar
) -> Register:
    """Return Y - Var(Y) / 2; 0 in the spreadsheet estimate."""
    builder = context.builder
    wander = builder.state(builder.number(0.0))
    rest = builder.in_register(keep)
    with builder.only_in(moves):
        step = context.draw(Normal(mean=0.0, sd=1.0), f"{process.volatility.address}#path", "month", 0.0)
        builder.change(op.SCALE, Section.MONTH, wander, rest)
        builder.change(op.INCREASE, Section.MONTH, wander, step)
    divisor = apply(builder, "max", sd, builder.number(_TINY))
    standard = product(builder, [wander, apply(builder, "div", builder.number(1.0), divisor)])
    size = builder.in_register(product(builder, [volatility, sd]))
    return builder.emit(op.PATH_LOGARITHM, size, builder.in_register(standard))
