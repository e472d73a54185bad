"""What a page is made of: sections with a conclusion, pictures, and sheets of cells that explain themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
        How many first cells of a row say what the row is about; the first is its header. Where there are
        several, rows with the same header make a group.
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

    def look(self, at: int) -> str:
        """Return the class of a row: the first of its group, or the sum of it."""
        before = self.rows[at - 1][0].text if at else None
        after = self.rows[at + 1][0].text if at + 1 < len(self.rows) else None
        own = self.rows[at][0].text
        if self.totals and own != after:
            return "sum"
        return "new" if self.stubs > 1 and at and own != before else ""

    def title(self, row: Sequence[PageCell], at: int) -> str:
        """Return what is shown on pointing at a cell: row, column, the column's meaning, the number in full."""
        column, cell = self.columns[at], row[at]
        if not column.numeric:
            return cell.full
        whose = ", ".join(stub.text for stub in row[: self.stubs] if stub.text)
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
        SVG for a screen or paper, and for a phone; made by our own charts alone.
    heading : str
        The conclusion, where it is not the section's own; else empty.
    subtitle, note, footer : str
    keys : tuple of ColourKey
        Empty where colours do not mean strategies.
    """

    name: str
    wide: Markup
    narrow: Markup
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
