"""Words, shares and columns of the page on what drives the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .layout import left, right, shorten, text_width
from .view import Line

__all__ = ["alone", "capital", "columns", "is_seen", "share"]


def is_seen(value: float, error: float) -> bool:
    """Return whether the simulation can tell a value from nothing."""
    return value > 3.0 * error


def alone(item: Mapping[str, Any]) -> float:
    """Return the share of the spread that goes once an input is known."""
    return float(item["first_order"])


def share(item: Mapping[str, Any]) -> float:
    """Return the larger of an input's two shares: what it does alone or through others."""
    return max(alone(item), float(item["total"] or 0.0))


def capital(text: str) -> str:
    """Return a text with a capital first."""
    return text[:1].upper() + text[1:]


def columns(rows: Sequence[Sequence[str]], width: int, words: int) -> list[Line]:
    """Return rows under their heads: columns of words, the first cut where it is too wide, then numbers."""
    rooms = [max(text_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    rooms[0] = min(rooms[0], width - sum(rooms[1:]) - 2 * len(rooms))
    lines = []
    for at, row in enumerate(rows):
        # heads begin where the line does, rows two columns later
        cells = [left(row[0], rooms[0] + 2) if at == 0 else f"  {left(shorten(row[0], rooms[0]), rooms[0])}"]
        cells += [left(cell, room) for cell, room in zip(row[1:words], rooms[1:words], strict=True)]
        cells += [right(cell, room) for cell, room in zip(row[words:], rooms[words:], strict=True)]
        lines.append(Line("  ".join(cells), "text" if at else "heading"))
    return lines
