"""JSON: the documents of the contract, and all tables in one file."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from datetime import date

from ..board import Board
from ..tables.tables import Table, Value, all_tables
from ..words.documents import render_json

__all__ = ["json_files"]


def json_files(board: Board) -> dict[str, bytes]:
    """Return `result.json`, `sensitivity.json` where there is one, and `tables.json`."""
    files = {"result.json": render_json(board.document).encode()}
    if board.sensitivity is not None:
        files["sensitivity.json"] = render_json(board.sensitivity.document).encode()
    return {**files, "tables.json": _tables(all_tables(board)).encode()}


def _tables(found: Mapping[str, Table]) -> str:
    """Return an object of tables: title, note, columns, and rows in their order, each on a line of its own."""
    return "{\n" + ",\n".join(f"{_compact(name)}: {_table(table)}" for name, table in found.items()) + "\n}\n"


def _table(table: Table) -> str:
    head = [f'  "title": {_compact(table.title)}', f'  "note": {_compact(table.note)}']
    columns = (_compact(dataclasses.asdict(column)) for column in table.columns)
    rows = (
        _compact([_plain(value) for value in row]) for row in table.rows
    )  # keys beside each value: four times as long
    return "{\n" + ",\n".join([*head, f'  "columns": {_list(columns)}', f'  "rows": {_list(rows)}']) + "\n}"


def _list(items: Iterator[str]) -> str:
    lines = ",\n".join(f"    {item}" for item in items)
    return f"[\n{lines}\n  ]" if lines else "[]"


def _plain(value: Value | None) -> str | int | float | None:
    return value.isoformat() if isinstance(value, date) else value


def _compact(value: object) -> str:
    return json.dumps(value, allow_nan=False)
