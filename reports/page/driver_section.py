"""What drives the answer, and how it changes with volume."""

from __future__ import annotations

from dataclasses import replace

from ..board import Board
from ..board.board import Swept
from ..stories import VolumeChoice
from ..tables.tables import Table
from ..words.names import capital
from ..words.numbers import full_number, full_percent, months, number, odds_cell
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
_SHOWN = ("input", "owner", "low", "high", "first_order", "total", "rank_correlation")


def drivers(board: Board, view: View, tables: dict[str, Table]) -> PageSection | None:
    """Return the inputs that matter most; None where nothing is random or nothing is compared."""
    if "drivers" not in board.stories:
        return None
    sheets = []
    if "sensitivity" in tables:
        table = tables["sensitivity"]
        left_out = len(table.rows) - _MOST
        note = table.note + (f" {left_out} more that {_MATTER[left_out == 1]} in the workbook." if left_out > 0 else "")
        sheet = sheet_of(view, table, _SHOWN, table.rows[:_MOST], caption="The inputs that matter most", note=note)
        ranks = table.column("rank_correlation")
        rows = (
            (*row[:-1], row[-1] if rank is None else PageCell(f"{rank:+.2f}", row[-1].full))
            for row, rank in zip(sheet.rows, ranks, strict=False)
        )
        sheets.append(replace(sheet, rows=tuple(rows)))
    return PageSection(
        "drivers", "What drives it", headline(board, "drivers"), (), pictures(board, "drivers"), tuple(sheets)
    )


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
