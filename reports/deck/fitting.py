"""Upper bounds for the room that words take, without the fonts, so that nothing overflows.

Whoever opens the deck may have other fonts than whoever made it. The widths are those of the letters of Arial, which
is wider than Calibri, and a twelfth is added for what is wider still.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from ..words.layout import clean, shorten

__all__ = ["LEADING", "fitted", "lines_of", "one_line", "plain", "points_wide"]

#: Height of a line over the size of its letters.
LEADING = 1.2
_MARGIN = 13.0 / 12.0
_NARROW, _SLIM, _WIDE = frozenset("ijl'|"), frozenset(' .,:;!/\\()[]{}ft-I"`*°·'), frozenset("mwMW%@+=<>~&")
#: Columns that are kept of a user's words, anywhere.
_LONGEST = 300


def plain(text: str, width: int = _LONGEST) -> str:
    """Return a user's words as one line of plain text, in at most so many columns."""
    return shorten(clean(text), width)


def points_wide(text: str, size: float) -> float:
    """Return the width of a text in points, estimated from above; `size` in points."""
    return _MARGIN * size * sum(map(_ems, text))


def _ems(character: str) -> float:
    if character in _NARROW:
        return 0.24
    if character in _SLIM:
        return 0.34
    if character in _WIDE:
        return 0.92
    if character.isascii():
        return 0.74 if character.isupper() else 0.56
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF" or unicodedata.category(character) == "So":
        return 1.4
    return 0.78


def lines_of(text: str, size: float, width: float) -> int:
    """Return how many lines a text takes in so many points; a word longer than a line is broken."""
    lines, used, space = 1, 0.0, points_wide(" ", size)
    for word in text.split():
        long = points_wide(word, size)
        if used and used + space + long > width:
            lines, used = lines + 1, 0.0
        used += long + (space if used else 0.0)
        while used > width:
            lines, used = lines + 1, used - width
    return lines


def fitted(text: str, width: float, height: float, sizes: Sequence[float], lines: int = 99) -> tuple[str, float]:
    """Return a text and the largest size at which it stays within a box; shortened where no size is small enough.

    Parameters
    ----------
    text : str
    width, height : float
        Of the box inside its margins, in points.
    sizes : sequence of float
        Sizes of letters that may be used, largest first, in points.
    lines : int
        The most that are wanted.
    """
    for size in sizes:
        if lines_of(text, size, width) <= min(lines, int(height / (size * LEADING) + 1e-9)):
            return text, size
    smallest = sizes[-1]
    room = max(1, min(lines, int(height / (smallest * LEADING) + 1e-9)))
    return _cut(text, smallest, width, room), smallest


def one_line(text: str, size: float, width: float) -> str:
    """Return a text shortened to one line of so many points."""
    return text if lines_of(text, size, width) == 1 else _cut(text, size, width, 1)


def _cut(text: str, size: float, width: float, lines: int) -> str:
    """Return the longest beginning of a text that takes no more lines, and three dots."""
    low, high = 3, len(text) * 2
    while low < high:
        middle = (low + high + 1) // 2
        if lines_of(shorten(text, middle), size, width) <= lines:
            low = middle
        else:
            high = middle - 1
    return shorten(text, low)
