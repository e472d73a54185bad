"""Where the answer flips: a table whose cells are coloured by the chance in them."""

from __future__ import annotations

from typing import Any

from ..stories import HeatMap
from .native import tint
from .tables import Cell, add_table
from .text import TEXT, Box, paragraphs

__all__ = ["draw_map"]


def draw_map(slide: Any, box: Box, story: HeatMap, colours: tuple[str, str], muted: str | None) -> None:
    """Write the map, highest values of the second axis on top; colours are those of strategy and baseline."""
    key, box = box.split(int(0.08 * box.height))
    cell = f"chance that {story.labels[story.strategy]} is cheaper"
    words = f"Across: {story.axes[0]}. Down: {story.axes[1]}. Each cell: {cell}."
    paragraphs(slide, key, [words], (16.0, 15.0, TEXT), muted)
    head = [Cell(""), *(Cell(_written(value), bold=True, align="centre") for value in story.columns)]
    rows = [
        [Cell(_written(value), bold=True, align="right"), *(_cell(p, colours) for p in chances)]
        for value, chances in reversed(list(zip(story.rows, story.chance, strict=True)))
    ]
    add_table(
        slide, box, [head, *rows], [1.4, *[1.0] * len(story.columns)], "Map", f"{story.headline}. {words}", fill=True
    )


def _cell(chance: float, colours: tuple[str, str]) -> Cell:
    """Return a cell: white at even odds, the deeper the surer."""
    sure = abs(chance - 0.5) * 2.0
    colour = tint(colours[0] if chance >= 0.5 else colours[1], 1.0 - 0.75 * sure)
    text = "<1 %" if 0.0 <= chance < 0.005 else ">99 %" if chance > 0.995 else f"{100.0 * chance:.0f} %"
    return Cell(text, align="centre", paper=colour, ink="1B1F24")


def _written(value: float) -> str:
    rounded = float(f"{value:.3g}")
    return f"{rounded / 1e6:,.10g}M" if rounded >= 1e6 else f"{rounded:,.10g}"
