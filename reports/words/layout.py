"""Plain text in columns: what a label may hold, how wide it is, where lines break, how rows are aligned."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

__all__ = [
    "centre",
    "clean",
    "column_widths",
    "columns",
    "left",
    "right",
    "shorten",
    "text_width",
    "to_last_word",
    "wrap",
]

_ELLIPSIS = "..."
#: Around a label in a sentence; what is not left at the end of what was cut.
_QUOTES, _LOOSE = "\"'", " ,;:([-"
_LONG_WORD = 24  # columns


def clean(text: str) -> str:
    """Return a user's words as one line of plain text: no control, bidirectional or other invisible characters."""
    words = unicodedata.normalize("NFC", text).split()
    return " ".join("".join(c for c in word if unicodedata.category(c)[0] != "C") for word in words).strip()


def text_width(text: str) -> int:
    """Return the columns a text takes on a terminal: two for wide characters, none for combining marks."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shorten(text: str, width: int) -> str:
    """Return the text in at most `width` columns; three dots stand for what was cut, where it can be after a word."""
    if text_width(text) <= width:
        return text
    mark = text[0] if text[0] in _QUOTES and text[0] in text[1:] else ""
    kept, used = "", 0
    for character in text:
        used += _columns(character)
        if used > width - len(_ELLIPSIS) - len(mark):
            break
        kept += character
    return to_last_word(kept, text) + _ELLIPSIS[:width] + mark * (mark not in kept[1:])


def to_last_word(kept: str, text: str) -> str:
    """Return the beginning of a text that was kept up to its last whole word; a very long word is cut itself."""
    words = kept if text[len(kept) :][:1].isspace() else kept.rpartition(" ")[0]
    word, *_ = text[len(words) :].split()
    return (kept if len(word) > _LONG_WORD else words).rstrip(_LOOSE) or kept.rstrip()


def left(text: str, width: int) -> str:
    """Return the text with spaces after it."""
    return text + " " * (width - text_width(text))


def right(text: str, width: int) -> str:
    """Return the text with spaces before it."""
    return " " * (width - text_width(text)) + text


def centre(text: str, width: int) -> str:
    """Return the text in the middle of `width` columns."""
    return left(" " * ((width - text_width(text)) // 2) + text, width)


def wrap(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Break a text into lines of at most `width` columns; a word that is longer than a line is cut.

    Parameters
    ----------
    text : str
    width : int
        Columns, the indent included.
    indent : str
        Begins the first line.
    hanging : str, optional
        Begins the others; default: as the first.
    """
    lines, line, empty = [], indent, True
    following = indent if hanging is None else hanging
    for word in _words(text, width - max(len(indent), len(following))):
        if not empty and text_width(line) + 1 + text_width(word) > width:
            lines.append(line)
            line, empty = following, True
        line += word if empty else f" {word}"
        empty = False
    return [*lines, line] if not empty else lines


def _words(text: str, width: int) -> Iterable[str]:
    for word in text.replace(" %", "\0%").split():  # a number and its % stay together
        yield shorten(word.replace("\0", " "), width)


def column_widths(rows: Sequence[Sequence[str]], width: int | None = None) -> list[int]:
    """Return the width of each column of some rows; a row may be short.

    Parameters
    ----------
    rows : sequence of rows
    width : int, optional
        Columns of the longest line, which the first column gives way to; default: as wide as the rows are.
    """
    rooms = [max(text_width(row[at]) for row in rows if at < len(row)) for at in range(max(map(len, rows)))]
    if width is not None:
        rooms[0] = min(rooms[0], width - sum(rooms[1:]) - 2 * len(rooms))
    return rooms


def columns(rows: Sequence[Sequence[str]], rooms: Sequence[int], words: int = 1) -> list[str]:
    """Return rows as lines: the first one, their head, begins where the line does, the others two columns later.

    Of a first cell that is wider than its column the words that do not fit go on in lines of their own.

    Parameters
    ----------
    rows : sequence of rows
    rooms : sequence of int
        As `column_widths` gives them.
    words : int
        How many columns hold words, which begin on the left; numbers end on the right.
    """
    lines = []
    for at, row in enumerate(rows):
        first, *more = [row[0]] if at == 0 else wrap(row[0], rooms[0]) or [""]
        cells = [left(first, rooms[0] + 2) if at == 0 else f"  {left(first, rooms[0])}"]
        cells += [left(cell, room) for cell, room in zip(row[1:words], rooms[1:words], strict=False)]
        cells += [right(cell, room) for cell, room in zip(row[words:], rooms[words:], strict=False)]
        lines += ["  ".join(cells).rstrip(), *(f"    {words}" for words in more)]
    return lines
