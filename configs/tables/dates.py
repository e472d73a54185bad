"""Reads dates: the month in which a scenario starts."""

from __future__ import annotations

import re
from datetime import date, datetime

from ..text.problems import WHOLE_VALUE, Findings
from ..text.spelling import shown

__all__ = ["day_meant", "read_start"]

_WRITTEN = re.compile(r"((?:19|20)\d\d)(?:[-/.](\d\d?)(?:[-/.](\d\d?))?)?", re.ASCII)

_FIRST = "the first day of month 1, without quotes: start = 2026-04-01"


def read_start(raw: object, findings: Findings) -> date | None:
    """Read `start` at the top of the file; None where it is missing or wrong."""
    if raw is None:
        return None
    plain = isinstance(raw, date) and not isinstance(raw, datetime)
    if plain and isinstance(raw, date) and raw.day == 1:
        return raw
    needs = "needs the first of a month" if plain else "needs a date, the first of a month"
    day = day_meant(raw)
    help = _FIRST if day is None else f"write start = {day.replace(day=1)}"
    findings.add(("start",), f"`start` {needs}, got {shown(raw)}", help, "", WHOLE_VALUE)
    return None


def day_meant(raw: object) -> date | None:
    """Return the day that a value stands for, the first one of a month or a year; None if it is no date at all."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, bool) or not isinstance(raw, str | int) or len(text := str(raw).strip()) > len("2026-04-01"):
        return None
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
