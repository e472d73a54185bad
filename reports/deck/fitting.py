"""Words made to fit: the largest letters in which they take no more than their place, then shortened."""

from __future__ import annotations

from collections.abc import Sequence

from ..words.headlines import LEADING, lines_of, points_wide
from ..words.layout import clean, shorten

__all__ = ["LEADING", "fitted", "lines_of", "one_line", "plain", "points_wide"]

#: Columns that are kept of a user's words, anywhere.
_LONGEST = 300


def plain(text: str, width: int = _LONGEST) -> str:
    """Return a user's words as one line of plain text, in at most so many columns."""
    return shorten(clean(text), width)


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
