"""`monthly = AMOUNT`: paid every month."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.timing import Timing
from ..tables.kinds import QUANTITY
from ..tables.ways import Way

__all__ = ["MONTHLY", "Monthly"]


@dataclass(frozen=True, slots=True)
class Monthly(Timing):
    """The amount is paid every month, in part where the line is active for part of it."""

    def paid(self) -> str:
        """Return when the line is paid, in words."""
        return "every month"


_AMOUNT = QUANTITY.key(
    "Amount a month.",
    '"requests * 0.01"',
    "currency a month",
    "none",
    tried=("per_month", "amount", "cost", "quantity"),
)
MONTHLY = Way("monthly", lambda parts, key: Monthly(), options=("commitment", "notice"), keys={"monthly": _AMOUNT})
