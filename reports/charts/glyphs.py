"""Words on a chart: as plain text, in glyphs that the font has, no wider than their place."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

from ..words.layout import clean, to_last_word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

__all__ = ["cut", "drawable", "width_of", "wrapped", "write"]

_FONT = "DejaVu Sans"
_DOTS = "..."
_MISSING = "\N{WHITE SQUARE}"
#: Words that are written from right to left. Marks around them keep the numbers beside them on their side.
_WORD = r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+"
_RIGHT_TO_LEFT = re.compile(rf"{_WORD}(?:\s+{_WORD})*")
_MARK = "\N{LEFT-TO-RIGHT MARK}"


def drawable(text: str) -> str:
    """Return a text in characters that the font has: a missing symbol gives its name, a missing letter a square.

    The font is the one that comes with matplotlib: with those of the machine the bytes would depend on the machine.
    """
    known = "".join(_glyph(c) for c in clean(text))
    return _RIGHT_TO_LEFT.sub(lambda found: f"{_MARK}{found[0]}{_MARK}", known)


@lru_cache(maxsize=4096)
def _glyph(character: str) -> str:
    fonts = (get_font(findfont(FontProperties(family=_FONT, weight=weight))) for weight in ("normal", "bold"))
    if all(font.get_char_index(ord(character)) for font in fonts):
        return character
    kind = unicodedata.category(character)
    if kind in ("Mn", "Me", "Sk"):  # marks on the character before, such as an emoji's skin colour
        return ""
    return f"[{unicodedata.name(character, 'symbol').lower()}]" if kind[0] == "S" else _MISSING


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, bold: bool = False) -> float:
    """Return the width of a drawable text in points."""
    font = FontProperties(family=_FONT, size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, False)[0])


def cut(text: str, width: float, size: float, bold: bool = False) -> str:
    """Return a text, drawable, in at most so many points; three dots mark a cut."""
    text = drawable(text)
    if width_of(text, size, bold) <= width:
        return text
    return to_last_word(_longest(text, width, size, bold), text) + _DOTS


def _longest(text: str, width: float, size: float, bold: bool) -> str:
    """Return as much of a text's beginning as leaves room for three dots."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = width_of(text[:middle].rstrip() + _DOTS, size, bold) <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low]


def wrapped(text: str, width: float, size: float, lines: int, bold: bool = False) -> list[str]:
    """Break a text into so many lines at most, each drawable and no wider than `width` points.

    Returns
    -------
    list of str
        One line or more; three dots mark a cut. A number and its unit sign stay together.
    """
    words = [word.replace("\0", " ") for word in drawable(text).replace(" %", "\0%").split()]
    found: list[str] = []
    while words and len(found) < lines:
        count = 1
        while count < len(words) and width_of(" ".join(words[: count + 1]), size, bold) <= width:
            count += 1
        last = len(found) == lines - 1
        line, words = " ".join(words if last else words[:count]), words[len(words) if last else count :]
        found.append(cut(line, width, size, bold))
    return found or [""]


def write(
    place: Figure | Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    colour: str,
    **how: Any,
) -> Text:
    """Write one line of plain text.

    Parameters
    ----------
    place : Figure or Axes
        On a figure the place is counted in points from its lower left corner; on axes as `transform` says, by default
        in data.
    x, y : float
    text : str
        Whatever a user wrote: made drawable here, never taken for mathematics.
    size : float
        Points.
    colour : str
    **how
        Of matplotlib's `Text`: `ha`, `va`, `weight`, `transform`, `rotation`...
    """
    if isinstance(place, Figure) and "transform" not in how:
        how["transform"] = Affine2D().scale(1.0 / 72.0) + place.dpi_scale_trans
    return place.text(x, y, drawable(text), fontsize=size, color=colour, parse_math=False, **how)
