"""The map: which strategy is the choice over two assumptions, as coloured cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..stories import HeatMap
from .sheet import BookSheet
from .styles import Styles, cell_words

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

__all__ = ["write_map"]

_TOP = 4


def write_map(book: Workbook, styles: Styles, story: HeatMap) -> None:
    """Write the sheet: largest values of the rows on top, as in a picture.

    Parameters
    ----------
    book : Workbook
    styles : Styles
    story : HeatMap
    """
    sheet = BookSheet(book, styles, "Map", story.headline, story.subtitle)
    cells = sheet.cells
    cells.write_string(_TOP - 1, 1, cell_words(story.across), styles(bold=True))
    cells.write_string(_TOP, 0, cell_words(story.up), styles.heading())
    for at, value in enumerate(story.columns, 1):
        cells.write_number(_TOP, at, value, styles(num_format="#,##0.###", bold=True, bottom=1))
    foot = _TOP + len(story.rows)
    for at, value in enumerate(story.rows):
        row = foot - at
        cells.write_number(row, 0, value, styles(num_format="#,##0.###", bold=True, align="left"))
        for column, (words, paper) in enumerate(zip(story.cells[at], story.papers[at], strict=True)):
            own = {"border": 5, "bold": True} if (at, column) == story.own_cell else {}
            cells.write_string(row, column + 1, cell_words(words), styles(bg_color=paper, align="center", **own))
    for row, (colour, words) in enumerate(story.key, foot + 2):
        cells.write_string(row, 0, cell_words(words), styles(bg_color=colour))
    marks = [story.pale_words, "" if story.own_cell is None else f"thick frame: {story.own_words}"]
    cells.write_string(foot + 2 + len(story.key), 0, cell_words("; ".join(filter(None, marks))), styles.note)
    sheet.columns([30, *[13] * len(story.columns)])
