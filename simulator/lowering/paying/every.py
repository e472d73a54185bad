"""Lines that are paid at regular events."""

from __future__ import annotations

from ....configs import Every
from ..event_lines import count_renewals
from ..expressions import Context
from ..lines import PaidLine, charge_events

__all__ = ["lower_every"]


def lower_every(context: Context, paid: PaidLine) -> None:
    """Charge the renewals of the present month."""
    timing = paid.line.timing
    assert isinstance(timing, Every)
    count, ordinals = count_renewals(context, timing, paid.after, paid.until)
    charge_events(context, paid, count, ordinals)
