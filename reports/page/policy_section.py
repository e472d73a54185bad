"""What policies do: when they move, how likely that is, and what the option to move is worth."""

from __future__ import annotations

from dataclasses import replace

from ..board import Board
from ..stories import Moves
from ..tables.tables import Table
from ..words.numbers import full_percent, odds_cell
from ..words.view import View
from .cell_text import sheet_of
from .pictures import pictures
from .sections import PageCell, PageSection

__all__ = ["policies"]

_MOVES = ("label", "horizon", "move", "when", "p", "month_p10", "month_p50", "month_p90", "months_both", "cost")
_OPTIONS = ("label", "horizon", "starts", "against", "mean", "low", "high")


def policies(board: Board, view: View, tables: dict[str, Table]) -> PageSection | None:
    """Return the moves of each policy and the value of its option; None where there is no policy."""
    story = board.stories.get("moves")
    if not isinstance(story, Moves):
        return None
    table, at = tables["moves"], _MOVES.index("p")
    sheet = sheet_of(view, table, _MOVES, table.rows)
    made = [p for p in table.column("p") if isinstance(p, float)]  # all are
    odds = [PageCell(odds_cell(p, view.trajectories, certain=view.all_certain), full_percent(p, 4)) for p in made]
    rows = tuple((*row[:at], cell, *row[at + 1 :]) for row, cell in zip(sheet.rows, odds, strict=True))
    options = sheet_of(view, tables["options"], _OPTIONS, tables["options"].rows)
    sheets = (replace(sheet, rows=rows), options)
    return PageSection("moves", "Moves", story.headline, story.details, pictures(board, "moves"), sheets)
