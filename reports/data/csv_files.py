"""CSV as RFC 4180 has it: a header of keys, numbers with all their digits, and no cell that a spreadsheet computes.

Source: Y. Shafranovich, *Common Format and MIME Type for CSV Files*, RFC 4180 (2005). On cells that begin a formula:
OWASP, *CSV Injection*.
"""

from __future__ import annotations

import csv
import io
from datetime import date

from ..board import Board
from ..tables.tables import Table, Value, all_tables
from .spreadsheets import harmless

__all__ = ["csv_files"]


def csv_files(board: Board) -> dict[str, bytes]:
    """Return one file for each table, in UTF-8 without a byte order mark."""
    return {f"{name}.csv": _csv(table).encode() for name, table in all_tables(board).items()}


def _csv(table: Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(column.key) for column in table.columns])
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    return text.getvalue()


def _cell(value: Value | None) -> str:
    """Return a value as text that reads back as the same value; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    return value.isoformat() if isinstance(value, date) else repr(value)
