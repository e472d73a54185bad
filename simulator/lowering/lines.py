"""Cost lines: the amount of the present month, and what the ways of paying in `paying/` have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from ...configs import Line, Timing
from .arithmetic import apply, product
from .builder import Scalar, Value
from .event_lines import amount_of_events, trace_events
from .expressions import Context, Ordinals
from .sums import sum_of_events
from .timing import whole_periods

__all__ = [
    "LOWERINGS",
    "Charge",
    "PaidLine",
    "amount_of_line",
    "charge_events",
    "lower_line",
    "pay",
    "register_lowering",
]

#: Takes a value and the share of it that is due in each month.
Charge = Callable[[Value, Scalar], None]


@dataclass(frozen=True)
class PaidLine:
    """A line with what its lowering needs.

    Attributes
    ----------
    line : Line
    after, until : Value
        When it begins and ends, in elapsed months.
    charge : callable
    whole : bool
        Whether another line reads its amount in every month.
    """

    line: Line
    after: Value
    until: Value
    charge: Charge
    whole: bool


#: Emits what charges a line in the present month.
Lowering = Callable[[Context, PaidLine], None]

LOWERINGS: dict[type[Timing], Lowering] = {}


def register_lowering(timing: type[Timing], lowering: Lowering) -> None:
    """Register how lines of a way of paying are lowered."""
    LOWERINGS[timing] = lowering


def lower_line(context: Context, line: Line, charge: Charge, whole: bool) -> None:
    """Emit the line's amount of the present month and charge it."""
    builder = context.builder
    after = builder.number(0.0) if line.after is None else context.value(line.after.expression)
    until = builder.number(builder.months) if line.until is None else context.value(line.until.expression)
    if line.commitment is not None and line.until is not None:
        until = whole_periods(builder, after, until, line.commitment, line.notice)
    LOWERINGS[type(line.timing)](context, PaidLine(line, after, until, charge, whole))


def pay(context: Context, paid: PaidLine, when: Value, amount: Callable[[], Value] | None = None) -> None:
    """Charge the line's amount times `when`; in months where that is zero, nothing is computed.

    Parameters
    ----------
    amount : callable, optional
        Emits the amount; by default that of the line.
    """
    builder = context.builder
    if amount is None:
        amount = partial(context.value, paid.line.amount.expression)
    if isinstance(when, Scalar) and not paid.whole:
        with context.only_in(when):
            paid.charge(amount(), when)
    elif paid.line.of_part:  # read by the buffer of its part: before it begins it may be anything
        due = apply(builder, "if", when, product(builder, [amount(), when]), builder.number(0.0))
        paid.charge(due, builder.number(1.0))
    elif isinstance(when, Scalar):
        paid.charge(amount(), when)
    else:
        paid.charge(product(builder, [amount(), when]), builder.number(1.0))


def charge_events(context: Context, paid: PaidLine, count: Value, ordinals: Ordinals) -> None:
    """Charge what the present month's events cost; months that cannot have any compute nothing."""
    builder = context.builder
    if isinstance(count, Scalar) and not paid.whole:
        with context.only_in(Scalar((count.series > 0.0).astype(np.float64))):
            paid.charge(amount_of_line(context, paid, count, ordinals), builder.number(1.0))
    else:
        paid.charge(amount_of_line(context, paid, count, ordinals), builder.number(1.0))


def amount_of_line(context: Context, paid: PaidLine, count: Value, ordinals: Ordinals) -> Value:
    """Return what the present month's events cost together."""
    expression = paid.line.amount.expression
    if ordinals.many:
        if ordinals.few is not None and context.tracer is not None:
            drawn = apply(context.builder, "if", ordinals.few, count, context.builder.number(0.0))
            trace_events(context, paid.line.name, expression, drawn, Ordinals())
        return sum_of_events(context, expression, count, ordinals.few)
    trace_events(context, paid.line.name, expression, count, ordinals)
    return amount_of_events(context, expression, count, ordinals)
