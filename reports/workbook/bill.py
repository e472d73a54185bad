"""The bill: the mean of each cost line, a strategy a column, with totals that the sheet adds up itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from ..board import Board
from ..board.columns import full_labels
from ..board.table import Table
from ..names import months
from .sheet import Place, Sheet
from .styles import MONEY, Styles, cell_words

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

__all__ = ["write_bill"]

_TOP = 3
_NOTE = "Mean total cost of each line. Means add up: totals are formulas. Percentiles do not add up, see Percentiles."


def write_bill(book: Workbook, styles: Styles, board: Board, table: Table) -> tuple[Place, tuple[str, ...]]:
    """Write the sheet, for the last horizon.

    Parameters
    ----------
    book : Workbook
    styles : Styles
    board : Board
    table : Table
        "lines": the mean of each line by strategy and horizon.

    Returns
    -------
    place : Place
        Of the totals by category: a row each, a column for each strategy, and `category`.
    categories : tuple of str
    """
    horizon = board.scenario.horizons[-1]
    records = [record for record in table.records() if record["horizon"] == horizon]
    names = list(board.document["strategies"])
    sheet = Sheet(book, styles, "Bill", f"Where the money goes, {months(horizon)}", _NOTE)
    keys = list(dict.fromkeys((str(record["category"]), str(record["line"])) for record in records))
    order = list(dict.fromkeys(category for category, _ in keys))
    keys.sort(key=lambda key: order.index(key[0]))
    means = {(str(r["strategy"]), str(r["category"]), str(r["line"])): float(r["mean"]) for r in records}  # type: ignore[arg-type]
    residual = _residuals(board, names, horizon)

    _headings(sheet, board, names, ("Category", "Cost line"), _TOP)
    row = _TOP
    for row, key in enumerate(keys, _TOP + 1):
        for at, words in enumerate(key):
            sheet.cells.write_string(row, at, cell_words(words), styles.value("text"))
        for at, name in enumerate(names, 2):
            if (name, *key) in means:
                sheet.cells.write_number(row, at, means[name, *key], styles(num_format=MONEY))
    first, last = _TOP + 1, row
    if any(residual.values()):
        row += 1
        sheet.cells.write_string(row, 0, "Resale value", styles())
        for at, name in enumerate(names, 2):
            sheet.cells.write_number(row, at, -residual[name], styles(num_format=MONEY))
    total = row + 1
    sheet.cells.write_string(total, 0, "Total", styles.total("text"))
    sheet.cells.write_blank(total, 1, None, styles.total("text"))
    for at, name in enumerate(names, 2):
        value = sum(mean for (owner, *_), mean in means.items() if owner == name) - residual[name]
        cells = f"{xl_rowcol_to_cell(first, at)}:{xl_rowcol_to_cell(row, at)}"
        sheet.cells.write_formula(total, at, f"=SUM({cells})", styles.total(), value)
    sheet.cells.write_string(total + 1, 0, "As simulated", styles.note)
    for at, name in enumerate(names, 2):
        mean = board.document["strategies"][name]["horizons"][str(horizon)]["mean"]
        sheet.cells.write_number(total + 1, at, mean, styles(num_format=MONEY, italic=True, font_color="#57606A"))
    sheet.cells.set_column(0, 0, 18)
    sheet.cells.set_column(1, 1, 30)
    sheet.cells.set_column(2, 1 + len(names), 22)
    sheet.cells.freeze_panes(_TOP + 1, 2)
    sheet.cells.repeat_rows(_TOP)
    return _by_category(sheet, board, names, order, means, (first, last, total + 4)), tuple(order)


def _headings(sheet: Sheet, board: Board, names: list[str], words: tuple[str, ...], row: int) -> None:
    labels = full_labels(board, 60)
    for at, word in enumerate(words):
        sheet.cells.write_string(row, at, word, sheet.styles.heading())
    for at, name in enumerate(names, 2):
        sheet.cells.write_string(row, at, labels[name], sheet.styles.heading("money"))


def _by_category(
    sheet: Sheet,
    board: Board,
    names: list[str],
    categories: list[str],
    means: dict[tuple[str, str, str], float],
    rows: tuple[int, int, int],
) -> Place:
    """Write the totals by category, each the sum of its lines above."""
    first, last, top = rows
    _headings(sheet, board, names, ("Category", ""), top)
    row = top
    for row, category in enumerate(categories, top + 1):
        sheet.cells.write_string(row, 0, cell_words(category), sheet.styles.value("text"))
        for at, name in enumerate(names, 2):
            value = sum(mean for (owner, where, _), mean in means.items() if (owner, where) == (name, category))
            belongs = f"{xl_rowcol_to_cell(first, 0, True, True)}:{xl_rowcol_to_cell(last, 0, True, True)}"
            amounts = f"{xl_rowcol_to_cell(first, at, True)}:{xl_rowcol_to_cell(last, at, True)}"
            # by equality, cell by cell: SUMIF takes a category such as "=x" or "a*" for a pattern
            formula = f"=SUMPRODUCT(--EXACT({belongs},{xl_rowcol_to_cell(row, 0)}),{amounts})"
            sheet.cells.write_formula(row, at, formula, sheet.styles(num_format=MONEY), value)
    return Place(sheet.name, top + 1, row, {"category": 0, **{name: at for at, name in enumerate(names, 2)}})


def _residuals(board: Board, names: list[str], horizon: int) -> dict[str, float]:
    found = {name: board.document["strategies"][name]["horizons"][str(horizon)]["residual"] for name in names}
    return {name: 0.0 if each is None else float(each["mean"]) for name, each in found.items()}
