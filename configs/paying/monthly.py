"""`monthly = AMOUNT`: paid every month."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.timing import Timing
from ..tables.ways import Way, register_way

__all__ = ["Monthly"]


@dataclass(frozen=True, slots=True)
class Monthly(Timing):
    """The amount is paid every month, in part where the line is active for part of it."""

    def paid(self) -> str:
        """Return when the line is paid, in words."""
        return "every month"


register_way(Way("monthly", lambda parts, key: Monthly(), takes=("commitment",)))
