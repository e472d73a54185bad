"""Sums over the months that have passed: `so_far(x)`, x summed over months 1 to the present one."""

from __future__ import annotations

import numpy as np

from .. import operations as op
from .arithmetic import product
from .builder import Builder, Scalar, Section, Value

__all__ = ["sum_so_far"]


def sum_so_far(builder: Builder, value: Value) -> Value:
    """Return the sum of a value over months 1 to the present one.

    What varies by month and by trajectory is added up in a state, so this has to be emitted where every month passes:
    outside of all branches and loops.
    """
    if isinstance(value, Scalar):
        return Scalar(np.concatenate([[0.0], np.cumsum(value.series[1:])]))
    if value.section == Section.ONCE:
        return product(builder, [value, builder.by_month(lambda t: t)])
    so_far = builder.state(builder.number(0.0))
    builder.change(op.INCREASE, Section.MONTH, so_far, value)
    return so_far
