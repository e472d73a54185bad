"""What the figures rest on: every number and distribution of the file, with its source and its age."""

from __future__ import annotations

from dataclasses import replace

from ..board import Board
from ..board.assumptions import STALE
from ..tables.tables import Table, Value
from ..words.layout import shorten
from ..words.view import View
from .cell_text import cell_of_text, sheet_of
from .sections import PageCell, PageSection, PageSheet

__all__ = ["assumed"]

_SHOWN = ("name", "law", "low", "mean", "high", "source", "dated")
_LAW = 1  # its place among them
_USUAL = "once in each future"
_SHORT = 60  # columns of an owner in a caption


def assumed(board: Board, view: View, table: Table) -> PageSection:
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
    return PageSection("assumptions", "Assumptions", _heading(board, table, places), (), (), tuple(sheets))


def _sheet(
    view: View, table: Table, places: dict[str, int], owner: str, rows: list[tuple[Value | None, ...]], name: str
) -> PageSheet:
    dated = "dated" in places and any(row[places["dated"]] is not None for row in rows)
    keys = _SHOWN if dated else _SHOWN[:-1]
    sheet = sheet_of(view, table, keys, rows, name=name, caption=f"Assumptions: {owner}", note="")
    cells = []
    for shown, row in zip(sheet.rows, rows, strict=True):
        changed = list(shown)
        changed[_LAW] = _law(row, places)
        if dated and row[places["stale"]] == "yes":
            changed[-1] = PageCell(shown[-1].text, "", f"stale: {row[places['age_days']]:,} days")
        elif dated and int(str(row[places["age_days"]] or 0)) < 0:
            changed[-1] = PageCell(shown[-1].text, "", "after this report")
        cells.append(tuple(changed))
    law = replace(
        sheet.columns[_LAW], heading="Distribution or formula", meaning=f"{sheet.columns[_LAW].meaning} {_OFTEN}"
    )
    columns = (*sheet.columns[:_LAW], law, *sheet.columns[_LAW + 1 :])
    return replace(sheet, columns=columns, rows=tuple(cells))


_OFTEN = f"Drawn {_USUAL} unless something else is stated; a formula is computed from what it names."


def _law(row: tuple[Value | None, ...], places: dict[str, int]) -> PageCell:
    """Return the distribution in words and how often it is drawn; the text of the file is shown on pointing at it."""
    written, law, often = (str(row[places[key]] or "") for key in ("written", "law", "drawn"))
    if law == "formula":
        return cell_of_text(written)
    if str(row[places["address"]]).startswith("correlations."):
        return cell_of_text(f"{law}: {written}")
    words = law if often in ("", _USUAL) else f"{law}; {often}"
    return PageCell(cell_of_text(words).text, f"As written: {written}" if written else "")


def _heading(board: Board, table: Table, places: dict[str, int]) -> str:
    given = f"{len(table.rows):,} assumptions"
    if "dated" not in places:
        return f"{given}; none has a date that shows its age"
    dated = [row for row in table.rows if row[places["dated"]] is not None]
    stale = sum(row[places["stale"]] == "yes" for row in dated)
    found = "none is" if not stale else "1 is" if stale == 1 else f"{stale} are"
    later = sum(int(str(row[places["age_days"]])) < 0 for row in dated)
    after = f", {later} {'is' if later == 1 else 'are'} dated after it" if later else ""
    return f"{given}, {len(dated)} with a date: {found} older than {STALE} on {board.made.isoformat()}{after}"
