"""What the figures rest on: every number and distribution of the file, with its source and its age."""

from __future__ import annotations

from dataclasses import replace

from ..board import Board
from ..board.assumptions import source_words
from ..tables.tables import Table, Value
from ..words.layout import shorten
from ..words.view import View
from .cell_text import cell_of_text, sheet_of
from .sections import PageCell, PageSection, PageSheet

__all__ = ["assumed"]

_SHOWN = ("name", "law", "low", "mean", "high", "source", "dated")
_LAW = 1  # its place among them
_USUAL = "once in each future"
_MOST = 10  # assumptions that lead the section
_SHORT = 60  # columns of an owner in a caption


def assumed(board: Board, view: View, table: Table) -> PageSection:
    """Return the assumptions: those that matter most, then what is everybody's and what is each strategy's."""
    places = {column.key: at for at, column in enumerate(table.columns)}
    by_owner: dict[Value | None, list[tuple[Value | None, ...]]] = {}
    for row in table.rows:
        by_owner.setdefault(row[places["owner"]], []).append(row)
    sheets = [
        _sheet(view, table, places, shorten(str(owner), _SHORT), rows, f"assumptions-{at}")
        for at, (owner, rows) in enumerate(by_owner.items(), 1)
    ]
    first = _heaviest(view, table, places)
    if first is None and sheets:
        sheets[-1] = replace(sheets[-1], note=table.note)
    sheets = [*([] if first is None else [first]), *sheets]
    return PageSection("assumptions", "Assumptions", source_words(board.given), (), (), tuple(sheets))


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


def _heaviest(view: View, table: Table, places: dict[str, int]) -> PageSheet | None:
    """Return the assumptions that move the mean most, in one sheet; None where none does."""
    rows = [row for row in table.rows if "effect" in places and row[places["effect"]] is not None][:_MOST]
    if not rows:
        return None
    keys = ("name", "owner", "effect", "low", "high", "source", "dated")
    caption = "What matters most, by effect on the mean"
    return sheet_of(view, table, keys, rows, name="assumptions-most", caption=caption, note=table.note)
