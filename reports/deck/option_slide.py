"""What each option costs: P10 to P90 of every strategy as a bar, and the key figures below."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION

from ..board import Board
from ..stories import OptionCosts
from ..words.view import View
from .chart_numbers import Categories
from .fitting import one_line
from .frame import Frame
from .key_figures import KeyFigures, figure_headline, figure_words, key_figures
from .native_charts import (
    add_chart,
    axis_of,
    label_point,
    paint_point,
    plot_area,
    rows_down,
    unseen,
)
from .native_tables import add_table, widths_for
from .notes import sentence
from .scale import amount_format, scale_of
from .slide_text import TEXT, Box

__all__ = ["option_slides"]

_NAMES, _ROOM = 330.0, 0.3  # points of a name, share of the axis for the words beside a bar
_AXIS, _ROW = 0.14, 0.09  # of the height: what the axis takes, and each bar
_BETWEEN = 150_000  # bars and table, in English metric units


def option_slides(frame: Frame, board: Board, view: View, story: OptionCosts, notes: list[str]) -> None:
    """Add bars and table; the table on a slide of its own where both have too little room."""
    slide, place = frame.begin(story.headline, story.footer, notes)
    box = frame.below_subtitle(place, 2)
    share = min(0.5, _AXIS + _ROW * len(story.costs))
    upper, lower = box.split(int(share * box.height), _BETWEEN)
    found, about = key_figures(board, view, lower), figure_words(view)
    together = not found.unseen
    frame.subtitle(slide, place, f"{story.subtitle}; {about}" if together else story.subtitle)
    _draw(slide, upper if together else box, story, board.made)
    if not together:
        slide, place = frame.begin(figure_headline(view), story.footer, [sentence(about), *notes[1:]])
        lower = frame.below_subtitle(place, 2)
        found = key_figures(board, view, lower.split(int(0.92 * lower.height), 0)[0])  # fonts at hand may be wider
        lower = frame.subtitle(slide, place, "; ".join([about, *found.unseen]))
    _write_figures(slide, lower, found)


def _draw(slide: Any, box: Box, story: OptionCosts, made: date) -> None:
    """Draw the bars: full colour up to P50, lighter from there on."""
    ends = [end for cost in story.costs.values() for end in cost]
    spread = max(0.0, *ends) - min(0.0, *ends)
    scale = scale_of(min(ends), max(ends) + _ROOM * spread, marks=6)
    words = min(_NAMES, 0.35 * box.points[0])
    data = Categories(made, [one_line(name, TEXT, words - 12.0) for name in story.names], amount_format(max(ends)))
    for name, part in story.stacks.items():
        data.add(name, part)
    data.add("room for labels (not shown)", [_ROOM * (scale.high - scale.low)] * len(story.costs))
    chart = add_chart(slide, box, XL_CHART_TYPE.BAR_STACKED, data, "Options", story.alt)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    for series in plot.series:
        if "not shown" in series.name:
            unseen(series)
            continue
        for at, name in enumerate(story.costs):
            colour = story.looks[name].colour
            paint_point(series, at, colour, light="P90" in series.name)
    for at, (name, (low, middle, high)) in enumerate(story.cells.items()):
        text = middle if story.certain else f"{middle}  ({low} to {high})"
        label_point(plot.series[-1], at, text, XL_LABEL_POSITION.INSIDE_BASE, bold=name == story.recommended)
    axis_of(chart.value_axis, scale)  # the subtitle says what it counts
    axis_of(chart.category_axis, None, grid=False)
    rows_down(chart)
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NEXT_TO_AXIS  # below, as the axis is
    left, below = words / box.points[0], 1.5 * TEXT / box.points[1]
    plot_area(chart, left, 0.01, 0.97 - left, 0.99 - below)


def _write_figures(slide: Any, box: Box, found: KeyFigures) -> None:
    widths = widths_for(found.rows, box, 0, found.size)
    alt = "; ".join(", ".join(cell.text for cell in row) for row in found.rows)
    add_table(slide, box, found.rows, widths, "Key figures", alt, size=found.size)
