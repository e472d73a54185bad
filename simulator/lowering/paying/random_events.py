"""Lines that are paid at a random number of events a month."""

from __future__ import annotations

import numpy as np

from ....configs import Events
from ..builder import Scalar
from ..event_lines import count_events
from ..expressions import Context, Ordinals
from ..lines import PaidLine, charge_events
from ..timing import active_share

__all__ = ["lower_random_events"]


def lower_random_events(context: Context, paid: PaidLine) -> None:
    """Charge the events of the present month; months in which the line is never active compute nothing."""
    if isinstance(paid.after, Scalar) and isinstance(paid.until, Scalar) and not paid.whole:
        share = active_share(context.builder, paid.after, paid.until)
        assert isinstance(share, Scalar)
        with context.only_in(Scalar((share.series > 0.0).astype(np.float64))):
            _charge(context, paid)
    else:
        _charge(context, paid)


def _charge(context: Context, paid: PaidLine) -> None:
    timing = paid.line.timing
    assert isinstance(timing, Events)
    count = count_events(context, timing, paid.line.address, paid.after, paid.until)
    ordinals = context.numbered.get(count, Ordinals())
    charge_events(context, paid, count, ordinals)
