"""`per_event = AMOUNT` with `events_per_month` or `events_per_year`: paid at random events.

The timing, `Events`, is that of processes too.
"""

from __future__ import annotations

from ..model.timing import Timing
from ..tables.parts import TOO_MANY, TableParts, read_dispersion, read_frequency
from ..tables.process_shapes import DISPERSION, EVENT, EVENTS_PER_MONTH, EVENTS_PER_YEAR
from ..tables.ways import Way

__all__ = ["RANDOM_EVENTS"]


def _read(parts: TableParts, key: str) -> Timing:
    """Read how often events come, and in what clusters."""
    return read_frequency(parts, key, read_dispersion(parts), TOO_MANY)


RANDOM_EVENTS = Way(
    "per_event",
    _read,
    ("events_per_month", "events_per_year"),
    ("dispersion", "event"),
    {
        "events_per_month": EVENTS_PER_MONTH,
        "events_per_year": EVENTS_PER_YEAR,
        "dispersion": DISPERSION,
        "event": EVENT,
    },
)
