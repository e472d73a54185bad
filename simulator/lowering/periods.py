"""Sums that begin anew with each period of whole months."""

from __future__ import annotations

import numpy as np

from ..engine import operations as op
from .arithmetic import apply, product
from .builder import Builder, Scalar, Section, Value

__all__ = ["first_of_period", "sum_in_period"]


def first_of_period(builder: Builder, months: int, after: int = 0) -> Scalar:
    """Return 1 in the first month of each period of so many months, else 0; a period begins with month `after` + 1."""
    return builder.by_month(lambda t: ((t - 1.0 - after) % months == 0.0).astype(np.float64))


def sum_in_period(builder: Builder, value: Value, first: Value) -> tuple[Value, Value]:
    """Return the sum of a value over the present period, before this month and with it.

    What varies is added up in a state, so this has to be emitted where every month passes: outside of all branches and
    loops.

    Parameters
    ----------
    value : Value
        Of this month.
    first : Value
        1 in the first month of each period, else 0.
    """
    if isinstance(value, Scalar) and isinstance(first, Scalar):
        before = np.zeros_like(value.series)
        for t in range(2, len(before)):
            before[t] = 0.0 if first.series[t] else before[t - 1] + value.series[t - 1]
        return Scalar(before), Scalar(before + value.series)
    so_far = builder.state(builder.number(0.0))
    earlier = product(builder, [so_far, apply(builder, "sub", builder.number(1.0), first)])
    now = apply(builder, "add", earlier, value)
    builder.change(op.COPY, Section.MONTH, so_far, builder.in_register(now))
    return earlier, now
