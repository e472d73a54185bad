"""When a line is paid: the share of a month between two moments, and the month of a moment."""

from __future__ import annotations

import numpy as np

from .. import operations as op
from .builder import Builder, Scalar, Section, Value

__all__ = ["active_share", "paid_once"]


def active_share(builder: Builder, after: Value, until: Value) -> Value:
    """Return the share of the present month that lies between `after` and `until`, in elapsed months."""
    if isinstance(after, Scalar) and isinstance(until, Scalar):
        begin, end = after.series, until.series
        return builder.by_month(lambda t: np.maximum(np.minimum(end, t) - np.maximum(begin, t - 1.0), 0.0))
    return builder.emit(op.ACTIVE, builder.in_register(after), builder.in_register(until), section=Section.MONTH)


def paid_once(builder: Builder, after: Value, until: Value) -> Value:
    """Return 1 in month floor(after) + 1, else 0; 0 throughout where `until` comes no later than `after`."""
    if isinstance(after, Scalar) and isinstance(until, Scalar):
        begin, end = after.series, until.series
        return builder.by_month(lambda t: ((np.floor(begin) == t - 1.0) & (begin < end)).astype(np.float64))
    return builder.emit(op.AT, builder.in_register(after), builder.in_register(until), section=Section.MONTH)
