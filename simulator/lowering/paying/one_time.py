"""Lines that are paid once."""

from __future__ import annotations

from ..expressions import Context
from ..lines import PaidLine, pay
from ..timing import paid_once

__all__ = ["lower_one_time"]


def lower_one_time(context: Context, paid: PaidLine) -> None:
    """Charge the amount in the month in which the line begins."""
    pay(context, paid, paid_once(context.builder, paid.after, paid.until))
