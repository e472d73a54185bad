"""What a page is made of: sections with a conclusion, pictures, and sheets of cells that explain themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = [
    "DASHES",
    "ColourKey",
    "KeyFigure",
    "Listing",
    "PageCell",
    "PageColumn",
    "PagePicture",
    "PageSection",
    "PageSheet",
]

#: How a line is broken, in an SVG's own words: the second cue beside the colour, as in the charts.
DASHES = {"solid": "none", "dashed": "7 3", "dashdot": "7 2 2 2", "dotted": "2 3"}

_PHONE = 42  # letters that have room beside each other on a phone
_SHORT, _LONG = 6, 11  # of a column; longer words are broken


@dataclass(frozen=True, slots=True)
class PageColumn:
    """A heading, and what the numbers below it mean.

    Attributes
    ----------
    heading : str
    meaning : str
        A sentence, shown on pointing at the heading or at a number below it; may be empty.
    numeric : bool
        Numbers are aligned on the right.
    wide : bool
        Text that may break over lines and needs room.
    """

    heading: str
    meaning: str = ""
    numeric: bool = True
    wide: bool = False


@dataclass(frozen=True, slots=True)
class PageCell:
    """A cell of a table.

    Attributes
    ----------
    text : str
    full : str
        The number with all its digits, or the words that were cut; empty where `text` is all there is.
    mark : str
        a warning beside it: a price that is too old.
    """

    text: str
    full: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class PageSheet:
    """A table: a heading for each column, and rows whose first cells name them.

    Attributes
    ----------
    name : str
        Part of ids: letters and hyphens.
    caption : str
    columns : tuple of PageColumn
    rows : tuple of tuple of PageCell
    note : str
    stubs : int
        How many first cells of a row say what the row is about. Where there are several, the first makes groups: it
        heads its rows, and the second is the header of each.
    totals : bool
        Whether the last row of each group is its sum.
    """

    name: str
    caption: str
    columns: tuple[PageColumn, ...]
    rows: tuple[tuple[PageCell, ...], ...]
    note: str = ""
    stubs: int = 1
    totals: bool = False

    @property
    def grouped(self) -> bool:
        """Whether rows have a heading of their own above them: some follow another with the same first cell."""
        return self.stubs > 1 and len(self.rows) > len(self._groups)

    @property
    def groups(self) -> tuple[tuple[str, tuple[tuple[PageCell, ...], ...]], ...]:
        """Rows under what they have in common, which is not in them any more; else all rows under no words."""
        if not self.grouped:
            return (("", self.rows),)
        return tuple((name, tuple(row[1:] for row in rows)) for name, rows in self._groups)

    @property
    def _groups(self) -> list[tuple[str, list[tuple[PageCell, ...]]]]:
        return [(name, list(rows)) for name, rows in groupby(self.rows, lambda row: row[0].text)]

    @property
    def shown(self) -> tuple[PageColumn, ...]:
        """The columns of the rows of `groups`."""
        return self.columns[1:] if self.grouped else self.columns

    @property
    def stacked(self) -> bool:
        """Whether it is too wide for a phone: there each cell gets its column's heading beside it."""
        rows = [row for _, rows in self.groups for row in rows]
        letters = 0
        for at, column in enumerate(self.shown):
            longest = max((len(word) for row in rows for word in row[at].text.split()), default=0)
            letters += 1 + (_LONG if column.wide or not at else min(max(longest, _SHORT), _LONG))
        return letters > _PHONE

    def title(self, group: str, row: Sequence[PageCell], at: int) -> str:
        """Return what is shown on pointing at a cell: row, column, the column's meaning, the number in full."""
        column, cell = self.shown[at], row[at]
        if not column.numeric:
            return cell.full
        stubs = row[: self.stubs - self.grouped]
        whose = ", ".join(filter(None, (group, *(stub.text for stub in stubs))))
        meaning = f": {column.meaning}" if column.meaning else "."
        return f"{whose}, {column.heading}{meaning}" + (f" In full: {cell.full}." if cell.full else "")


@dataclass(frozen=True, slots=True)
class ColourKey:
    """What is drawn in a colour, for a screen on which the chart's own words are out of sight.

    Attributes
    ----------
    label : str
    colour : int
        Of the palette, from 1.
    dash : str
        As `DASHES` writes it.
    words : str
        What is beside it in the chart: an amount, a probability.
    """

    label: str
    colour: int
    dash: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A chart, and the words around it; its conclusion is the heading above.

    Attributes
    ----------
    name : str
    wide, narrow : Markup
        SVG for a screen, and for a phone; made by our own charts alone.
    flat : bool
        Whether the narrow one is on paper too, with keys and note beside it; else it would take a whole page.
    heading : str
        The conclusion, where it is not the section's own; else empty.
    subtitle, note, footer : str
    keys : tuple of ColourKey
        Empty where colours do not mean strategies.
    """

    name: str
    wide: Markup
    narrow: Markup
    flat: bool
    heading: str
    subtitle: str
    note: str
    footer: str
    keys: tuple[ColourKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A short list under a heading of its own."""

    heading: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section of the page.

    Attributes
    ----------
    name : str
        The id that links lead to.
    topic : str
        A word or two, for the table of contents.
    heading : str
        The conclusion with its number.
    lead : tuple of str
        Paragraphs under the heading.
    pictures, sheets, listings
        In this order; each may be empty.
    """

    name: str
    topic: str
    heading: str
    lead: tuple[str, ...] = ()
    pictures: tuple[PagePicture, ...] = ()
    sheets: tuple[PageSheet, ...] = ()
    listings: tuple[Listing, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One number of the opening, with what it means."""

    term: str
    number: str
    meaning: str
