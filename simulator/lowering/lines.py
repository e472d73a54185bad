"""Cost lines: what each way of being paid gives for the present month.

A new way of being paid is one more function in `TIMINGS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from ...configs import Events, Every, Line, Monthly, On, OneTime
from .arithmetic import product
from .builder import Register, Scalar, Value
from .event_lines import amount_of_events, count_events, count_renewals, trace_events
from .expressions import Context, Ordinals
from .timing import active_share, paid_once, whole_periods

__all__ = ["TIMINGS", "Charge", "Place", "lower_line", "pay"]

#: Takes a value and the share of it that is due in each month.
Charge = Callable[[Value, Scalar], None]


@dataclass(frozen=True)
class Place:
    """A line with what its lowering needs: `whole` where another line reads its amount in every month."""

    line: Line
    after: Value
    until: Value
    charge: Charge
    whole: bool


def lower_line(context: Context, line: Line, charge: Charge, whole: bool) -> None:
    """Emit the line's amount of the present month and charge it."""
    builder = context.builder
    after = builder.number(0.0) if line.after is None else context.value(line.after.expression)
    until = builder.number(builder.months) if line.until is None else context.value(line.until.expression)
    if line.commitment is not None and line.until is not None:
        until = whole_periods(builder, after, until, line.commitment)
    TIMINGS[type(line.timing)](context, Place(line, after, until, charge, whole))


def pay(context: Context, place: Place, when: Value) -> None:
    """Charge the line's amount times `when`; in months where that is zero, nothing is computed."""
    builder = context.builder
    expression = place.line.amount.expression
    if isinstance(when, Scalar) and not place.whole:
        with context.only_in(when):
            place.charge(context.value(expression), when)
    elif isinstance(when, Scalar):
        place.charge(context.value(expression), when)
    else:
        place.charge(product(builder, [context.value(expression), when]), builder.number(1.0))


def _monthly(context: Context, place: Place) -> None:
    pay(context, place, active_share(context.builder, place.after, place.until))


def _one_time(context: Context, place: Place) -> None:
    pay(context, place, paid_once(context.builder, place.after, place.until))


def _every(context: Context, place: Place) -> None:
    timing = place.line.timing
    assert isinstance(timing, Every)
    count, ordinals = count_renewals(context, timing, place.after, place.until)
    _charge_events(context, place, count, ordinals)


def _events(context: Context, place: Place) -> None:
    timing = place.line.timing
    assert isinstance(timing, Events)
    if isinstance(place.after, Scalar) and isinstance(place.until, Scalar) and not place.whole:
        share = active_share(context.builder, place.after, place.until)
        assert isinstance(share, Scalar)
        with context.only_in(Scalar((share.series > 0.0).astype(np.float64))):
            count = count_events(context, timing, place.line.address, place.after, place.until)
            _charge_events(context, place, count, Ordinals())
    else:
        count = count_events(context, timing, place.line.address, place.after, place.until)
        _charge_events(context, place, count, Ordinals())


def _on(context: Context, place: Place) -> None:
    """Pay for the events of a process that other lines may name too: one count, amounts of this line's own.

    While the line is active for part of a month, it pays that share of the month's events together: what they cost on
    average if each falls into the active part with that chance.
    """
    timing = place.line.timing
    assert isinstance(timing, On)
    builder = context.builder
    count = context.names(timing.name)
    ordinals = context.numbered.get(count, Ordinals()) if isinstance(count, Register) else Ordinals()
    when = active_share(builder, place.after, place.until)
    needed = builder.number(1.0)
    for value in (when, count):
        if isinstance(value, Scalar) and not place.whole:
            needed = Scalar(needed.series * (value.series > 0.0))
    with context.only_in(needed):
        amount = _amount_of_events(context, place, count, ordinals)
        if isinstance(when, Scalar):
            place.charge(amount, when)
        else:
            place.charge(product(builder, [amount, when]), builder.number(1.0))


def _charge_events(context: Context, place: Place, count: Value, ordinals: Ordinals) -> None:
    builder = context.builder
    if isinstance(count, Scalar) and not place.whole:
        with context.only_in(Scalar((count.series > 0.0).astype(np.float64))):
            place.charge(_amount_of_events(context, place, count, ordinals), builder.number(1.0))
    else:
        place.charge(_amount_of_events(context, place, count, ordinals), builder.number(1.0))


def _amount_of_events(context: Context, place: Place, count: Value, ordinals: Ordinals) -> Value:
    expression = place.line.amount.expression
    trace_events(context, place.line.name, expression, count, ordinals)
    return amount_of_events(context, expression, count, ordinals)


TIMINGS: Final[dict[type, Callable[[Context, Place], None]]] = {
    Monthly: _monthly,
    OneTime: _one_time,
    Every: _every,
    Events: _events,
    On: _on,
}
