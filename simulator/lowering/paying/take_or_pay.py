"""Lines that pay what is missing from the minimum of a period."""

from __future__ import annotations

from ....configs import TakeOrPay
from ..arithmetic import apply, product
from ..builder import Value
from ..expressions import Context
from ..lines import PaidLine, pay
from ..periods import sum_in_period

__all__ = ["lower_take_or_pay"]


def lower_take_or_pay(context: Context, paid: PaidLine) -> None:
    """Charge the shortfall in the last month of each period that began before the line ends.

    Periods are whole months: they begin at floor(after) elapsed months, and one that has begun is owed whole.
    """
    builder, timing = context.builder, paid.line.timing
    assert isinstance(timing, TakeOrPay)

    def value(number: float) -> Value:
        return builder.number(number)

    elapsed = builder.by_month(lambda t: t - 1.0)  # at the beginning of the month
    within = apply(builder, "sub", elapsed, apply(builder, "floor", paid.after))
    passed = apply(builder, "mod", within, value(timing.months))  # months of the period before this one
    _, spent = sum_in_period(builder, context.value(timing.of.expression), apply(builder, "eq", passed, value(0.0)))
    begins = apply(builder, "sub", elapsed, passed)
    when = product(
        builder,
        [
            apply(builder, "eq", passed, value(timing.months - 1.0)),
            apply(builder, "ge", within, value(0.0)),
            apply(builder, "lt", begins, paid.until),
            apply(builder, "lt", paid.after, paid.until),
        ],
    )

    def shortfall() -> Value:
        least = context.value(paid.line.amount.expression)
        return apply(builder, "max", apply(builder, "sub", least, spent), value(0.0))

    pay(context, paid, when, shortfall)
