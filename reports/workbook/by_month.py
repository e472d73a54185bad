"""Month by month: a block of columns for each strategy, with the cash so far as running sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from ..board import Board
from ..tables.columns import full_labels
from ..tables.table import Column, Table
from .sheet import BookSheet, write_value
from .styles import MONEY, Styles

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

__all__ = ["write_months"]

_TOP = 4
_WIDTH = 13.0
_SO_FAR = Column("cash_so_far", "Cash so far, mean", "money", "The sum of this column's mean cash up to this month.")


def write_months(book: Workbook, styles: Styles, board: Board, table: Table) -> None:
    """Write the sheet.

    Parameters
    ----------
    book : Workbook
    styles : Styles
    board : Board
    table : Table
        "months": a row for each strategy and month.
    """
    sheet = BookSheet(book, styles, "By month", table.title, f"{table.note} Cash so far is a formula.")
    labels = full_labels(board, 60)
    shown = [column for column in table.columns if column.key not in ("label", "strategy", "month", "month_name")]
    cash = [column for column in shown if column.key.startswith("cash_")]
    block = [*cash, _SO_FAR, *(column for column in shown if column not in cash)]
    sheet.cells.write_string(_TOP, 0, "Month", styles.heading("month"))
    lefts: list[int] = []
    for number, name in enumerate(board.document["strategies"]):
        records = [record for record in table.records() if record["strategy"] == name]
        left = 1 + number * (len(block) + 1)  # an empty column between two
        sheet.cells.write_string(_TOP - 1, left, labels[name], styles(bold=True))
        columns = {column.key: left + at for at, column in enumerate(block)}
        for column in block:
            at = columns[column.key]
            sheet.cells.write_string(_TOP, at, column.heading, styles.heading("money"))
            sheet.cells.write_comment(_TOP, at, column.meaning, {"x_scale": 2, "author": ""})
        so_far = 0.0
        for row, record in enumerate(records, _TOP + 1):
            write_value(sheet.cells, row, 0, record.get("month_name", record["month"]), styles.value("month"))
            for column in shown:
                write_value(sheet.cells, row, columns[column.key], record[column.key], styles(num_format=MONEY))
            so_far += float(record["cash_mean"])  # type: ignore[arg-type]  # a column of money: never None
            mean = columns["cash_mean"]
            cells = f"{xl_rowcol_to_cell(_TOP + 1, mean, True)}:{xl_rowcol_to_cell(row, mean)}"
            sheet.cells.write_formula(row, columns["cash_so_far"], f"=SUM({cells})", styles(num_format=MONEY), so_far)
        sheet.cells.set_column(left, left + len(block) - 1, _WIDTH)
        lefts.append(left)
    sheet.cells.set_column(0, 0, 8)
    sheet.cells.freeze_panes(_TOP + 1, 1)
    sheet.cells.repeat_rows(_TOP)
    sheet.cells.repeat_columns(0)
    sheet.cells.fit_to_pages(len(lefts), 0)  # a page to each strategy
    sheet.cells.set_v_pagebreaks(lefts[1:])
    sheet.cells.set_row(_TOP, 48)  # three lines of a heading
