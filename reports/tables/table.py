"""A table before layout: columns with their meanings, and rows of raw values."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..words.layout import clean

__all__ = ["KINDS", "Column", "Table", "Value", "table_of"]

Value = str | int | float | date

#: What a column may hold, and the Python type of its values. Shares and chances run from 0 to 1, months count from 1.
KINDS: dict[str, type] = {
    "text": str,
    "money": float,
    "share": float,
    "chance": float,
    "number": float,
    "count": int,
    "month": int,
    "date": date,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    key : str
        What programs call it.
    heading : str
        What people read.
    kind : str
        One of `KINDS`.
    meaning : str
        One plain sentence.
    """

    key: str
    heading: str
    kind: str
    meaning: str

    def __post_init__(self) -> None:
        """Check the kind."""
        if self.kind not in KINDS:
            raise ValueError(f"kind needs to be one of {', '.join(KINDS)}, got {self.kind!r}")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows.

    Attributes
    ----------
    name : str
        Its key among the tables, and the name of its file.
    title : str
    note : str
        In which currency amounts are, and how to read it.
    columns : tuple of Column
    rows : tuple of tuple
        A value for each column, of the type of its kind; None where there is none.
    """

    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value | None, ...], ...]

    def column(self, key: str) -> tuple[Value | None, ...]:
        """Return the values of one column.

        Raises
        ------
        KeyError
            If there is no such column.
        """
        for at, column in enumerate(self.columns):
            if column.key == key:
                return tuple(row[at] for row in self.rows)
        raise KeyError(f"no column {key!r}; there are {', '.join(column.key for column in self.columns)}")

    def records(self) -> list[dict[str, Value | None]]:
        """Return each row by the keys of its columns."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]


def table_of(
    name: str,
    title: str,
    note: str,
    columns: Sequence[Column],
    records: Iterable[Mapping[str, object]],
    optional: Collection[str] = (),
) -> Table:
    """Return a table of records; each value becomes one of its column's kind, and words become plain text.

    Parameters
    ----------
    name, title, note : str
    columns : sequence of Column
    records : iterable of mapping of key to value
        What is not finite is shown as None.
    optional : collection of str
        Keys that a record may lack; such a column is left out where no record has a value for it.

    Raises
    ------
    KeyError
        If a record lacks what is not optional.
    """
    found = list(records)
    shown = [
        column
        for column in columns
        if column.key not in optional or any(record.get(column.key) is not None for record in found)
    ]
    rows = tuple(
        tuple(
            _value(record.get(column.key) if column.key in optional else record[column.key], column.kind)
            for column in shown
        )
        for record in found
    )
    plain = (Column(column.key, clean(column.heading), column.kind, clean(column.meaning)) for column in shown)
    return Table(name, clean(title), clean(note), tuple(plain), rows)


def _value(value: object, kind: str) -> Value | None:
    if value is None:
        return None
    if kind == "text":
        return clean(str(value))
    if isinstance(value, date):
        return value
    number = float(value)  # type: ignore[arg-type]  # a number of Python's or NumPy's
    if not math.isfinite(number):
        return None
    return int(number) if KINDS[kind] is int else number
