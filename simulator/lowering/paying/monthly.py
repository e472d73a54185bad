"""Lines that are paid every month."""

from __future__ import annotations

from ..expressions import Context
from ..lines import PaidLine, pay
from ..timing import active_share

__all__ = ["lower_monthly"]


def lower_monthly(context: Context, paid: PaidLine) -> None:
    """Charge the share of the present month in which the line is active."""
    pay(context, paid, active_share(context.builder, paid.after, paid.until))
