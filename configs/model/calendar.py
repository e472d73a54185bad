"""The calendar of a scenario with a `start`: from a day to elapsed months, and the day that begins a month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

__all__ = ["MONTHS", "begin_of", "end_of", "last_day", "month_of"]

#: The months of the year.
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def end_of(day: date, start: date) -> float:
    """Return the elapsed months at the end of a day; less than 0 before the first of `start`.

    Months are whole wherever a month ends, and within one a day is its share of that month: half of February is 14
    days, or 14.5 in a leap year.
    """
    return _elapsed(day, day.day, start)


def begin_of(day: date, start: date) -> float:
    """Return the elapsed months at the beginning of a day, which is exactly the end of the day before."""
    return _elapsed(day, day.day - 1, start)


def _elapsed(day: date, days: int, start: date) -> float:
    """Return the elapsed months when some days of the month of `day` have passed."""
    length = monthrange(day.year, day.month)[1]
    return 12.0 * (day.year - start.year) + (day.month - start.month) + days / length


def last_day(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def month_of(month: int, start: date) -> tuple[int, int]:
    """Return the year and the month of the year (1 to 12) of a month that counts from 1."""
    years, rest = divmod(start.month + month - 2, 12)
    return start.year + years, rest + 1
