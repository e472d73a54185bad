"""`per_event = AMOUNT` with `every`, `events_per_month` or `events_per_year`: paid at events of the line's own.

The two timings, `Every` and `Events`, belong to processes of events too, so they stand with these.
"""

from __future__ import annotations

from ..model.timing import Timing
from ..tables.parts import FREQUENCIES, Parts, read_dispersion, read_frequency
from ..tables.ways import Way, register_way

__all__ = ["read_events"]

_TOO_MANY = "write the line as `monthly`, the amount of all its events"


def read_events(parts: Parts, key: str) -> Timing:
    """Read how often events come."""
    return read_frequency(parts, key, read_dispersion(parts), _TOO_MANY)


register_way(Way("per_event", read_events, FREQUENCIES))
