"""Where the answer changes: a table whose cells are coloured by the cheapest strategy, with the choice written in."""

from __future__ import annotations

from typing import Any

from ..stories import HeatMap
from ..words.numbers import short_amount
from .blank import INK
from .fitting import lines_of
from .native_tables import TableCell, add_table, needs
from .slide_text import TEXT, Box, paragraphs

__all__ = ["draw_map"]

_OWN = "\N{BLACK DIAMOND} "  # before the cell of the scenario's own values


def draw_map(slide: Any, box: Box, story: HeatMap, muted: str | None) -> None:
    """Write the map, highest values of the second axis on top."""
    keys = [*(words for _, words in story.key), story.pale_words]
    keys.append("" if story.own_cell is None else f"{_OWN}{story.own_words}")
    words = [f"Across: {story.across}. Down: {story.up}.", f"{'; '.join(filter(None, keys))}."]
    lines = sum(2 if lines_of(each, TEXT, box.points[0]) > 1 else 1 for each in words)
    key, box = box.split(int(lines * 0.075 * box.height))
    paragraphs(slide, key, words, (16.0, 15.0, TEXT), muted)
    shares = [1.1, *[1.0] * len(story.columns)]
    rooms = [box.points[0] * share / sum(shares) for share in shares]
    heads = story.column_words
    if any(needs([[TableCell(head)]])[0] > rooms[1] for head in heads):
        heads = tuple(short_amount(value, 3) for value in story.columns)
    rows = [[TableCell(""), *(TableCell(head, bold=True, align="centre") for head in heads)]]
    for at in reversed(range(len(story.rows))):
        cells = []
        for column, (text, paper) in enumerate(zip(story.cells[at], story.papers[at], strict=True)):
            mine = (at, column) == story.own_cell
            cells.append(TableCell(f"{_OWN * mine}{text}", align="centre", paper=paper, ink=INK, lines=1 + mine))
        rows.append([TableCell(story.row_words[at], bold=True, align="right"), *cells])
    add_table(slide, box, rows, shares, "Map", f"{story.headline}. {' '.join(words)}", fill=True)
