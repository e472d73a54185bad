"""Reads dates: the month in which a scenario starts, and days in place of elapsed months.

A day becomes a number of elapsed months here, so that nothing after the reader knows of dates.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from ..formulas.expressions import Number, Quantity
from ..formulas.quantity import IS_DATE, STAND_IN, read_quantity
from ..formulas.ranges import at_least
from ..model.calendar import MONTHS, begin_of, end_of, last_day
from ..text.problems import WHOLE_VALUE, Findings, Path
from ..text.spelling import shown, written
from .parts import TableParts

__all__ = ["check_dated", "read_begin", "read_first_of_month", "read_moment", "read_start", "read_until"]

_WRITTEN = re.compile(r"((?:19|20)\d\d)(?:[-/.](\d\d?)(?:[-/.](\d\d?))?)?", re.ASCII)
_SHORT = [month[:3].lower() for month in MONTHS]
_BY_NAME = re.compile(rf"({'|'.join(_SHORT)})[a-z]{{0,6}}\.?\s+((?:19|20)\d\d)", re.ASCII | re.IGNORECASE)

_FIRST = "the first day of month 1, without quotes: start = 2026-04-01"

#: What to do about a day before the start, by key. It is an error, as a negative number of months is: to begin with
#: the start instead would buy a purchase again, and move the periods of a commitment and the events of `every`.
_BEFORE = {
    "after": "a line without `after` begins with the start; leave the line out if it was paid before",
    "from": "a line without `from` begins with the start; leave the line out if it was paid before",
    "at": "the first of `values` is the one at the start: leave out those before it, with their `at`",
}


def read_start(raw: object, findings: Findings) -> date | None:
    """Read `start` at the top of the file; None where it is missing or wrong."""
    return None if raw is None else _first_of_month(raw, ("start",), _FIRST, findings)


def read_first_of_month(raw: object, path: Path, findings: Findings) -> int:
    """Read the first day of a month as elapsed months, less than 0 before `start`."""
    day = _first_of_month(raw, path, f"without quotes: {path[-1]} = 2027-01-01", findings)
    if day is None:
        return 0
    if findings.start is None:
        findings.dated.append((path, day))
    return round(begin_of(day, findings.start or day))


def _first_of_month(raw: object, path: Path, example: str, findings: Findings) -> date | None:
    """Return the first day of a month; report anything else."""
    plain = isinstance(raw, date) and not isinstance(raw, datetime)
    if plain and isinstance(raw, date) and raw.day == 1:
        return raw
    needs = "needs the first of a month" if plain else "needs a date, the first of a month"
    day = _day_in(raw)
    help = example if day is None else f"write {path[-1]} = {day.replace(day=1)}"
    findings.add(path, f"`{path[-1]}` {needs}, got {shown(raw)}", help, "", WHOLE_VALUE)
    return None


def check_dated(findings: Findings) -> None:
    """Report a file that has dates and no `start`, once, with one that none of them is before."""
    if findings.start is None and findings.dated and not findings.under(("start",)):  # else said there
        path, day = findings.dated[0]
        first = min(other for _, other in findings.dated).replace(month=1, day=1)
        help = f"at the top of the file write start = {first}, or another first day of month 1"
        findings.add(path, f"{day} is a date, and the file has no `start`", help, "", WHOLE_VALUE)


def read_begin(parts: TableParts) -> Quantity | None:
    """Read when a line begins: `after`, elapsed months or the day before it, or `from`, its first day."""
    after, first = (key if parts.raw.get(key) is not None else None for key in ("after", "from"))
    if first is None:
        return None if after is None else read_moment(parts.raw[after], parts.place(after), parts.findings)
    if after is not None:
        parts.findings.add(parts.place("from"), "it begins `after` or `from`, not both", "keep one of the two")
        return read_moment(parts.raw[after], parts.place(after), parts.findings)
    raw, path = parts.raw["from"], parts.place("from")
    if isinstance(raw, date) or (isinstance(raw, str) and _day_in(raw)):
        return read_moment(raw, path, parts.findings)
    tried = Findings()
    read_quantity(raw, path, tried)
    help = (
        f"write after = {written(raw)}" if not tried.items else "write the first day, without quotes: from = 2026-10-01"
    )
    parts.findings.add(path, f"`from` needs a date, got {shown(raw)}", help, "", WHOLE_VALUE)
    return Quantity(".".join(path), STAND_IN)


def read_until(parts: TableParts) -> Quantity | None:
    """Read when a line ends: elapsed months, or its last day."""
    raw = parts.raw.get("until")
    return None if raw is None else read_moment(raw, parts.place("until"), parts.findings)


def read_moment(raw: object, path: Path, findings: Findings) -> Quantity:
    """Read a number of elapsed months, which may be written as a day.

    A day means its end in `after` and `until`, its beginning in `from` and `at`. A day in `until` that lies before the
    start is 0 months: the line is over, and a warning says that it costs nothing.
    """
    key = next(key for key in reversed(path) if not key.isdigit())
    ends = key in ("after", "until")
    if refused := _refused(raw, key, ends):
        findings.add(path, *refused, "", WHOLE_VALUE)
        return Quantity(".".join(path), STAND_IN)
    if not isinstance(raw, date):
        return at_least(read_quantity(raw, path, findings), 0.0, key, findings)
    if findings.start is None:
        findings.dated.append((path, raw))
    months = (end_of if ends else begin_of)(raw, findings.start or date.min)
    if months < 0.0 and key != "until":
        findings.add(path, f"{raw} is before `start`, {findings.start}", _BEFORE[key], "", WHOLE_VALUE)
        return Quantity(".".join(path), STAND_IN)
    if ends and raw.day == 1 and raw != date.min:
        findings.warn(".".join(path), _of_a_first(key, raw))
    return Quantity(".".join(path), Number(max(0.0, months)), str(raw), raw)


def _refused(raw: object, key: str, ends: bool) -> tuple[str, str] | None:
    """Return what is wrong with a date in quotes or with a time of day, and what to write; None of anything else."""
    timed = isinstance(raw, datetime)
    quoted = isinstance(raw, str) and (key == "from" or any(f.fullmatch(raw.strip()) for f in (IS_DATE, _BY_NAME)))
    day = _day_in(raw, ends) if timed or quoted else None
    if day is None:
        return None
    form = "without a time of day" if timed else "year-month-day without quotes"
    message = f"`{key}` takes a date, {form}, got {shown(raw)}"
    return message, f"write {day}" if key == "at" else f"write {key} = {day}"


def _of_a_first(key: str, day: date) -> str:
    """Return the warning about a first of the month where the end of the day counts."""
    before = day - timedelta(days=1)
    if key == "after":
        return f"the line begins at the end of {day}; if that is its first day, write from = {day}"
    return f"the line is paid to the end of {day}; if it ends with the month before, write until = {before}"


def _day_in(raw: object, ends: bool = False) -> date | None:
    """Return the day that a value stands for, of a month or a year the first or the last; None if it is no date."""
    if isinstance(raw, date):
        return raw.date() if isinstance(raw, datetime) else raw
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        return None
    text = str(raw).strip() if not isinstance(raw, int) or 0 < raw < 10_000 else ""
    if named := _BY_NAME.fullmatch(text):
        text = f"{named[2]}-{_SHORT.index(named[1].lower()) + 1}"
    match = _WRITTEN.fullmatch(text) if len(text) <= len("2026-04-01") else None
    if match is None:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        if not day and ends:
            return last_day(year, month or 12)
        return date(year, month or 1, day or 1)
    except ValueError:
        return None
