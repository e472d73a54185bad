"""Cost against risk: the strategies that no other one beats on average and in a bad case."""

from __future__ import annotations

from ..board import Board
from ..tables.tables import Table
from ..words.view import View
from .cell_text import sheet_of
from .pictures import headline, pictures
from .sections import PageSection

__all__ = ["frontier"]

_SHOWN = ("label", "mean", "cvar95", "efficient")


def frontier(board: Board, view: View, tables: dict[str, Table]) -> PageSection | None:
    """Return the picture and its numbers; None where there is no choice, or nothing is random."""
    table = tables.get("frontier")
    if table is None:
        return None
    sheet = sheet_of(view, table, _SHOWN, table.rows)
    drawn = pictures(board, "frontier")
    return PageSection("frontier", "Cost against risk", headline(board, "frontier"), (), drawn, (sheet,))
