"""Lays tables out on a sheet, each column as what it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..board import Board
from ..tables.table import Column, Table, Value
from .defined_names import DefinedNames
from .styles import Styles, cell_words, lines_in, widths_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

__all__ = ["TOP", "UNPRINTED", "BookSheet", "Desk", "formats_of", "write_value"]

TOP = 3  # rows above a table: title, note, nothing
#: What a sheet says that the workbook is printed without.
UNPRINTED = "For the screen: not printed with the workbook, unless its print area is cleared."
_LOOK = "Table Style Light 1"  # bands in grey
_HEAD = 200  # characters of a page's header, of 255
#: Columns that title and note run over, in characters: a line of a printed page.
_LINE = 130.0
#: A page in landscape at full size: characters across, lines down; lines above a table; what of a page is a few rows.
_ACROSS, _DOWN, _ABOVE, _FEW = 149.0, 33.0, 7, 0.25
_FAR = 20  # columns, which no comment covers
_LINES = 12  # of a cell, at most
_TURNED, _FIRST = 18.0, 34.0  # widths of columns and labels of a table that is turned


@dataclass(frozen=True)
class Desk:
    """The workbook that is being written, and what its sheets share."""

    book: Workbook
    styles: Styles
    board: Board
    names: DefinedNames


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
        self.on_paper = True
        self.title, self.note = cell_words(title), cell_words(note)
        self.cells: Worksheet = book.add_worksheet(name)
        self.cells.hide_gridlines(2)
        self.cells.set_landscape()
        self.cells.set_paper(9)  # A4
        self.cells.fit_to_pages(1, 0)
        self.cells.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        about = str(book.doc_properties.get("title", ""))[:_HEAD].replace("&", "&&")
        self.cells.set_header(f"&L{about}&R&A")
        self.cells.set_footer("&RPage &P of &N")
        self.cells.set_row(0, 26)
        self.cells.write_string(0, 0, self.title, styles.title)
        self.cells.write_string(1, 0, self.note, styles.note)

    def columns(self, widths: Sequence[float]) -> None:
        """Set the widths of the columns, and let title and note run over as many as a printed line has."""
        for at, width in enumerate(widths):
            self.cells.set_column(at, at, width)
        over = max((at for at in range(len(widths)) if sum(widths[: at + 1]) <= _LINE), default=0)
        if over == 0:
            return
        room = sum(widths[: over + 1])
        title, note = (self.title, self.styles.title, 26.0), (self.note, self.styles.note, 15.0)
        for row, (text, style, high) in enumerate((title, note)):
            self.cells.set_row(row, high * lines_in(text, room * 15.0 / high))
            self.cells.merge_range(row, 0, row, over, "", style)
            self.cells.write_string(row, 0, text, style)

    def unprinted(self, column: int) -> None:
        """Leave the sheet out when the workbook is printed: its print area is an empty cell, beyond this column."""
        self.note = f"{self.note} {UNPRINTED}".lstrip()
        self.on_paper = False
        far = column + _FAR
        self.cells.print_area(TOP - 1, far, TOP - 1, far)

    def table(
        self,
        table: Table,
        names: DefinedNames,
        *,
        frozen: int = 1,
        printed: int | None = None,
        across: int | None = None,
    ) -> None:
        """Write a table as one of Excel's; its headings stay in sight, each with its meaning as a comment.

        Parameters
        ----------
        table : Table
        names : DefinedNames
        frozen : int
            Columns that stay in sight.
        printed, across : int, optional
            Rows and columns that are printed, the first. Default: all.
        """
        columns = [tuple(row[at] for row in table.rows) for at in range(len(table.columns))]
        for at, (column, values) in enumerate(zip(table.columns, columns, strict=True)):
            formats = formats_of(self.styles, column, values)
            for row, (value, style) in enumerate(zip(values, formats, strict=True), TOP + 1):
                write_value(self.cells, row, at, value, style)
        across = 0 if printed == 0 else len(columns) if across is None else across
        widths = widths_of(table.columns, table.rows, across)
        lines = [
            self.raised(row, shown[: across or None], widths[: across or None])
            for row, shown in enumerate(table.rows, TOP + 1)
        ]
        if across == 0:
            self.unprinted(len(columns))
        else:
            rows = len(table.rows) if printed is None else printed
            self.cells.print_area(0, 0, TOP + rows, across - 1)
            self.cells.fit_to_pages(1, _pages(sum(widths[:across]), sum(lines[:rows])))
        self.columns(widths)
        self.headed(table.name, table.columns, len(table.rows), names, widths)
        self.cells.freeze_panes(TOP + 1, frozen)

    def raised(self, row: int, values: Sequence[Value | None], widths: Sequence[float]) -> int:
        """Make a row as high as its words need; return its lines."""
        lines = min(max(map(lines_in, values, widths)), _LINES)
        if lines > 1:
            self.cells.set_row(row, 15.0 * lines)
        return lines

    def headed(
        self, name: str, columns: Sequence[Column], rows: int, names: DefinedNames, widths: Sequence[float]
    ) -> None:
        """Write the headings, which each printed page repeats, and make the rows below them one of Excel's tables."""
        headings = _distinct([column.heading for column in columns])
        heads = [
            {"header": heading, "header_format": self.styles.heading(column.kind)}
            for heading, column in zip(headings, columns, strict=True)
        ]
        for at, (head, column) in enumerate(zip(heads, columns, strict=True)):
            self.cells.write_string(TOP, at, str(head["header"]), head["header_format"])
            self.cells.write_comment(TOP, at, column.meaning, {"x_scale": 2, "author": ""})
        if rows:
            how = {"name": names.fresh(f"{name}_table"), "style": _LOOK, "columns": heads}
            self.cells.add_table(TOP, 0, TOP + rows, len(columns) - 1, how)
        self.cells.set_row(
            TOP, 15.0 * max(lines_in(heading, width) for heading, width in zip(headings, widths, strict=True))
        )
        if self.on_paper:
            self.cells.repeat_rows(TOP)

    def turned(self, table: Table, top: int = TOP) -> None:
        """Write a table turned: what reads as a column of strategies is a row here, so that it fits on a page."""
        label, *others = table.columns
        self.columns([_FIRST, *[_TURNED] * max(1, len(table.rows))])
        self.cells.set_row(top, 34)  # two lines of a label
        self.cells.write_string(top, 0, label.heading, self.styles.heading())
        for at, row in enumerate(table.rows, 1):
            write_value(self.cells, top, at, row[0], self.styles.heading("number"))
        for down, column in enumerate(others, 1):
            values = tuple(row[down] for row in table.rows)
            formats = formats_of(self.styles, column, values, align="right")
            bold = self.styles(bold=column.key in ("horizon", "cash_p90", "savings_p50"))
            self.cells.write_string(top + down, 0, column.heading, bold)
            self.cells.write_comment(top + down, 0, column.meaning, {"x_scale": 2, "author": ""})
            for at, (value, style) in enumerate(zip(values, formats, strict=True), 1):
                write_value(self.cells, top + down, at, value, style)
        self.cells.freeze_panes(top + 1, 1)
        self.cells.repeat_rows(top)


def _pages(width: float, lines: int) -> int:
    """Return the pages that a table has to fit, where a few rows would need one more; 0: as many as it takes."""
    whole, rest = divmod((lines + _ABOVE) / (_DOWN * max(1.0, width / _ACROSS)), 1.0)
    return int(whole) if rest < _FEW else 0


def _distinct(headings: Sequence[str]) -> list[str]:
    """Return headings as a table needs them: none twice, in whatever capitals, and none empty."""
    taken: set[str] = set()
    found = []
    for heading in headings:
        short = cell_words(heading)[:_HEAD] or "-"
        name, number = short, 1
        while name.casefold() in taken:
            number += 1
            name = f"{short} ({number})"
        taken.add(name.casefold())
        found.append(name)
    return found


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
