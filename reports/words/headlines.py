"""Headlines that fit above a picture: how much room words take on a slide, and a sentence with a long and a short form.

Whoever opens the deck may have other fonts than whoever made it. The widths are those of the letters of Arial, which
is wider than Calibri, and a twelfth is added for what is wider still.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

from .layout import shorten, text_width

__all__ = ["BOLD", "LEADING", "LONGEST", "OWN_BOLD", "TITLE", "fitting", "lines_of", "points_wide"]

_MARGIN = 13.0 / 12.0
#: Height of a line over the size of its letters; how much wider bold letters are; the bold ones of Calibri, our own
#: look's font, are no wider than Arial's plain ones.
LEADING, BOLD, OWN_BOLD = 1.2, 1.06, 1.0 / _MARGIN
#: Points of a slide's title: its letters, and the width of its place.
TITLE, _ROOM = 28.0, 873.0
#: Columns of a headline at most, for those who have no slide.
LONGEST = 110
_LINES = 2
_NARROW, _SLIM, _WIDE = frozenset("ijl'|"), frozenset(' .,:;!/\\()[]{}ft-I"`*°·'), frozenset("mwMW%@+=<>~&")
#: Columns of a user's word in a headline: those that are tried, and the fewest.
_WIDTHS, _LEAST = (40, 30, 22), 12
#: At the end of what was cut: a number, or a number and the beginning of its `million`.
_PART = re.compile(r"\s*[-+]*\d[\d,.]*(?:e[-+]?\d*)?(?: m?i?l?l?i?o?n?)?$")


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


def fitting(words: Mapping[str, str], phrased: Callable[[dict[str, str]], Sequence[str]]) -> str:
    """Return a sentence in two lines of a slide's title at most: the long phrasing if that fits, else a shorter one.

    A user's words are cut only where no phrasing has room for them in full.

    Parameters
    ----------
    words : mapping of str to str
        Whatever a user named, by key. Two that differ are never shortened to the same.
    phrased : callable
        Makes the sentence from the words: one phrasing or several, the longest first.
    """
    last = len(phrased(dict(words))) - 1
    tried = [(at, width) for width in _WIDTHS for at in range(last + 1)]
    for phrasing, width in [*tried, (last, _LEAST)]:
        shortened = {key: shorten(word, width) for key, word in words.items()}
        sentence = phrased(shortened)[phrasing]
        if len(set(shortened.values())) == len(set(words.values())) and _fits(sentence):
            return sentence
    return _cut(phrased(dict(words))[last])


def _fits(sentence: str) -> bool:
    return text_width(sentence) <= LONGEST and lines_of(sentence, TITLE, _ROOM / OWN_BOLD) <= _LINES


def _cut(sentence: str) -> str:
    """Return the longest beginning of a sentence that fits; an amount is there in full or not at all."""
    if _fits(sentence):
        return sentence
    short = next(short for width in range(LONGEST, 0, -1) if _fits(short := shorten(sentence, width)))
    return _PART.sub("", short.removesuffix("...")) + "..."
