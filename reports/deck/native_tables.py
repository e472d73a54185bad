"""Native tables: plain text, in as many lines as a cell allows and has room for, quiet lines between rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu

from .elements import child, element
from .fitting import LEADING, fitted, lines_of, plain, points_wide
from .slide_text import TEXT, Box, rgb, run

__all__ = ["TableCell", "add_table", "height_of", "needs", "rows_within", "widths_for"]

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # of Office: no style, no grid
_ALIGN = {"left": PP_ALIGN.LEFT, "centre": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}
_SIDE, _ABOVE = 57_150, 25_400  # margins in a cell
_RULE = 9_525
_LEADING = 1.36  # of the tallest fonts that stand in for one that is missing: a row grows with its words
_AIRY = 1.55  # how much higher rows are than their words where there is room
#: How much wider bold letters are; points of a cell that are not for words.
_BOLD, _PADDING = 1.06, 2.0 * _SIDE / 12_700 + 2.0


@dataclass(frozen=True, slots=True)
class TableCell:
    """What a cell holds, in `lines` lines at most; what is not given is left to the template."""

    text: str
    bold: bool = False
    align: Literal["left", "centre", "right"] = "left"
    paper: str | None = None
    ink: str | None = None
    lines: int = 1


def rows_within(box: Box, size: float = TEXT) -> int:
    """Return how many rows of one line a place has room for."""
    return max(1, box.height // _lowest(size))


def needs(rows: Sequence[Sequence[TableCell]], size: float = TEXT) -> list[float]:
    """Return the points each column takes so that no word of it is cut."""
    return [max(_narrowest(row[at], size) for row in rows) * _BOLD + _PADDING for at in range(len(rows[0]))]


def _narrowest(cell: TableCell, size: float) -> float:
    """Return the least width at which a cell's words take the lines that it allows: one or two."""
    text, words = plain(cell.text), plain(cell.text).split()
    if cell.lines == 1 or len(words) < 2:
        return points_wide(text, size)
    pairs = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return min(max(points_wide(one, size), points_wide(other, size)) for one, other in pairs)


def widths_for(rows: Sequence[Sequence[TableCell]], box: Box, rest: int, size: float = TEXT) -> list[float]:
    """Return the points of each column: what it needs, and to column `rest` what is left.

    Where that is more than there is, the narrow ones get what they need and the wide ones equal parts of the others'.
    """
    wanted, room = needs(rows, size), box.points[0]
    found = list(wanted)
    left = room
    for done, at in enumerate(sorted(range(len(wanted)), key=lambda at: wanted[at])):
        found[at] = min(wanted[at], left / (len(wanted) - done))
        left -= found[at]
    found[rest] += left
    return found


def height_of(rows: Sequence[Sequence[TableCell]], widths: Sequence[float], size: float = TEXT) -> int:
    """Return how high a table is whose columns have so many points, in English metric units."""
    return sum(_lowest(size, count) for count in _lines(rows, widths, size))


def _lines(rows: Sequence[Sequence[TableCell]], widths: Sequence[float], size: float) -> list[int]:
    inside = [(width - _PADDING) / _BOLD for width in widths]
    return [
        max(min(cell.lines, lines_of(plain(cell.text), size, w)) for cell, w in zip(row, inside, strict=True))
        for row in rows
    ]


def _lowest(size: float, lines: int = 1) -> int:
    return int(lines * size * _LEADING * 12_700) + 2 * _ABOVE


def add_table(
    slide: Any,
    box: Box,
    rows: Sequence[Sequence[TableCell]],
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
    rows : sequence of sequence of TableCell
        The first one is the head. Words that do not fit into their lines are shortened; where the box is too low for
        all lines, the last rows have one.
    shares : sequence of float
        Of the width, by column.
    name, alt : str
        For the selection pane (ours), and for those who cannot see it.
    size : float
        Of letters, in points.
    fill : bool
        Whether rows are made taller until they fill the box.
    """
    points = [box.points[0] * share / sum(shares) for share in shares]
    lines = _lines(rows, points, size)
    while sum(_lowest(size, count) for count in lines) > box.height and max(lines) > 1:
        lines[max(at for at, count in enumerate(lines) if count > 1)] = 1
    lowest = [_lowest(size, count) for count in lines]
    wide = max(1.0, min(_AIRY, box.height / sum(lowest)))
    heights = [box.height // len(rows)] * len(rows) if fill else [int(wide * low) for low in lowest]
    place = (Emu(value) for value in (box.left, box.top, box.width, sum(heights)))
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
        table.rows[at].height = Emu(heights[at])
        for column, cell in enumerate(row):
            room = (widths[column] - 2 * _SIDE) / 12_700
            _write(table.cell(at, column), cell, size, room, min(cell.lines, lines[at]), head=at == 0)
    return table


def _write(target: Any, cell: TableCell, size: float, width: float, lines: int, head: bool) -> None:
    target.margin_left = target.margin_right = Emu(_SIDE)
    target.margin_top = target.margin_bottom = Emu(_ABOVE)
    target.vertical_anchor = MSO_ANCHOR.BOTTOM if head and cell.lines > 1 else MSO_ANCHOR.MIDDLE
    paragraph = target.text_frame.paragraphs[0]
    paragraph.alignment = _ALIGN[cell.align]
    bold = cell.bold or head
    room = width / (_BOLD if bold else 1.0)
    words, _ = fitted(plain(cell.text), room, lines * size * LEADING, (size,), lines)
    run(paragraph, words, size, cell.ink, bold or None)
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
