"""Native tables: each cell one line of plain text, quiet lines between rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu

from .elements import child, element
from .fitting import LEADING, one_line, plain, points_wide
from .text import TEXT, Box, rgb, run

__all__ = ["Cell", "add_table", "needs", "rows_within", "widths_for"]

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # of Office: no style, no grid
_ALIGN = {"left": PP_ALIGN.LEFT, "centre": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}
_SIDE, _ABOVE = 57_150, 25_400  # margins in a cell
_RULE = 9_525
#: How much wider bold letters are; points of a cell that are not for words.
_BOLD, _PADDING = 1.06, 2.0 * _SIDE / 12_700 + 2.0


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell holds; what is not given is left to the template."""

    text: str
    bold: bool = False
    align: Literal["left", "centre", "right"] = "left"
    paper: str | None = None
    ink: str | None = None


def rows_within(box: Box, size: float = TEXT) -> int:
    """Return how many rows of one line a place has room for."""
    return max(1, box.height // _lowest(size))


def needs(rows: Sequence[Sequence[Cell]], size: float = TEXT) -> list[float]:
    """Return the points each column takes so that no word of it is cut."""
    return [max(points_wide(row[at].text, size) for row in rows) * _BOLD + _PADDING for at in range(len(rows[0]))]


def widths_for(
    rows: Sequence[Sequence[Cell]], box: Box, rest: int, size: float = TEXT, most: float = 0.27
) -> list[float]:
    """Return the points each column needs, `most` of the table; column `rest` has what is left."""
    room = box.points[0]
    found = [min(need, most * room) for need in needs(rows, size)]
    found[rest] = max(0.2 * room, room - sum(found) + found[rest])
    return found


def _lowest(size: float) -> int:
    return int(size * LEADING * 12_700) + 2 * _ABOVE


def add_table(
    slide: Any,
    box: Box,
    rows: Sequence[Sequence[Cell]],
    shares: Sequence[float],
    name: str,
    alt: str,
    size: float = TEXT,
    fill: bool = False,
) -> Any:
    """Add a table.

    Parameters
    ----------
    slide : pptx.slide.Slide
    box : Box
    rows : sequence of sequence of Cell
        The first one is the head. Words that do not fit into one line are shortened.
    shares : sequence of float
        Of the width, by column.
    name, alt : str
        For the selection pane (ours), and for those who cannot see it.
    size : float
        Of letters, in points.
    fill : bool
        Whether rows are made taller until they fill the box.
    """
    tall = max(_lowest(size), min(int(1.55 * _lowest(size)), box.height // len(rows)))
    tall = box.height // len(rows) if fill else tall
    place = (Emu(value) for value in (box.left, box.top, box.width, tall * len(rows)))
    frame = slide.shapes.add_table(len(rows), len(shares), *place)
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plain(alt, 900))
    table = frame.table
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    table.first_row, table.horz_banding = True, False
    widths = [int(box.width * share / sum(shares)) for share in shares]
    for at, width in enumerate(widths):
        table.columns[at].width = Emu(width)
    for at, row in enumerate(rows):
        table.rows[at].height = Emu(tall)
        for column, cell in enumerate(row):
            _write(table.cell(at, column), cell, size, (widths[column] - 2 * _SIDE) / 12_700, head=at == 0)
    return table


def _write(target: Any, cell: Cell, size: float, width: float, head: bool) -> None:
    target.margin_left = target.margin_right = Emu(_SIDE)
    target.margin_top = target.margin_bottom = Emu(_ABOVE)
    target.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = target.text_frame.paragraphs[0]
    paragraph.alignment = _ALIGN[cell.align]
    bold = cell.bold or head
    run(paragraph, one_line(plain(cell.text), size, width / (_BOLD if bold else 1.0)), size, cell.ink, bold or None)
    if cell.paper is not None:
        target.fill.solid()
        target.fill.fore_color.rgb = rgb(cell.paper)
        return
    target.fill.background()
    _underline(target._tc.get_or_add_tcPr(), head)


def _underline(properties: Any, head: bool) -> None:
    """Draw a line under a cell, in the theme's grey; it has its place before the fill."""
    rule = element("a:lnB")
    rule.set("w", str(_RULE * (2 if head else 1)))
    colour = child(child(rule, "a:solidFill"), "a:schemeClr")
    colour.set("val", "bg1")
    child(colour, "a:lumMod", val="65000" if head else "85000")
    properties.insert(0, rule)
