"""`per_event = AMOUNT` with `on = NAME`: paid at the events of a process that several lines may share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from ..formulas.expressions import Quantity
from ..model.timing import Timing
from ..tables.kinds import Text
from ..tables.ways import Way

__all__ = ["ON_PROCESS", "On"]


@dataclass(frozen=True, slots=True)
class On(Timing):
    """At every event of a process of that name, a driver or an input of the strategy."""

    name: str
    of_events: ClassVar[bool] = True
    by_chance: ClassVar[bool] = True

    @property
    def process(self) -> str:
        """Name of the events process."""
        return self.name

    def on_process(self, name: str) -> On:
        """Return the same at the events of another process."""
        return On(name)

    def paid(self) -> str:
        """Return when the line is paid, in words."""
        return f"at every event of {self.name}"

    def words(self, text: Callable[[Quantity], str]) -> str:
        """Return at whose events the line is paid."""
        return f"paid at every event of {self.name}"


_NAME = Text().key(
    "Name of an events process, a driver or an input: the line is paid at each of its events.",
    '"retraining"',
    default="none",
    tried=("events",),
)
ON_PROCESS = Way("per_event", lambda parts, key: On(str(parts.raw[key])), ("on",), ("event",), {"on": _NAME})
