"""What every page of plain text is made of: a title, paragraphs, tables, warnings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..words.layout import clean, column_widths, columns, left, shorten, text_width, wrap
from ..words.view import TextLine

__all__ = ["NARROWEST", "as_text", "paragraph", "stacked", "table", "title", "warnings"]

#: Columns of a page, at least.
NARROWEST = 72


def as_text(lines: Iterable[TextLine]) -> str:
    """Return lines as text: ASCII if the labels are, without control characters, the last line ended too."""
    return "\n".join(line.text for line in lines) + "\n"


def stacked(sections: Iterable[Sequence[TextLine]]) -> list[TextLine]:
    """Return sections one below the other, an empty line between two; empty sections are left out."""
    lines: list[TextLine] = []
    for section in filter(None, sections):
        lines += [TextLine(""), *section] if lines else section
    return lines


def title(scenario: Mapping[str, Any], unit: str, width: int) -> TextLine:
    """Return a scenario's title, with the unit of all amounts at the end of the line."""
    words = clean(scenario["title"]) or clean(scenario["name"])
    room = width - text_width(unit)
    return TextLine(left(shorten(words, room - 2), room) + unit, "title")


def paragraph(
    text: str, width: int, role: str = "note", indent: str = "", hanging: str | None = None
) -> list[TextLine]:
    """Return a text broken into lines; `indent` begins the first, `hanging` the others."""
    return [TextLine(line, role) for line in wrap(text, width, indent, hanging)]


def table(rows: Sequence[Sequence[str]], width: int, words: int = 1) -> list[TextLine]:
    """Return rows under the first one, which is their head; in the first column what is too wide is wrapped.

    Parameters
    ----------
    rows : sequence of rows
    width : int
        Columns of the longest line.
    words : int
        How many columns hold words, which begin on the left; numbers end on the right.
    """
    head, *body = columns(rows, column_widths(rows, width), words)
    return [TextLine(head, "heading"), *map(TextLine, body)]


def warnings(found: Iterable[Mapping[str, Any]], width: int) -> list[TextLine]:
    """Return the warnings of a document."""
    return [
        line
        for item in found
        for line in paragraph(
            f"Warning: {clean(item['address'])}: {clean(item['message'])}", width, "warning", "", "  "
        )
    ]
