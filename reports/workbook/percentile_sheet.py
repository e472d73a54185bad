"""P1 to P99 of total cost and cash: a row for each percentile, a column for each strategy and horizon."""

from __future__ import annotations

from collections.abc import Callable

from ..tables.table import Table
from ..words.numbers import months
from .sheet import BookSheet, Desk
from .wide import Record, widened

__all__ = ["write_percentiles"]


def write_percentiles(desk: Desk, name: str, table: Table) -> None:
    """Write the sheet.

    Parameters
    ----------
    desk : Desk
    name : str
        On the tab.
    table : Table
        "percentiles": a row for each strategy, horizon and percentile.
    """

    def heading(what: str) -> Callable[[Record], str]:
        return lambda record: f"{record['label']}: {what}, {months(int(str(record['horizon'])))}"

    figures = {"tco": heading("total cost"), "cash": heading("cash")}
    wide = widened(table, ("percentile",), ("strategy", "horizon"), figures)
    note = f"{table.note} Standard errors are in the data files."
    BookSheet(desk.book, desk.styles, name, table.title, note).table(wide, desk.names, printed=0)
