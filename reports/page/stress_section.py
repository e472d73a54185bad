"""Stress: what the recommendation survives."""

from __future__ import annotations

from dataclasses import replace

from ..board import Board
from ..tables.tables import Table
from ..words.stress_words import change_words
from ..words.view import View
from .cell_text import sheet_of
from .sections import PageSection

__all__ = ["stressed"]

_SHOWN = ("what", "p50", "change", "rival_label", "rival_p50", "verdict")


def stressed(board: Board, view: View, tables: dict[str, Table]) -> PageSection | None:
    """Return the what-ifs and what each does; None without any."""
    story, table = board.stress_story, tables.get("stress")
    if story is None or table is None:
        return None
    sheet = sheet_of(view, table, _SHOWN, table.rows, caption=story.subtitle, note="")
    shown = [key for key in _SHOWN if key in {column.key for column in table.columns}]
    rows = []
    for cells, row in zip(sheet.rows, story.rows, strict=True):
        words = {"p50": row.written, "change": change_words(row.change), "rival_p50": row.rival_written}
        rows.append(
            tuple(replace(cell, text=words.get(key, cell.text)) for key, cell in zip(shown, cells, strict=True))
        )
    return PageSection("stress", "Stress", story.headline, (story.note,), (), (replace(sheet, rows=tuple(rows)),))
