"""Long tables made wide: one row for each thing, and its figures side by side, as people read and print them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..tables.table import Column, Table, Value

__all__ = ["widened"]

Record = Mapping[str, Value | None]


def widened(
    table: Table, index: tuple[str, ...], across: tuple[str, ...], figures: Mapping[str, Callable[[Record], str]]
) -> Table:
    """Return a table with a row for each value of `index`, and columns for each value of `across`.

    Parameters
    ----------
    table : Table
    index, across : tuple of str
        Keys of columns.
    figures : mapping of str to callable
        The column to spread, by key, and what gives a heading from one of its records.
    """
    by_key = {column.key: column for column in table.columns}
    columns: dict[str, Column] = {}
    rows: dict[tuple[Value | None, ...], dict[str, Value | None]] = {}
    for record in table.records():
        row = rows.setdefault(tuple(record[key] for key in index), {})
        place = ".".join(str(record[key]) for key in across)
        for key, heading in figures.items():
            name = f"{place}.{key}"
            if name not in columns:
                columns[name] = Column(name, heading(record), by_key[key].kind, by_key[key].meaning)
            row[name] = record[key]
    shown = (*(by_key[key] for key in index), *columns.values())
    found = tuple((*head, *(row.get(name) for name in columns)) for head, row in rows.items())
    return Table(table.name, table.title, table.note, shown, found)
