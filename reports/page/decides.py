"""What drives the answer, and how it moves with volume."""

from __future__ import annotations

from ..board import Board
from ..board.tables import Table
from ..chances import chance_cell
from ..laws import number
from ..stories import VolumeChance
from ..view import View
from .glossary import MEANINGS
from .parts import Cell, Column, Section, Sheet
from .pictures import headline, pictures
from .writing import percent, sheet_of

__all__ = ["drivers", "volume"]

_MOST = 12  # inputs; a board reads no further, and the workbook has them all
_SHOWN = ("input", "owner", "low", "high", "first_order", "total", "rank_correlation")


def drivers(board: Board, view: View, tables: dict[str, Table]) -> Section | None:
    """Return the inputs that matter most; None where nothing is random or nothing is compared."""
    if "drivers" not in board.stories:
        return None
    sheets = []
    if "sensitivity" in tables:
        table = tables["sensitivity"]
        left_out = len(table.rows) - _MOST
        note = table.note + (f" {left_out} more that matter less are in the workbook." if left_out > 0 else "")
        sheets.append(
            sheet_of(view, table, _SHOWN, table.rows[:_MOST], caption="The inputs that matter most", note=note)
        )
    return Section(
        "drivers", "What drives it", headline(board, "drivers"), (), pictures(board, "drivers"), tuple(sheets)
    )


def volume(board: Board, view: View) -> Section | None:
    """Return how the chance moves with volume, and with the strongest other input; None without a volume."""
    story = board.stories.get("volume")
    if not isinstance(story, VolumeChance) or board.volume is None:
        return None
    rows = tuple(
        (
            Cell(number(value), f"{value:,.10g}"),
            *(
                Cell(chance_cell(of_one[at], board.volume.trajectories), percent(of_one[at]))
                for of_one in story.chance.values()
            ),
        )
        for at, value in enumerate(story.values)
    )
    base = story.labels[story.baseline]
    axis = story.axis[:1].upper() + story.axis[1:]
    columns = (
        Column(axis, "The value that was set in the place of the file's own.", wide=True),
        *(Column(view.labels.get(name, name), MEANINGS["beats"]) for name in story.chance),
    )
    sheet = Sheet("volume", f"Futures in which each costs less than {base}", columns, rows)
    return Section("volume", "Volume", story.headline, (), pictures(board, "volume", "heat_map"), (sheet,))
