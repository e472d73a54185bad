"""What drives the answer, and how it changes with volume."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..board import Board
from ..board.board import Swept
from ..stories import VolumeChoice
from ..tables.tables import Table
from ..words.names import capital
from ..words.numbers import T90, full_number, full_percent, months, number, odds_cell, percent_with_error
from ..words.view import View
from .cell_text import cell, sheet_of
from .glossary import MEANINGS
from .pictures import headline, pictures
from .sections import PageCell, PageColumn, PageSection, PageSheet

__all__ = ["drivers", "volume"]

_FEW = 3  # strategies whose medians have room beside the probabilities
_SET = "The value used instead of the one in the file."
_MOST = 12  # inputs; a board reads no further, and the workbook has them all
_MATTER = ("matter less are", "matters less is")  # of several, of one
_SHARES = ("first_order", "total")
_SMALL = 0.005  # a share that rounds to nothing
_SHOWN = ("input", "owner", "low", "high", "first_order", "total", "rank_correlation")


def drivers(board: Board, view: View, tables: dict[str, Table]) -> PageSection | None:
    """Return the inputs that matter most; None where nothing is random or nothing is compared."""
    if "drivers" not in board.stories:
        return None
    sheets = []
    if "sensitivity" in tables:
        sheets.append(_inputs(view, tables["sensitivity"]))
    return PageSection(
        "drivers", "What drives it", headline(board, "drivers"), (), pictures(board, "drivers"), tuple(sheets)
    )


def _inputs(view: View, table: Table) -> PageSheet:
    """Return the first inputs that have something to show, shares with their errors."""
    found = [(row, record) for row, record in zip(table.rows, table.records(), strict=True) if _shown(record)][:_MOST]
    more = len(table.rows) - len(found)
    note = table.note + (f" {more} more that {_MATTER[more == 1]} in the workbook." if more > 0 else "")
    rows = [row for row, _ in found]
    sheet = sheet_of(view, table, _SHOWN, rows, caption="The inputs that matter most", note=note)
    keys = [key for key in _SHOWN if key in table.records()[0]]
    written = [
        tuple(_signed_or_share(key, old, record) for key, old in zip(keys, cells, strict=True))
        for cells, (_, record) in zip(sheet.rows, found, strict=True)
    ]
    return replace(sheet, rows=tuple(written))


def _shown(record: Mapping[str, Any]) -> bool:
    return record.get("low") is not None or any((record.get(key) or 0.0) >= _SMALL for key in _SHARES)


def _signed_or_share(key: str, old: PageCell, record: Mapping[str, Any]) -> PageCell:
    value = record[key]
    if value is None:
        return old
    if key in _SHARES:
        return replace(old, text=percent_with_error(value, T90 * (record.get(f"{key}_se") or 0.0)))
    return replace(old, text=f"{value:+.2f}") if key == "rank_correlation" else old


def volume(board: Board, view: View, tables: dict[str, Table]) -> PageSection | None:
    """Return how the probability changes with volume, and with the strongest other input; None without a volume."""
    story = board.stories.get("volume")
    if not isinstance(story, VolumeChoice) or board.volume is None:
        return None
    sheet = _volume_sheet(board.volume, story, view, tables["volume"])
    return PageSection("volume", "Volume", story.headline, (), pictures(board, "volume", "heat_map"), (sheet,))


def _volume_sheet(swept: Swept, story: VolumeChoice, view: View, table: Table) -> PageSheet:
    """Return a row for each volume: the choice, the probabilities, and the medians too of few strategies."""
    medians = {(r["volume"], r["strategy"]): r["p50"] for r in table.records()}
    priced = list(story.cheapest) if len(story.cheapest) <= _FEW else []
    rows = []
    for at, value in enumerate(story.values):
        cells = [PageCell(story.labels[story.chosen[at]])]
        cells += [
            PageCell(odds_cell(p[at], swept.trajectories), full_percent(p[at], 4)) for p in story.cheapest.values()
        ]
        cells += [cell(view, "money", medians.get((value, name))) for name in priced]
        rows.append((PageCell(number(value), full_number(value)), *cells))
    columns = (
        PageColumn(capital(story.axis), _SET),
        PageColumn("Choice", MEANINGS["choice"]),
        *(PageColumn(f"{view.labels[name]} is the cheapest", MEANINGS["cheapest"]) for name in story.cheapest),
        *(PageColumn(f"{view.labels[name]}, P50", MEANINGS["p50"]) for name in priced),
    )
    caption = f"The choice, and the futures in which each is the cheapest over {months(story.horizon)}"
    caption += f", and P50 of total cost in {view.money.unit}" if priced else ""
    return PageSheet("volume-values", caption, columns, tuple(rows))
