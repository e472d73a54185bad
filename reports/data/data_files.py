"""Which files each format of data makes."""

from __future__ import annotations

from collections.abc import Callable

from ..board import Board
from .csv_files import csv_files
from .json_files import json_files
from .parquet_files import parquet_files

__all__ = ["DATA_FORMATS", "render_data"]

#: What makes the files of each format.
DATA_FORMATS: dict[str, Callable[[Board], dict[str, bytes]]] = {
    "json": json_files,
    "csv": csv_files,
    "parquet": parquet_files,
}


def render_data(board: Board, format: str) -> dict[str, bytes]:
    """Return a board's data as files; the same board gives the same bytes.

    Parameters
    ----------
    board : Board
    format : str
        `json`: the result as `simulate --format json` prints it, the sensitivity likewise, and all tables in one file.
        `csv`, `parquet`: a file for each table.

    Returns
    -------
    dict of str to bytes
        By file name.

    Raises
    ------
    ValueError
        If there is no such format.
    MissingLibraryError
        If `parquet` lacks its library; it is a ValueError and an ImportError.
    """
    if format not in DATA_FORMATS:
        raise ValueError(f"format needs to be one of {', '.join(DATA_FORMATS)}, got {format!r}")
    return DATA_FORMATS[format](board)
