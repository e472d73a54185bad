"""The map: the probability of being cheaper over two assumptions, as coloured cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..stories import HeatMap, looks
from .sheet import BookSheet
from .styles import Styles, cell_words

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

__all__ = ["write_map"]

_TOP = 4


def write_map(book: Workbook, styles: Styles, story: HeatMap) -> None:
    """Write the sheet: largest values of the rows on top, as in a picture.

    Parameters
    ----------
    book : Workbook
    styles : Styles
    story : HeatMap
    """
    sheet = BookSheet(book, styles, "Map", story.headline, story.subtitle)
    across, down = story.axes
    sheet.cells.write_string(_TOP - 1, 1, cell_words(across), styles(bold=True))
    sheet.cells.write_string(_TOP, 0, cell_words(down), styles.heading())
    for at, value in enumerate(story.columns, 1):
        sheet.cells.write_number(_TOP, at, value, styles(num_format="#,##0.###", bold=True, bottom=1))
    for row, (value, chances) in enumerate(reversed(list(zip(story.rows, story.chance, strict=True))), _TOP + 1):
        sheet.cells.write_number(row, 0, value, styles(num_format="#,##0.###", bold=True, align="left"))
        for at, chance in enumerate(chances, 1):
            sheet.cells.write_number(row, at, chance, styles.value("chance", align="center"))
    look = looks(list(story.labels))
    scale = {
        "type": "3_color_scale",
        **{f"{end}_type": "num" for end in ("min", "mid", "max")},
        "min_value": 0.0,
        "mid_value": 0.5,
        "max_value": 1.0,
        "min_color": look[story.baseline].colour,
        "mid_color": "#FFFFFF",
        "max_color": look[story.strategy].colour,
    }
    sheet.cells.conditional_format(_TOP + 1, 1, _TOP + len(story.rows), len(story.columns), scale)
    sheet.columns([30, *[13] * len(story.columns)])
