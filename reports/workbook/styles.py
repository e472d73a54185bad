"""How cells look: formats by the kind of a column, widths, and words that fit a cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..tables.table import Column, Value
from ..words.layout import clean, shorten, text_width, wrap

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

__all__ = ["MONEY", "Styles", "cell_words", "lines_in", "width_of", "widths_of"]

#: Whole units of a currency; negative amounts are red and have their sign, in any locale.
MONEY = "#,##0;[Red]-#,##0"
_NUMBERS = {
    "money": MONEY,
    "share": "0.0%",
    "chance": "0.0%",
    "number": "#,##0.00##",
    "count": "#,##0",
    "month": "0",
    "date": "yyyy-mm-dd",
    "text": "@",
}
_MOST = 32_767  # characters a cell can hold
_WIDEST, _NARROWEST = 66, 9  # characters of a column
_HEADING_WIDTH = 12
#: Characters of a printed page's line, with letters of 7 points; words wrap for it, down to so many of a column.
_PAGE, _WRAPPED = 230.0, 18
#: Our sentences run from left to right, even if they begin with a name that runs from the right.
_LEFT = {"align": "left", "reading_order": 1}
_INK, _PAPER, _RULE = "#1B1F24", "#F0F3F6", "#8C959F"


@dataclass
class Styles:
    """Formats of one workbook, made when they are first asked for; `certain` where nothing in it is random."""

    book: Workbook
    certain: bool = False
    _made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def __call__(self, **properties: Any) -> Format:
        """Return a format, the same for the same properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({"font_color": _INK, "valign": "top", **properties})
        return self._made[key]

    def value(self, kind: str, largest: float = math.inf, **more: Any) -> Format:
        """Return the format of values of one kind; of money by the largest amount of its column."""
        number = _money(largest) if kind == "money" else _NUMBERS[kind]
        words = {"text_wrap": True, "align": "left", "indent": 1} if kind == "text" else {}
        return self(num_format=number, **{**words, **more})

    def chance(self, chance: float | None, **more: Any) -> Format:
        """Return the format of one chance: what was seen seldom, or nearly always, is not rounded to 0 or to 100 %."""
        if chance in (0.0, 1.0):
            words = ("never", "always") if self.certain else ("none seen", "all seen")
            return self(num_format=f'"{words[chance == 1.0]}"', **{"align": "right", **more})
        rare = chance is not None and min(chance, 1.0 - chance) < 0.001
        return self(num_format="0.0000%" if rare else "0.0%", **more)

    @property
    def title(self) -> Format:
        """The first line of a sheet."""
        return self(bold=True, font_size=16, text_wrap=True, **_LEFT)

    @property
    def note(self) -> Format:
        """What a sheet or a chart says about itself."""
        return self(font_color="#57606A", italic=True, text_wrap=True, **_LEFT)

    @property
    def link(self) -> Format:
        """The name of another sheet."""
        return self(font_color="#0969DA", underline=1)

    @property
    def plain(self) -> Format:
        """Sentences that run over several cells."""
        return self(text_wrap=True, font_size=12, **_LEFT)

    @property
    def headline(self) -> Format:
        """What a chart says."""
        return self(bold=True, font_size=13, text_wrap=True, **_LEFT)

    def heading(self, kind: str = "text") -> Format:
        """The first row of a table, above values of one kind."""
        align = "left" if kind == "text" else "right"
        more = {"indent": 1} if kind == "text" else {}
        return self(bold=True, bg_color=_PAPER, bottom=1, bottom_color=_RULE, text_wrap=True, align=align, **more)

    def total(self, kind: str = "money") -> Format:
        """The last row of a table, a sum."""
        return self(num_format=_NUMBERS[kind], bold=True, top=1, top_color=_RULE)


def _money(largest: float) -> str:
    """Return the format of a column of money: cents where its largest amount is small, three digits below one unit."""
    if largest >= 100.0 or largest <= 0.0:
        return MONEY
    number = f"#,##0.{'0' * max(2, 2 - math.floor(math.log10(largest)))}"
    return f"{number};[Red]-{number}"


def cell_words(text: str) -> str:
    """Return a user's words as one cell can hold them."""
    return shorten(clean(text), _MOST)


def width_of(column: Column, values: tuple[Value | None, ...]) -> float:
    """Return how wide a column has to be, in characters: for its values, and for the words of its heading."""
    if column.kind == "text":
        longest = max((text_width(str(value)) for value in values if value is not None), default=0)
    else:
        longest = max((_digits(value) for value in values if isinstance(value, int | float)), default=10)
    word = max((text_width(word) for word in column.heading.split()), default=0)
    return float(min(max(longest, min(word, _HEADING_WIDTH), _NARROWEST) + 2, _WIDEST))


def widths_of(
    columns: Sequence[Column], rows: Sequence[Sequence[Value | None]], printed: int | None = None
) -> list[float]:
    """Return the widths of a table's columns; words wrap where they would make letters on paper too small.

    Parameters
    ----------
    columns : sequence of Column
    rows : sequence of sequence
    printed : int, optional
        Columns that are printed, the first. Default: all.
    """
    widths = [width_of(column, tuple(row[at] for row in rows)) for at, column in enumerate(columns)]
    for most in range(_WIDEST, _WRAPPED - 1, -1):
        if sum(widths[:printed]) <= _PAGE:
            break
        widths = [min(w, most) if c.kind == "text" else w for w, c in zip(widths, columns, strict=True)]
    return widths


def lines_in(value: Value | None, width: float) -> int:
    """Return about how many lines a cell has."""
    return len(wrap(value, int(width) - 1)) if isinstance(value, str) else 1


def _digits(value: float) -> int:
    return len(f"{value:,.2f}")
