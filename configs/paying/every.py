"""`per_event = AMOUNT` with `every = MONTHS`: paid at regular events. The timing, `Every`, is that of processes too."""

from __future__ import annotations

from ..tables.kinds import QUANTITY
from ..tables.parts import TOO_MANY, read_frequency
from ..tables.process_shapes import EVERY
from ..tables.ways import Way

__all__ = ["EVERY_INTERVAL"]

_PER_EVENT = QUANTITY.key(
    "Amount of one event, drawn for each event.", '"2_000 to 40_000"', "currency", "none", tried=("severity",)
)
EVERY_INTERVAL = Way(
    "per_event",
    lambda parts, key: read_frequency(parts, key, None, TOO_MANY),
    ("every",),
    ("event",),
    {"per_event": _PER_EVENT, "every": EVERY},
)
