"""Over the months that have passed: `so_far(x)`, x summed over months 1 to the present one, and its largest value.

What varies by month and by trajectory is kept in a state, so all of this has to be emitted where every month passes:
outside of all branches and loops.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..engine import operations as op
from .arithmetic import apply, product
from .builder import Builder, Register, Scalar, Section, Value
from .periods import first_of_period, sum_in_period

__all__ = ["extreme_so_far", "series_so_far", "sum_of_period", "sum_so_far"]


def series_so_far(series: NDArray[np.float64]) -> Scalar:
    """Return the sums of months 1 to each month of what is the same in every trajectory; shape (months + 1,)."""
    return Scalar(np.concatenate([[0.0], np.cumsum(series[1:])]))


def sum_so_far(builder: Builder, value: Value) -> Value:
    """Return the sum of a value over months 1 to the present one."""
    if isinstance(value, Scalar):
        return series_so_far(value.series)
    if value.section == Section.ONCE:
        return product(builder, [value, builder.by_month(lambda t: t)])
    so_far = builder.state(builder.number(0.0))
    builder.change(op.INCREASE, Section.MONTH, so_far, value)
    return so_far


def sum_of_period(builder: Builder, value: Value, length: int) -> Value:
    """Return the sum of a value since the present period of `length` months began; the first begins with month 1."""
    if length >= builder.months:
        return sum_so_far(builder, value)
    if isinstance(value, Register) and value.section == Section.ONCE:
        return product(builder, [value, builder.by_month(lambda t: (t - 1.0) % length + 1.0)])
    return sum_in_period(builder, value, first_of_period(builder, length))[1]


def extreme_so_far(builder: Builder, function: str, value: Value) -> Value:
    """Return the largest value of months 1 to the present one, or the smallest; `function` is "max" or "min"."""
    if isinstance(value, Scalar):
        extreme = np.maximum if function == "max" else np.minimum
        return Scalar(np.concatenate([value.series[:1], extreme.accumulate(value.series[1:])]))
    if value.section == Section.ONCE:
        return value
    before = builder.state(builder.number(-np.inf if function == "max" else np.inf))
    found = apply(builder, function, before, value)
    builder.change(op.COPY, Section.MONTH, before, builder.in_register(found))
    return found
