"""Parquet: a file for each table, every column with its type, headings and meanings beside them."""

from __future__ import annotations

import importlib
import io
from typing import Any

from ..board import Board
from ..tables.tables import KINDS, Table, all_tables

__all__ = ["MissingLibraryError", "parquet_files"]

#: Arrow's type of each Python type of a column.
_TYPES = {str: "string", float: "float64", int: "int64"}


class MissingLibraryError(ValueError, ImportError):
    """A library that one format needs is not installed."""


def parquet_files(board: Board) -> dict[str, bytes]:
    """Return one file for each table; None is null.

    Raises
    ------
    MissingLibraryError
        Without pyarrow.
    """
    arrow, parquet = _library()
    return {f"{name}.parquet": _parquet(table, arrow, parquet) for name, table in all_tables(board).items()}


def _library() -> tuple[Any, Any]:
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        message = 'parquet needs a library that is not installed: pip install "tcorisk[parquet]"'
        raise MissingLibraryError(message) from None


def _parquet(table: Table, arrow: Any, parquet: Any) -> bytes:
    fields = [
        arrow.field(
            column.key,
            arrow.type_for_alias(_TYPES.get(KINDS[column.kind], "date32")),
            metadata={"heading": column.heading, "kind": column.kind, "meaning": column.meaning},
        )
        for column in table.columns
    ]
    schema = arrow.schema(fields, metadata={"title": table.title, "note": table.note})
    arrays = [arrow.array([row[at] for row in table.rows], type=field.type) for at, field in enumerate(fields)]
    buffer = io.BytesIO()
    parquet.write_table(arrow.Table.from_arrays(arrays, schema=schema), buffer)
    return buffer.getvalue()
