"""The bill: the mean of each cost line, a strategy a column, with totals that the sheet adds up itself."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from ..board import Board
from ..tables.columns import full_labels
from ..tables.table import Table
from ..words.numbers import months
from .sheet import BookSheet, Desk
from .styles import MONEY, cell_words

__all__ = ["write_bill"]

_TOP = 3

Means = dict[tuple[str, str, str], float]
"""Mean of a line, by strategy, category and line."""

_NOTE = (
    "Mean total cost of each line. Means add up, and totals are formulas. Percentiles do not add up: see Percentiles."
)
_NET = " Purchases are net of their resale value."


def write_bill(desk: Desk, name: str, table: Table) -> None:
    """Write the sheet, for the last horizon: lines, their total, and totals by category.

    Parameters
    ----------
    desk : Desk
    name : str
        On the tab.
    table : Table
        "lines": the mean of each line by strategy and horizon.
    """
    board = desk.board
    horizon = board.scenario.horizons[-1]
    records = [record for record in table.records() if record["horizon"] == horizon]
    resold = any(each["horizons"][str(horizon)]["residual"] for each in board.document["strategies"].values())
    note = _NOTE + (_NET if resold else "")
    sheet = BookSheet(desk.book, desk.styles, name, f"Where the money goes, {months(horizon)}", note)
    order = list(dict.fromkeys(str(record["category"]) for record in records))
    keys = list(dict.fromkeys((str(record["category"]), str(record["line"])) for record in records))
    keys.sort(key=lambda key: order.index(key[0]))
    means: Means = {}
    for record in records:
        mean = record["mean"]
        assert isinstance(mean, float)
        means[str(record["strategy"]), str(record["category"]), str(record["line"])] = mean
    last = _lines(sheet, board, keys, means)
    _totals(sheet, board, horizon, means, last)
    _by_category(sheet, board, order, means, last)
    sheet.unprinted(1 + len(board.document["strategies"]))
    sheet.columns([18, 30, *[22] * len(board.document["strategies"])])
    sheet.cells.freeze_panes(_TOP + 1, 2)


def _headings(sheet: BookSheet, board: Board, words: tuple[str, ...], row: int) -> None:
    sheet.cells.set_row(row, 32)  # two lines of a label
    for at, word in enumerate(words):
        sheet.cells.write_string(row, at, word, sheet.styles.heading())
    for at, label in enumerate(full_labels(board, 60).values(), 2):
        sheet.cells.write_string(row, at, label, sheet.styles.heading("money"))


def _lines(sheet: BookSheet, board: Board, keys: list[tuple[str, str]], means: Means) -> int:
    """Write each line's means; return the last row."""
    _headings(sheet, board, ("Category", "Cost line"), _TOP)
    row = _TOP
    for row, key in enumerate(keys, _TOP + 1):
        for at, words in enumerate(key):
            sheet.cells.write_string(row, at, cell_words(words), sheet.styles.value("text"))
        for at, name in enumerate(board.document["strategies"], 2):
            if (name, *key) in means:
                sheet.cells.write_number(row, at, means[name, *key], sheet.styles(num_format=MONEY))
    return row


def _totals(sheet: BookSheet, board: Board, horizon: int, means: Means, last: int) -> None:
    """Write the sum of each strategy's lines, and the mean of the simulation to hold it against."""
    cells, total = sheet.cells, sheet.styles.total
    cells.write_string(last + 1, 0, "Total", total("text"))
    cells.write_blank(last + 1, 1, None, total("text"))
    cells.write_string(last + 2, 0, "As simulated", sheet.styles.note)
    simulated = sheet.styles(num_format=MONEY, italic=True, font_color="#57606A")
    for at, (name, strategy) in enumerate(board.document["strategies"].items(), 2):
        value = sum(mean for (owner, *_), mean in means.items() if owner == name)
        span = f"{xl_rowcol_to_cell(_TOP + 1, at)}:{xl_rowcol_to_cell(last, at)}"
        cells.write_formula(last + 1, at, f"=SUM({span})", total(), value)
        cells.write_number(last + 2, at, strategy["horizons"][str(horizon)]["mean"], simulated)


def _by_category(sheet: BookSheet, board: Board, categories: list[str], means: Means, last: int) -> None:
    """Write the totals by category, each the sum of its lines above."""
    top = last + 5
    _headings(sheet, board, ("Category", ""), top)
    belongs = f"{xl_rowcol_to_cell(_TOP + 1, 0, True, True)}:{xl_rowcol_to_cell(last, 0, True, True)}"
    for row, category in enumerate(categories, top + 1):
        sheet.cells.write_string(row, 0, cell_words(category), sheet.styles.value("text"))
        for at, name in enumerate(board.document["strategies"], 2):
            value = sum(mean for (owner, where, _), mean in means.items() if (owner, where) == (name, category))
            amounts = f"{xl_rowcol_to_cell(_TOP + 1, at, True)}:{xl_rowcol_to_cell(last, at, True)}"
            # by equality, cell by cell: SUMIF takes a category such as "=x" or "a*" for a pattern
            formula = f"=SUMPRODUCT(--EXACT({belongs},{xl_rowcol_to_cell(row, 0)}),{amounts})"
            sheet.cells.write_formula(row, at, formula, sheet.styles(num_format=MONEY), value)
