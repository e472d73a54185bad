"""What a month is called: by its number, or by its name where the scenario has a start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ...configs.model.calendar import MONTHS, month_of

__all__ = ["MonthNames"]


@dataclass(frozen=True, slots=True)
class MonthNames:
    """Writes months that count from 1.

    Attributes
    ----------
    start : date or None
        The first day of month 1; without it months have numbers.
    """

    start: date | None = None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> MonthNames:
        """Return the writer for a result's or a trace's document."""
        start = document["scenario"].get("start")
        return cls(None if start is None else date.fromisoformat(start))

    def __call__(self, month: int) -> str:
        """Write a month inside a sentence: `month 7`, or `October 2026`."""
        if self.start is None:
            return f"month {month}"
        year, number = month_of(month, self.start)
        return f"{MONTHS[number - 1]} {year}"

    def short(self, month: int) -> str:
        """Write a month where a heading or an axis says that it is one: `7`, or `Oct 2026`."""
        if self.start is None:
            return str(month)
        year, number = month_of(month, self.start)
        return f"{MONTHS[number - 1][:3]} {year}"

    @property
    def first(self) -> str:
        """Which month is the first one, for numbers that count from it: `1 is April 2026`; empty without a start."""
        return "" if self.start is None else f"1 is {self(1)}"

    @property
    def since(self) -> str:
        """Where the months begin, after words that say how costs are counted: `, from April 2026`; else empty."""
        return "" if self.start is None else f", from {self(1)}"
