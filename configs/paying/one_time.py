"""`one_time = AMOUNT`: paid once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..model.timing import Timing
from ..tables.kinds import QUANTITY
from ..tables.ways import Way

__all__ = ["ONE_TIME", "OneTime"]


@dataclass(frozen=True, slots=True)
class OneTime(Timing):
    """The amount is paid once, in month floor(after) + 1."""

    single: ClassVar[bool] = True

    def paid(self) -> str:
        """Return when the line is paid, in words."""
        return "once"


_AMOUNT = QUANTITY.key(
    "Amount that is paid once, in month floor(after) + 1.",
    "40_000",
    "currency",
    "none",
    tried=("onetime", "once", "upfront"),
)
ONE_TIME = Way("one_time", lambda parts, key: OneTime(), options=("residual",), keys={"one_time": _AMOUNT})
