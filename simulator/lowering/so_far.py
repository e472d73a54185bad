"""Sums over the months that have passed: `so_far(x)`, x summed over months 1 to the present one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..engine import operations as op
from .arithmetic import product
from .builder import Builder, Scalar, Section, Value

__all__ = ["series_so_far", "sum_so_far"]


def series_so_far(series: NDArray[np.float64]) -> Scalar:
    """Return the sums of months 1 to each month of what is the same in every trajectory; shape (months + 1,)."""
    with np.errstate(all="ignore"):  # what is not finite is found in the results
        return Scalar(np.concatenate([[0.0], np.cumsum(series[1:])]))


def sum_so_far(builder: Builder, value: Value) -> Value:
    """Return the sum of a value over months 1 to the present one.

    What varies by month and by trajectory is added up in a state, so this has to be emitted where every month passes:
    outside of all branches and loops.
    """
    if isinstance(value, Scalar):
        return series_so_far(value.series)
    if value.section == Section.ONCE:
        return product(builder, [value, builder.by_month(lambda t: t)])
    so_far = builder.state(builder.number(0.0))
    builder.change(op.INCREASE, Section.MONTH, so_far, value)
    return so_far
