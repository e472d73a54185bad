"""Month by month: cash and total cost so far of each strategy, and the cash so far as a live sum."""

from __future__ import annotations

from dataclasses import replace

from xlsxwriter.utility import xl_rowcol_to_cell

from ..tables.table import Column, Table
from .sheet import TOP, BookSheet, Desk
from .styles import MONEY

__all__ = ["write_months"]

_SO_FAR = Column("cash_so_far", "Cash so far, mean", "money", "The sum of the mean cash of the months up to this one.")


def write_months(desk: Desk, name: str, table: Table) -> None:
    """Write the sheet.

    Parameters
    ----------
    desk : Desk
    name : str
        On the tab.
    table : Table
        "months": a row for each strategy and month.
    """
    sheet = BookSheet(desk.book, desk.styles, name, table.title, f"{table.note} Cash so far is a formula.")
    keys = [column.key for column in table.columns]
    after = 1 + max(at for at, key in enumerate(keys) if key.startswith("cash_"))
    so_far: dict[object, float] = {}
    rows = []
    for row, record in zip(table.rows, table.records(), strict=True):
        total = so_far.get(record["strategy"], 0.0) + float(record["cash_mean"])  # type: ignore[arg-type]  # money: never None
        so_far[record["strategy"]] = total
        rows.append((*row[:after], total, *row[after:]))
    columns = (*table.columns[:after], _SO_FAR, *table.columns[after:])
    sheet.table(replace(table, columns=columns, rows=tuple(rows)), desk.names, printed=0)
    first, last = TOP + 1, TOP + len(rows)
    mean, owner, month = (keys.index(key) for key in ("cash_mean", "strategy", "month"))

    def whole(at: int) -> str:
        return f"{xl_rowcol_to_cell(first, at, True, True)}:{xl_rowcol_to_cell(last, at, True, True)}"

    for at, row in enumerate(rows, first):  # by name and month: right in any order of the rows
        here = xl_rowcol_to_cell(at, owner, False, True), xl_rowcol_to_cell(at, month, False, True)
        formula = f'=SUMIFS({whole(mean)},{whole(owner)},{here[0]},{whole(month)},"<="&{here[1]})'
        sheet.cells.write_formula(at, after, formula, desk.styles(num_format=MONEY), row[after])
