"""The workbook, sheet by sheet, in the order in which it is read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter.workbook import Workbook

from ..board import Board
from ..stories import HeatMap
from ..tables.table import Table
from ..tables.tables import tables
from ..words.view import View
from .bill import write_bill
from .by_month import write_months
from .chart_sheet import Easel
from .map_sheet import write_map
from .sheet import BookSheet
from .sheet_charts import draw_stories
from .styles import Styles, cell_words
from .summary import write_summary

__all__ = ["render_workbook"]

#: Words stay words whatever they begin with: no formula and no link comes from a scenario.
_OPTIONS: dict[str, Any] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
#: Single futures shown: each is a row of all inputs. The CSV and Parquet files have more of them.
_FUTURES = 250
#: Tables that are one sheet as they are: name of the tab, columns that stay in sight.
_PLAIN = {
    "requirements": ("Requirements", 1),
    "frontier": ("Cost against risk", 1),
    "comparisons": ("Comparisons", 1),
    "moves": ("Moves", 1),
    "options": ("Options", 1),
    "moves_by_month": ("Moves by month", 1),
    "categories": ("Categories", 1),
    "percentiles": ("Percentiles", 1),
    "contingency": ("Contingency", 1),
    "sensitivity": ("Sensitivity", 1),
    "risks": ("Risks", 1),
    "volume": ("Volume", 1),
    "assumptions": ("Assumptions", 2),
    "warnings": ("Warnings", 1),
    "trajectories": ("Trajectories", 1),
    "provenance": ("Provenance", 1),
}


def render_workbook(board: Board) -> bytes:
    """Return the findings as an XLSX workbook.

    Parameters
    ----------
    board : Board

    Returns
    -------
    bytes
        The same for the same findings.
    """
    file, found = BytesIO(), tables(board)
    book = Workbook(file, _OPTIONS)
    made = datetime(board.made.year, board.made.month, board.made.day)
    title = cell_words(board.scenario.title or board.scenario.name)
    book.set_properties({"title": title[:255], "author": "tcorisk", "created": made})
    styles = Styles(book, View(board.document, 100).all_certain)
    write_summary(book, styles, board, found["summary"])
    easel = Easel(book, styles)
    write_months(book, styles, board, found["months"])
    write_bill(book, styles, board, found["lines"])
    for name, (tab, frozen) in _PLAIN.items():
        if name in found:
            table = found[name] if name != "trajectories" else _shortened(found[name])
            sheet = BookSheet(book, styles, tab, table.title, table.note)
            sheet.table(table, frozen=frozen)
        if name == "volume" and isinstance(story := board.stories.get("heat_map"), HeatMap):
            write_map(book, styles, story)
    draw_stories(easel, board.stories)
    book.close()
    return file.getvalue()


def _shortened(table: Table) -> Table:
    """Return the first futures of the sample."""
    if len(table.rows) <= _FUTURES:
        return table
    note = f"{table.note} The first {_FUTURES} of {len(table.rows):,}; the CSV files have all of them."
    return replace(table, note=note, rows=table.rows[:_FUTURES])
