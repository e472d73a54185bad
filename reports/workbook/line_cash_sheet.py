"""Cash by strategy, cost line and month: means that formulas add up by year, quarter, line and category."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from xlsxwriter.utility import xl_rowcol_to_cell

from ..board import Board
from ..tables.cash_table import Period, periods_of
from ..tables.columns import full_labels
from ..tables.table import Column, Table, Value
from ..words.month_names import MonthNames
from ..words.view import View
from .defined_names import DefinedNames
from .sheet import TOP, BookSheet, Desk, write_value
from .styles import MONEY, width_of, widths_of
from .wide import widened

__all__ = ["write_line_cash"]

_INDEX = ("label", "strategy", "category", "line")
_KINDS = ("total", "year", "quarter")  # of periods, in the order of their columns
#: Columns that a printed page has room for: where there are more, quarters are left to the screen.
_PRINTED = 20
_NOTE = (
    "Totals, years and quarters are formulas over the months, which are further right and not printed. The row above "
    "the headings adds up the rows that the filter shows."
)
#: Rounds away what adding in another order changes: far below a cent.
_PLACES = 6

Row = tuple[Value | None, ...]


def write_line_cash(desk: Desk, name: str, table: Table) -> None:
    """Write the sheet: lines as a table, then totals by category, above what was simulated.

    Parameters
    ----------
    desk : Desk
    name : str
        On the tab.
    table : Table
        "cash_by_line".
    """
    sheet = BookSheet(desk.book, desk.styles, name, table.title, f"{table.note} {_NOTE}")
    grid = _Grid(sheet, desk.board, table)
    grid.write_lines(desk.names)
    grid.write_totals(desk.board)


class _Grid:
    """The sheet's columns: what a line is, then its periods, then its months."""

    def __init__(self, sheet: BookSheet, board: Board, table: Table) -> None:
        self.sheet = sheet
        called = MonthNames.of(board.document)
        word = "Month {}" if called.start is None else "{}"
        heading = {"cash_mean": lambda record: word.format(record.get("month_name") or record["month"])}
        wide = widened(table, _INDEX, ("month",), heading)
        owners, categories = list(board.document["strategies"]), list(dict.fromkeys(row[2] for row in wide.rows))
        rows = sorted(wide.rows, key=lambda row: (owners.index(str(row[1])), categories.index(row[2])))
        self.lines = replace(wide, rows=tuple(rows))
        every = periods_of(View(board.document, 100))
        self.periods = [period for kind in _KINDS for period in every if period.kind == kind]
        self.left = len(_INDEX)  # column of the first period
        self.first = self.left + len(self.periods)  # column of month 1
        self.last = TOP + len(rows)  # row of the last line
        self.widths = widths_of(wide.columns[: self.left], [row[: self.left] for row in rows])

    def write_lines(self, names: DefinedNames) -> None:
        """Write the lines, and above them the sum of those that are shown."""
        sheet, lines, index = self.sheet, self.lines, self.lines.columns[: self.left]
        columns = (*index, *map(_column, self.periods), *lines.columns[self.left :])
        largest = (sum(map(abs, self._sums(lines.rows))),)
        widths = [*self.widths, *[width_of(columns[-1], largest)] * (len(columns) - self.left)]
        sheet.columns(widths)
        sheet.headed(lines.name, columns, len(lines.rows), names, widths)
        sheet.cells.freeze_panes(TOP + 1, self.left)
        self._row(TOP - 1, ("Sum of the rows shown",), self._sums(lines.rows), self._subtotal, bold=True)
        for at, row in enumerate(lines.rows, TOP + 1):
            self._row(at, row[: self.left], [_amount(value) for value in row[self.left :]])

    def write_totals(self, board: Board) -> None:
        """Write the totals of each strategy by category, what was simulated, and how far the two are apart."""
        labels, at = full_labels(board), self.last + 3
        for name, strategy in board.document["strategies"].items():
            mine = [row for row in self.lines.rows if row[1] == name]
            for category in dict.fromkeys(row[2] for row in mine):
                cash = self._sums(row for row in mine if row[2] == category)
                self._row(at, (labels[name], name, category, "Sum"), cash, self._sum_of(at, (1, 2)))
                at += 1
            cash, simulated = self._sums(mine), strategy["months"]["cash"]["mean"]
            self._row(at, (labels[name], name, "All lines", "Sum"), cash, self._sum_of(at, (1,)), bold=True)
            self._row(at + 1, (labels[name], name, "All lines", "As simulated"), simulated)
            apart = [round(one - other, _PLACES) + 0.0 for one, other in zip(simulated, cash, strict=True)]
            self._row(at + 2, (labels[name], name, "All lines", "Difference"), apart, self._apart(at))
            at += 4
        years = sum(period.kind != "quarter" for period in self.periods)
        shown = self.first if self.first <= _PRINTED else self.left + years
        self.sheet.cells.print_area(0, 0, at - 2, shown - 1)

    def _row(
        self, at: int, words: Row, cash: list[float], live: Callable[[int], str] | None = None, bold: bool = False
    ) -> None:
        """Write a row: words, its periods as sums of its months, and its months.

        Parameters
        ----------
        at : int
        words : tuple of str
        cash : list of float
            By month.
        live : callable, optional
            Returns the formula of a month from its column; without it months are numbers.
        bold : bool
        """
        cells, weight = self.sheet.cells, {"bold": True} if bold else {}
        style = self.sheet.styles(num_format=MONEY, **weight)
        for column, value in enumerate(words):
            write_value(cells, at, column, value, self.sheet.styles.value("text", **weight))
        self.sheet.raised(at, words, self.widths)
        for column, period in enumerate(self.periods, self.left):
            ends = (self.first + month - 1 for month in (period.months[0], period.months[-1]))
            span = ":".join(xl_rowcol_to_cell(at, end) for end in ends)
            cells.write_formula(at, column, f"=SUM({span})", style, sum(cash[month - 1] for month in period.months))
        for column, amount in enumerate(cash, self.first):
            if live is None:
                cells.write_number(at, column, amount, style)
            else:
                cells.write_formula(at, column, live(column), style, amount)

    def _sums(self, rows: Iterable[Row]) -> list[float]:
        """Return the sum of each month over some lines."""
        found = [0.0] * (len(self.lines.columns) - self.left)
        for row in rows:
            found = [total + _amount(value) for total, value in zip(found, row[self.left :], strict=True)]
        return found

    def _whole(self, column: int, fixed: bool = False) -> str:
        """Return the cells of a column of the lines."""
        ends = (xl_rowcol_to_cell(row, column, True, fixed) for row in (TOP + 1, self.last))
        return ":".join(ends)

    def _subtotal(self, column: int) -> str:
        return f"=SUBTOTAL(109,{self._whole(column)})"

    def _sum_of(self, row: int, alike: tuple[int, ...]) -> Callable[[int], str]:
        """Return the formula of a month that adds up the lines which have the words of a row in these columns.

        By equality, cell by cell: SUMIFS takes a category such as "=x" or "a*" for a pattern.
        """
        tests = ",".join(
            f"--EXACT({self._whole(column, True)},{xl_rowcol_to_cell(row, column, False, True)})" for column in alike
        )
        return lambda column: f"=SUMPRODUCT({tests},{self._whole(column)})"

    def _apart(self, total: int) -> Callable[[int], str]:
        """Return the formula of a month: what was simulated, in the row after that of the total, minus the total."""

        def formula(column: int) -> str:
            one, other = (xl_rowcol_to_cell(row, column) for row in (total + 1, total))
            return f"=ROUND({one}-{other},{_PLACES})"

        return formula


def _column(period: Period) -> Column:
    name = period.name[:1].upper() + period.name[1:]
    return Column(period.name, name, "money", f"The sum of months {period.months[0]} to {period.months[-1]}.")


def _amount(value: Value | None) -> float:
    assert isinstance(value, float)  # a column of money that every line has
    return value
