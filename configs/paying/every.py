"""`per_event = AMOUNT` with `every = MONTHS`: paid at regular events. The timing, `Every`, is that of processes too."""

from __future__ import annotations

from ..tables.parts import TOO_MANY, read_frequency
from ..tables.process_shapes import EVERY
from ..tables.structure import Quantified, key
from ..tables.ways import Way

__all__ = ["EVERY_INTERVAL"]

_PER_EVENT = key(
    "Amount of one event, drawn for each event.", '"2_000 to 40_000"', "currency", "none", tried=("severity",)
)
EVERY_INTERVAL = Way(
    "per_event",
    lambda parts, key: read_frequency(parts, key, None, TOO_MANY),
    ("every",),
    ("event",),
    {
        "per_event": (Quantified, _PER_EVENT),
        "every": (Quantified, EVERY),
    },
)
