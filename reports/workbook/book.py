"""The workbook, sheet by sheet, in the order of the board's story: the decision first, the evidence last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

from xlsxwriter.workbook import Workbook

from ..board import Board
from ..stories import HeatMap
from ..tables.table import Table
from ..tables.tables import all_tables
from ..words.numbers import months
from ..words.view import View
from .assumption_sheet import write_assumptions
from .bill import write_bill
from .by_month import write_months
from .chart_sheet import Easel
from .contents import write_contents
from .defined_names import DefinedNames
from .line_cash_sheet import write_line_cash
from .map_sheet import write_map
from .percentile_sheet import write_percentiles
from .sheet import BookSheet, Desk
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


class _Tab(NamedTuple):
    """One sheet: its name, what it answers, the table that it shows, and what writes it; no table, no sheet."""

    name: str
    answers: str
    table: str
    write: Callable[[Desk, str, Table], None]


def _as_is(frozen: int = 1, on_paper: bool = True, but: tuple[str, ...] = ()) -> Callable[[Desk, str, Table], None]:
    """Return what writes a table as it is.

    Parameters
    ----------
    frozen : int
        Columns that stay in sight.
    on_paper : bool
        Whether it is printed with the workbook, or is data for the screen.
    but : tuple of str
        Keys of the last columns, for which paper has no room.
    """

    def write(desk: Desk, name: str, table: Table) -> None:
        sheet = BookSheet(desk.book, desk.styles, name, table.title, table.note)
        across = sum(column.key not in but for column in table.columns)
        sheet.table(table, desk.names, frozen=frozen, printed=None if on_paper else 0, across=across)

    return write


def _turned(desk: Desk, name: str, table: Table) -> None:
    BookSheet(desk.book, desk.styles, name, table.title, table.note).turned(table)


def _futures(desk: Desk, name: str, table: Table) -> None:
    """Write the first futures of the sample."""
    note = table.note
    if len(table.rows) > _FUTURES:
        note += f" The first {_FUTURES} of {len(table.rows):,}; the CSV files have all of them."
    sheet = BookSheet(desk.book, desk.styles, name, table.title, note)
    sheet.table(replace(table, rows=table.rows[:_FUTURES]), desk.names, printed=0)


def _contingency(desk: Desk, name: str, table: Table) -> None:
    """Write the horizon of the decision first, which alone is printed."""
    horizon = desk.board.document["verdict"]["horizon"]
    at = [column.key for column in table.columns].index("horizon")
    rows = sorted(table.rows, key=lambda row: row[at] != horizon)
    across = sum(not column.key.endswith("_se") for column in table.columns)  # errors come last
    note = f"{table.note} Printed: {months(horizon)}, without errors."
    sheet = BookSheet(desk.book, desk.styles, name, table.title, note)
    sheet.table(
        replace(table, rows=tuple(rows)), desk.names, printed=table.column("horizon").count(horizon), across=across
    )


def _map(desk: Desk, _: str, table: Table) -> None:
    if isinstance(story := desk.board.stories.get("heat_map"), HeatMap):
        write_map(desk.book, desk.styles, story)


#: Columns of the sensitivity that check the others, and the address.
_CHECKS = ("pick_freeze_first_order", "pick_freeze_first_order_se", "address")
#: The sheets in their order; a further table needs a row here.
_TABS = (
    _Tab("Summary", "What is recommended, how surely, and what does each strategy cost?", "summary", write_summary),
    _Tab(
        "Cost against risk",
        "Which strategy is cheapest on average, and in bad futures?",
        "frontier",
        _as_is(on_paper=False),
    ),
    _Tab(
        "Percentiles", "How much does each strategy cost in lucky and in bad futures?", "percentiles", write_percentiles
    ),
    _Tab("Contingency", "What to budget, and what each line adds to the estimate?", "contingency", _contingency),
    _Tab("Cash by line", "When is cash needed, and for what?", "cash_by_line", write_line_cash),
    _Tab("By month", "What does each month cost, and how sure is that?", "months", write_months),
    _Tab("Comparisons", "How often is a strategy cheaper, by how much, and from when?", "comparisons", _turned),
    _Tab("Moves", "When does a policy move?", "moves", _as_is(on_paper=False)),
    _Tab("Options", "What is it worth to be able to move?", "options", _as_is(on_paper=False)),
    _Tab("Moves by month", "How likely is each move by the end of a month?", "moves_by_month", _as_is(on_paper=False)),
    _Tab("Bill", "What does each cost line cost on average?", "lines", write_bill),
    _Tab(
        "Categories",
        "Which kinds of cost are largest, and how much do they vary?",
        "categories",
        _as_is(on_paper=False),
    ),
    _Tab("Sensitivity", "Which inputs decide the result?", "sensitivity", _as_is(but=_CHECKS)),
    _Tab("Volume", "How does the answer depend on volume?", "volume", _as_is(on_paper=False)),
    _Tab("Map", "Where does the answer change?", "heat_map", _map),
    _Tab("Risks", "What could go wrong, how likely is it, and how large?", "risks", _as_is()),
    _Tab("Stress", "What would a shock do to the recommendation?", "stress", _as_is()),
    _Tab("Requirements", "Which strategies may not be chosen, and why?", "requirements", _as_is(on_paper=False)),
    _Tab("Assumptions", "What does the file assume, and on what source?", "assumptions", write_assumptions),
    _Tab("Warnings", "What looks wrong in the file?", "warnings", _as_is()),
    _Tab("Trajectories", "What happens in single futures?", "trajectories", _futures),
    _Tab("Provenance", "How can this be reproduced?", "provenance", _as_is()),
)
_CHARTS = {"Charts": "The findings as native charts."}
_NUMBERS = {"Chart data": "What the charts draw."}


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
    file, found = BytesIO(), all_tables(board)
    book = Workbook(file, _OPTIONS)
    made = datetime(board.made.year, board.made.month, board.made.day)
    title = cell_words(board.scenario.title or board.scenario.name)
    book.set_properties({"title": title[:255], "author": "tcorisk", "created": made})
    desk = Desk(book, Styles(book, View(board.document, 100).all_certain), board, DefinedNames(book))
    first, *others = [tab for tab in _TABS if tab.table in found]
    first.write(desk, first.name, found[first.table])
    answers = {tab.name: tab.answers for tab in (first, *others)}
    write_contents(desk, {first.name: first.answers} | _CHARTS | answers | _NUMBERS)
    easel = Easel(book, desk.styles)
    for tab in others:
        tab.write(desk, tab.name, found[tab.table])
    draw_stories(easel, board.stories)
    book.close()
    return file.getvalue()
