"""The first sheet: the answer in words, then the figures, one column for each strategy and horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..board import Board
from ..tables.table import Table
from ..words.changes import changes
from ..words.verdict import verdict
from ..words.view import View
from .sheet import BookSheet, formats_of, write_value
from .styles import Styles, cell_words

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

__all__ = ["write_summary"]

_FIRST = 3  # row of the answer
_WIDTH = 18.0
_LABELS = 34.0
_SENTENCES = 6  # columns that a sentence runs over
#: Lines of the reason why a strategy is barred, at most; the verdict above has it whole.
_REASON = 8


def write_summary(book: Workbook, styles: Styles, board: Board, table: Table) -> None:
    """Write the sheet.

    Parameters
    ----------
    book : Workbook
    styles : Styles
    board : Board
    table : Table
        "summary": a row for each strategy and horizon.
    """
    sheet = BookSheet(book, styles, "Summary", board.scenario.title or board.scenario.name, table.note)
    row = _FIRST
    view = View(board.document, 100)
    for sentence in [*verdict(view), *changes(view)]:
        sheet.cells.merge_range(row, 0, row, _SENTENCES, "", styles.plain)
        sheet.cells.write_string(row, 0, cell_words(sentence), styles.plain)
        sheet.cells.set_row(row, 16.0 * (1 + len(sentence) // 120) + 4.0)
        row += 1
    _across(sheet, table, row + 1)
    sheet.cells.fit_to_pages(1, 1)


def _across(sheet: BookSheet, table: Table, top: int) -> None:
    """Write a table turned: what reads as a column of strategies is a row here."""
    label, *others = table.columns
    sheet.cells.set_column(0, 0, _LABELS)
    sheet.cells.set_column(1, max(1, len(table.rows)), _WIDTH)
    sheet.cells.set_row(top, 34)  # two lines of a label
    sheet.cells.write_string(top, 0, label.heading, sheet.styles.heading())
    for at, row in enumerate(table.rows, 1):
        write_value(sheet.cells, top, at, row[0], sheet.styles.heading("number"))
    for down, column in enumerate(others, 1):
        values = tuple(row[down] for row in table.rows)
        formats = formats_of(sheet.styles, column, values, align="right")
        sheet.cells.write_string(
            top + down, 0, column.heading, sheet.styles(bold=column.key in ("horizon", "cash_p90"))
        )
        sheet.cells.write_comment(top + down, 0, column.meaning, {"x_scale": 2, "author": ""})
        for at, (value, style) in enumerate(zip(values, formats, strict=True), 1):
            write_value(sheet.cells, top + down, at, value, style)
        longest = max((len(value) for value in values if isinstance(value, str)), default=0)
        if column.key == "barred":  # a reason, not a word
            sheet.cells.set_row(top + down, 15.0 * min(_REASON, 1 + longest // (_WIDTH - 4)))
    sheet.cells.freeze_panes(top + 1, 1)
