"""Figures over the months so far that are not cost lines: sums, means, the cost of one unit."""

from __future__ import annotations

import math

import numpy as np

from ..engine import operations as op
from .arithmetic import apply
from .builder import Builder, Scalar, Section, Value
from .so_far import extreme_so_far, sum_so_far

__all__ = ["at_horizon", "figure_so_far", "ratio_so_far", "units_so_far"]


def at_horizon(builder: Builder, value: Value) -> Value:
    """Return a value as of a horizon: what is computed from it runs there, not every month."""
    return value if isinstance(value, Scalar) else builder.emit(op.COPY, value, section=Section.HORIZON)


def figure_so_far(builder: Builder, value: Value, over: str) -> Value:
    """Return a figure of a value's months 1 to the present one.

    Parameters
    ----------
    builder : Builder
    value : Value
    over : {"mean", "peak", "lowest", "last", "total", "first_month"}
        "first_month" is the first month in which the value is above 0; 0 where there is none.
    """
    if over == "mean":
        return _mean_so_far(builder, value)
    if over == "first_month":
        month = builder.by_month(lambda t: t)
        never = builder.number(math.inf)
        reached = apply(builder, "if", apply(builder, "lt", builder.number(0.0), value), month, never)
        first = extreme_so_far(builder, "min", reached)
        return apply(builder, "if", apply(builder, "lt", first, never), first, builder.number(0.0))
    if over in ("peak", "lowest"):
        return extreme_so_far(builder, "max" if over == "peak" else "min", value)
    return at_horizon(builder, sum_so_far(builder, value) if over == "total" else value)


def _mean_so_far(builder: Builder, value: Value) -> Value:
    """Return the mean of a value over months 1 to the present one; of what does not change, itself."""
    steady = value.constant is not None if isinstance(value, Scalar) else value.section == Section.ONCE
    if steady:
        return value
    return apply(
        builder, "div", at_horizon(builder, sum_so_far(builder, value)), builder.by_month(lambda t: np.maximum(t, 1.0))
    )


def ratio_so_far(builder: Builder, above: Value, below: Value) -> tuple[Value, Value]:
    """Return the sum of a value's months over that of another's: not a number, and again 0, where the second sum is 0.

    The first gives percentiles of the futures in which there is a ratio; sums over all futures need the second.
    """
    total, base = (at_horizon(builder, sum_so_far(builder, value)) for value in (above, below))
    empty, ratio = apply(builder, "eq", base, builder.number(0.0)), apply(builder, "div", total, base)
    undefined, filled = (apply(builder, "if", empty, builder.number(x), ratio) for x in (math.nan, 0.0))
    return undefined, filled


def units_so_far(builder: Builder, monthly: Value) -> Value:
    """Return the number of units of months 1 to the present one; not a number unless it is positive.

    So the cost of a unit is not a number either, and is found in the results: below zero units it would look like one.
    """
    units = at_horizon(builder, sum_so_far(builder, monthly))
    known = [apply(builder, "lt", builder.number(0.0), units), apply(builder, "lt", units, builder.number(math.inf))]
    return apply(builder, "if", apply(builder, "mul", *known), units, builder.number(math.nan))
