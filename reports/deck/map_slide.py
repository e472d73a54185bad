"""Where the answer flips: a table whose cells are coloured by the chance in them."""

from __future__ import annotations

from typing import Any

from ..stories import HeatMap
from .fitting import lines_of
from .native_tables import Cell, add_table, needs
from .slide_text import TEXT, Box, paragraphs

__all__ = ["draw_map"]


def draw_map(slide: Any, box: Box, story: HeatMap, muted: str | None) -> None:
    """Write the map, highest values of the second axis on top."""
    cell = f"chance that {story.labels[story.strategy]} is cheaper"
    words = f"Across: {story.axes[0]}. Down: {story.axes[1]}. Each cell: {cell}."
    lines = 2 if lines_of(words, TEXT, box.points[0]) > 1 else 1
    key, box = box.split(int(lines * 0.08 * box.height))
    paragraphs(slide, key, [words], (16.0, 15.0, TEXT), muted)
    shares = [1.4, *[1.0] * len(story.columns)]
    rooms = [box.points[0] * share / sum(shares) for share in shares]
    write = _written
    if any(needs([[Cell(write(value))]])[0] > rooms[1] for value in story.columns):
        write = _short
    head = [Cell(""), *(Cell(write(value), bold=True, align="centre") for value in story.columns)]
    rows = [
        [Cell(_written(value), bold=True, align="right"), *(_cell(story, p) for p in chances)]
        for value, chances in reversed(list(zip(story.rows, story.chance, strict=True)))
    ]
    add_table(slide, box, [head, *rows], shares, "Map", f"{story.headline}. {words}", fill=True)


def _cell(story: HeatMap, chance: float) -> Cell:
    """Return a cell: white at even odds, the deeper the surer, in the colour of who is cheaper."""
    text = "<1 %" if 0.0 <= chance < 0.005 else ">99 %" if chance > 0.995 else f"{100.0 * chance:.0f} %"
    return Cell(text, align="centre", paper=story.colour_of(chance), ink="1B1F24")


def _written(value: float) -> str:
    return f"{float(f'{value:.3g}'):,.10g}"


def _short(value: float) -> str:
    scale, letter = (1e6, "M") if value >= 999_500.0 else (1e3, "k") if value >= 9_995.0 else (1.0, "")
    return f"{_written(value / scale)}{letter}"
