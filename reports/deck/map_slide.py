"""Where the answer flips: a table whose cells are coloured by their probability."""

from __future__ import annotations

from typing import Any

from ..stories import HeatMap
from ..words.numbers import short_amount
from .blank import INK
from .fitting import lines_of
from .native_tables import TableCell, add_table, needs
from .slide_text import TEXT, Box, paragraphs

__all__ = ["draw_map"]


def draw_map(slide: Any, box: Box, story: HeatMap, muted: str | None) -> None:
    """Write the map, highest values of the second axis on top."""
    cell = f"probability that {story.labels[story.strategy]} is cheaper"
    words = f"Across: {story.axes[0]}. Down: {story.axes[1]}. Each cell: {cell}."
    lines = 2 if lines_of(words, TEXT, box.points[0]) > 1 else 1
    key, box = box.split(int(lines * 0.08 * box.height))
    paragraphs(slide, key, [words], (16.0, 15.0, TEXT), muted)
    shares = [1.4, *[1.0] * len(story.columns)]
    rooms = [box.points[0] * share / sum(shares) for share in shares]
    heads = story.column_words
    if any(needs([[TableCell(head)]])[0] > rooms[1] for head in heads):
        heads = tuple(short_amount(value, 3) for value in story.columns)
    rows = [[TableCell(""), *(TableCell(head, bold=True, align="centre") for head in heads)]]
    for label, chances, texts in reversed(list(zip(story.row_words, story.chance, story.cells, strict=True))):
        papers = map(story.colour_of, chances)
        cells = [
            TableCell(text, align="centre", paper=paper, ink=INK) for text, paper in zip(texts, papers, strict=True)
        ]
        rows.append([TableCell(label, bold=True, align="right"), *cells])
    add_table(slide, box, rows, shares, "Map", f"{story.headline}. {words}", fill=True)
