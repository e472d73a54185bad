"""The assumptions, each with its address, its source, and a name for its value."""

from __future__ import annotations

from ..tables.table import Table
from .sheet import TOP, BookSheet, Desk

__all__ = ["write_assumptions"]

#: The columns that may hold the value of an assumption, in this order.
_VALUES = ("p50", "mean")


def write_assumptions(desk: Desk, name: str, table: Table) -> None:
    """Write the sheet, and name the value of each assumption by its address: `drivers_requests_per_day_initial`.

    Parameters
    ----------
    desk : Desk
    name : str
        On the tab.
    table : Table
        "assumptions".
    """
    sheet = BookSheet(desk.book, desk.styles, name, table.title, table.note)
    sheet.table(table, desk.names, frozen=2)
    keys = [column.key for column in table.columns]
    at = next(keys.index(key) for key in _VALUES if key in keys)
    for row, record in enumerate(table.records(), TOP + 1):
        if record[keys[at]] is not None:
            desk.names.cell(str(record["address"]), name, row, at)
