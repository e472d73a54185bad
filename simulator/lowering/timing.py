"""When a line is paid: the share of a month between two moments, the month of a moment, whole periods."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...configs.model.processes import NEVER
from ..engine import operations as op
from .arithmetic import apply
from .builder import Builder, Register, Scalar, Section, Value

__all__ = ["active_share", "paid_once", "state_from", "whole_periods"]

#: Elapsed months beyond which a moment is not known yet.
_UNKNOWN = NEVER / 2.0

#: Share of a period that is not begun: (3.7 - 0.1) / 1.2 is 3 and a rounding error, and must not be taken for 4.
_UNBEGUN = 1e-9


def state_from(builder: Builder, moment: Value) -> Register:
    """Return a state that begins with a moment, be that known from the start or, of a policy, in a later month."""
    if isinstance(moment, Scalar) or moment.section != Section.MONTH:
        return builder.state(moment)
    state, begun = builder.state(builder.number(NEVER)), builder.state(builder.number(0.0))
    builder.change(op.COPY, Section.MONTH, state, builder.emit(op.SELECT, begun, state, moment))
    known = apply(builder, "lt", moment, builder.number(_UNKNOWN))
    builder.change(op.COPY, Section.MONTH, begun, builder.in_register(known))
    return state


def active_share(builder: Builder, after: Value, until: Value) -> Value:
    """Return the share of the present month that lies between `after` and `until`, in elapsed months."""
    if isinstance(after, Scalar) and isinstance(until, Scalar):
        begin, end = after.series, until.series
        # column 0 is not a month
        return builder.made_of("share", (after, until), lambda t: _share(begin, end, np.maximum(t, 1.0)))
    return builder.emit(op.ACTIVE, builder.in_register(after), builder.in_register(until), section=Section.MONTH)


def _share(begin: NDArray[np.float64], end: NDArray[np.float64], t: NDArray[np.float64]) -> NDArray[np.float64]:
    share: NDArray[np.float64] = np.maximum(np.minimum(end, t) - np.maximum(begin, t - 1.0), 0.0)
    return share


def paid_once(builder: Builder, after: Value, until: Value) -> Value:
    """Return 1 in month floor(after) + 1, else 0; 0 throughout where `until` comes no later than `after`."""
    if isinstance(after, Scalar) and isinstance(until, Scalar):
        begin, end = after.series, until.series
        return builder.made_of(
            "once", (after, until), lambda t: ((np.floor(begin) == t - 1.0) & (begin < end)).astype(np.float64)
        )
    return builder.emit(op.AT, builder.in_register(after), builder.in_register(until), section=Section.MONTH)


def whole_periods(builder: Builder, after: Value, until: Value, length: float, notice: float = 0.0) -> Value:
    """Return the end of the last period of `length` months from `after` that begins before `until` + `notice`.

    A period begins when more than 1e-9 of it lies before that. Where `until` comes no later than `after`, so does
    the end.
    """
    if notice:
        ended = apply(builder, "add", until, builder.number(notice))
        until = apply(builder, "if", apply(builder, "lt", after, until), ended, until)
    periods = apply(builder, "div", apply(builder, "sub", until, after), builder.number(length))
    begun = apply(builder, "ceil", apply(builder, "sub", periods, builder.number(_UNBEGUN)))
    return apply(builder, "add", after, apply(builder, "mul", begun, builder.number(length)))
