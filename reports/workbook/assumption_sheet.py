"""The assumptions, each with its address, its source, and a name for its value."""

from __future__ import annotations

from dataclasses import replace

from ..tables.table import Table
from .sheet import TOP, BookSheet, Desk

__all__ = ["write_assumptions"]

_VALUE = "mean"  # the column that names lead to
_NOTE = "Formulas come last. They and the last columns are for the screen."
#: Columns that paper has no room for: they come last.
_ON_SCREEN = ("law", "effect_se", "drawn", "age_days", "stale", "address")


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
    keys = [column.key for column in table.columns]
    order = sorted(range(len(keys)), key=lambda at: keys[at] in _ON_SCREEN)
    rows = sorted(table.rows, key=lambda row: row[keys.index(_VALUE)] is None)
    shown = replace(
        table,
        columns=tuple(table.columns[at] for at in order),
        rows=tuple(tuple(row[at] for at in order) for row in rows),
        note=f"{table.note} {_NOTE}",
    )
    values = shown.column(_VALUE)
    sheet = BookSheet(desk.book, desk.styles, name, shown.title, shown.note)
    printed, across = sum(each is not None for each in values), sum(key not in _ON_SCREEN for key in keys)
    sheet.table(shown, desk.names, frozen=2, printed=printed, across=across)
    at = order.index(keys.index(_VALUE))
    for row, (each, address) in enumerate(zip(values, shown.column("address"), strict=True), TOP + 1):
        if each is not None:
            desk.names.cell(str(address), name, row, at)
