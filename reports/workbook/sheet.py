"""Lays tables out on a sheet, each column as what it is."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from ..tables.table import Column, Table, Value
from .styles import Styles, cell_words, width_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["BookSheet", "formats_of", "write_value"]

_TOP = 3  # rows above a table: title, note, nothing


class BookSheet:
    """One sheet with a title, a note and usually one table.

    Parameters
    ----------
    book : Workbook
    styles : Styles
    name : str
        On the tab: ours, 31 characters at most.
    title, note : str
    """

    def __init__(self, book: Workbook, styles: Styles, name: str, title: str, note: str = "") -> None:
        self.name = name
        self.styles = styles
        self.cells: Worksheet = book.add_worksheet(name)
        self.cells.hide_gridlines(2)
        self.cells.set_landscape()
        self.cells.set_paper(9)  # A4
        self.cells.fit_to_pages(1, 0)
        self.cells.set_footer("&L&A&RPage &P of &N")
        self.cells.set_row(0, 26)
        self.cells.write_string(0, 0, cell_words(title), styles.title)
        self.cells.write_string(1, 0, cell_words(note), styles.note)

    def table(self, table: Table, top: int = _TOP, frozen: int = 1) -> None:
        """Write a table; its headings stay in sight, each with its meaning as a comment.

        Parameters
        ----------
        table : Table
        top : int
            Row of the headings.
        frozen : int
            Columns that stay in sight.
        """
        for at, column in enumerate(table.columns):
            values = tuple(row[at] for row in table.rows)
            self._heading(top, at, column)
            self.cells.set_column(at, at, width_of(column, values))
            formats = formats_of(self.styles, column, values)
            for row, (value, style) in enumerate(zip(values, formats, strict=True), top + 1):
                write_value(self.cells, row, at, value, style)
        self.cells.set_row(top, 48)  # three lines of a heading
        last = top + len(table.rows)
        self.cells.freeze_panes(top + 1, frozen)
        self.cells.repeat_rows(top)
        if table.rows:
            self.cells.autofilter(top, 0, last, len(table.columns) - 1)

    def _heading(self, row: int, at: int, column: Column) -> None:
        self.cells.write_string(row, at, column.heading, self.styles.heading(column.kind))
        self.cells.write_comment(row, at, column.meaning, {"x_scale": 2, "author": ""})


def write_value(cells: Worksheet, row: int, column: int, value: Value | None, style: object) -> None:
    """Write a value as what it is: words as words whatever they begin with, numbers as numbers."""
    if value is None:
        cells.write_blank(row, column, None, style)
    elif isinstance(value, str):
        cells.write_string(row, column, cell_words(value), style)
    elif isinstance(value, date):
        cells.write_datetime(row, column, value, style)
    else:
        cells.write_number(row, column, value, style)


def formats_of(styles: Styles, column: Column, values: tuple[Value | None, ...], **more: object) -> list[Format]:
    """Return the format of each value of a column."""
    if column.kind == "chance":
        return [styles.chance(value if isinstance(value, float) else None, **more) for value in values]
    largest = max((abs(value) for value in values if isinstance(value, float)), default=math.inf)
    return [styles.value(column.kind, largest, **more)] * len(values)
