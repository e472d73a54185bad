"""Stress: what the recommendation survives."""

from __future__ import annotations

from dataclasses import replace

from ..board import Board
from ..tables.tables import Table
from ..words.stress_words import change_words
from ..words.view import View
from .cell_text import sheet_of
from .sections import PageCell, PageSection

__all__ = ["stressed"]

_SHOWN = ("what", "p50", "change", "rival_label", "rival_p50", "verdict")


def stressed(board: Board, view: View, tables: dict[str, Table]) -> PageSection | None:
    """Return the what-ifs and what each does; None without any."""
    story, table = board.stress_story, tables.get("stress")
    if story is None or table is None:
        return None
    sheet = sheet_of(view, table, _SHOWN, table.rows, caption=story.subtitle, note="")
    at = [column.heading for column in sheet.columns].index("Change")
    signed = [PageCell(change_words(row.change)) for row in story.rows]
    rows = tuple((*row[:at], cell, *row[at + 1 :]) for row, cell in zip(sheet.rows, signed, strict=True))
    return PageSection("stress", "Stress", story.headline, (story.note,), (), (replace(sheet, rows=rows),))
