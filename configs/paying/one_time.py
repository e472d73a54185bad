"""`one_time = AMOUNT`: paid once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..model.timing import Timing
from ..tables.ways import Way, register_way

__all__ = ["OneTime"]


@dataclass(frozen=True, slots=True)
class OneTime(Timing):
    """The amount is paid once, in month floor(after) + 1."""

    single: ClassVar[bool] = True

    def paid(self) -> str:
        """Return when the line is paid, in words."""
        return "once"


register_way(Way("one_time", lambda parts, key: OneTime(), takes=("residual",)))
