"""Values of earlier months: `lag(x, k, before)`, x of k months ago, and `before` in the first k months.

Of a process with actuals, what was measured is in the place of `before`.

What varies by month and by trajectory waits in k states, used in turn: that of month t is read and written again in
month t + k, so a month costs two copies whatever k is. All of it has to be emitted where every month passes: outside
of all branches and loops.
"""

from __future__ import annotations

import numpy as np

from ..engine import operations as op
from .arithmetic import apply
from .builder import Builder, Register, Scalar, Section, Value

__all__ = ["lagged", "with_actuals"]


def with_actuals(builder: Builder, before: Value, months: int, actuals: tuple[float, ...]) -> Value:
    """Return what `lag` is in the first months: the actuals of `months` months ago, and `before` where there are none.

    The last of the actuals is that of month 0.
    """
    last = min(months, builder.months)
    known = {t: actuals[t - months - 1] for t in range(1, last + 1) if months + 1 - t <= len(actuals)}
    if not known:
        return before
    series = np.zeros(builder.months + 1)
    series[list(known)] = list(known.values())
    if len(known) == last:
        return Scalar(series)
    return apply(builder, "if", _in_months(builder, range(min(known), last + 1)), Scalar(series), before)


def lagged(builder: Builder, value: Value, months: int, before: Value) -> Value:
    """Return the value of `months` months ago, at least 1; `before` in the first `months` months."""
    if months >= builder.months:
        return before
    if isinstance(value, Register) and value.section == Section.MONTH:
        return _waiting(builder, value, months, before)
    if isinstance(value, Scalar):
        first = np.full(months, value.series[0])  # never read
        value = Scalar(np.concatenate([value.series[:1], first, value.series[1:-months]]))
    return apply(builder, "if", _in_months(builder, range(months + 1, builder.months + 1)), value, before)


def _waiting(builder: Builder, value: Register, months: int, before: Value) -> Register:
    steady = before.constant is not None if isinstance(before, Scalar) else before.section == Section.ONCE
    found = builder.state(before if steady else builder.number(0.0))
    if not steady:
        with builder.only_in(_in_months(builder, range(1, months + 1))):
            builder.change(op.COPY, Section.MONTH, found, builder.in_register(before))
    last = builder.months - months  # what comes later is never read
    for first in range(1, min(months, last) + 1):
        kept = builder.state(builder.number(0.0))
        with builder.only_in(_in_months(builder, range(first + months, builder.months + 1, months))):
            builder.change(op.COPY, Section.MONTH, found, kept)
        with builder.only_in(_in_months(builder, range(first, last + 1, months))):
            builder.change(op.COPY, Section.MONTH, kept, value)
    return found


def _in_months(builder: Builder, months: range) -> Scalar:
    """Return 1 in these months, else 0."""
    return builder.by_month(lambda t: np.isin(t, months).astype(np.float64))
