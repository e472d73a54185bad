"""Lines that are paid at the events of a process."""

from __future__ import annotations

from ....configs import On
from ..arithmetic import product
from ..builder import Scalar
from ..expressions import Context, Ordinals
from ..lines import PaidLine, amount_of_line
from ..timing import active_share

__all__ = ["lower_on_process"]


def lower_on_process(context: Context, paid: PaidLine) -> None:
    """Charge the events of a process that other lines may name too: one count, amounts of this line's own.

    While the line is active for part of a month, it pays that share of the month's events together: what they cost on
    average if each falls into the active part with that probability.
    """
    timing = paid.line.timing
    assert isinstance(timing, On)
    builder = context.builder
    count = context.names(timing.name)
    ordinals = context.numbered.get(count, Ordinals())
    when = active_share(builder, paid.after, paid.until)
    needed = builder.number(1.0)
    for value in (when, count):
        if isinstance(value, Scalar) and not paid.whole:
            needed = Scalar(needed.series * (value.series > 0.0))
    with context.only_in(needed):
        amount = amount_of_line(context, paid, count, ordinals)
        if isinstance(when, Scalar):
            paid.charge(amount, when)
        else:
            paid.charge(product(builder, [amount, when]), builder.number(1.0))
