"""What the figures rest on: every number and law of the file, with its source and its age."""

from __future__ import annotations

from dataclasses import replace

from ..board import Board
from ..board.assumptions import STALE_DAYS
from ..board.tables import Table, Value
from ..layout import shorten
from ..view import View
from .parts import Cell, Section, Sheet
from .writing import sheet_of

__all__ = ["assumed"]

_SHOWN = ("name", "written", "law", "low", "mean", "high", "source", "dated")
_SHORT = 60  # columns of an owner in a caption


def assumed(board: Board, view: View, table: Table) -> Section:
    """Return the assumptions, one sheet for what is everybody's and one for each strategy."""
    places = {column.key: at for at, column in enumerate(table.columns)}
    by_owner: dict[Value | None, list[tuple[Value | None, ...]]] = {}
    for row in table.rows:
        by_owner.setdefault(row[places["owner"]], []).append(row)
    sheets = [
        _sheet(view, table, places, shorten(str(owner), _SHORT), rows, f"assumptions-{at}")
        for at, (owner, rows) in enumerate(by_owner.items(), 1)
    ]
    if sheets:
        sheets[-1] = replace(sheets[-1], note=table.note)
    return Section("assumptions", "Assumptions", _heading(board, table, places), (), (), tuple(sheets))


def _sheet(
    view: View, table: Table, places: dict[str, int], owner: str, rows: list[tuple[Value | None, ...]], name: str
) -> Sheet:
    sheet = sheet_of(view, table, _SHOWN, rows, name=name, caption=f"Assumptions: {owner}", note="")
    cells = []
    for shown, row in zip(sheet.rows, rows, strict=True):
        changed = list(shown)
        often = row[places["drawn"]]
        if often:  # in the same cell: a column of its own would repeat itself a hundred times
            changed[2] = Cell(f"{shown[2].text}; {often}", shown[2].full)
        if "stale" in places and row[places["stale"]] == "yes":
            changed[-1] = Cell(shown[-1].text, "", f"stale: {row[places['age_days']]:,} days")
        cells.append(tuple(changed))
    return replace(sheet, rows=tuple(cells))


def _heading(board: Board, table: Table, places: dict[str, int]) -> str:
    given = f"{len(table.rows):,} assumptions"
    if "dated" not in places:
        return f"{given}; none has a date by which its age could be told"
    dated = [row for row in table.rows if row[places["dated"]] is not None]
    stale = sum(row[places["stale"]] == "yes" for row in dated)
    found = "none is" if not stale else "1 is" if stale == 1 else f"{stale} are"
    return f"{given}, {len(dated)} with a date: {found} older than {STALE_DAYS} days on {board.made.isoformat()}"
