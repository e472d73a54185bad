"""Where the money goes: P50 and P90 of each category, a panel per strategy on one scale."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION

from ..stories import CostByCategory
from .chart_numbers import Categories
from .fitting import one_line, points_wide
from .native_charts import add_chart, axis_of, label_point, paint, paint_light, plot_area, rows_down
from .panels import Pages, columns, heading, heading_height, pages
from .scale import Scale
from .slide_text import TEXT, Box

__all__ = ["draw_categories", "pages_of_categories", "undrawn"]

_MOST = 8  # categories that a slide has room for
_WORDS = 150.0  # points of a category's name


def pages_of_categories(story: CostByCategory, width: float) -> Pages:
    """Return which strategies are drawn on which slide, if its charts have so many points of width."""
    costs = {name: sum(story.mean[name]) for name in story.labels}
    return pages(story.labels, story.first, costs, width)


def undrawn(story: CostByCategory) -> list[str]:
    """Return the categories that a slide has no room for: those that cost least."""
    return list(story.categories[_MOST:])


def draw_categories(slide: Any, box: Box, story: CostByCategory, spread: Pages, at: int, made: date) -> None:
    """Draw the bars of the strategies of slide `at`: all slides have one scale."""
    names, count = spread.slides[at], min(len(story.categories), _MOST)
    values = [v for part in story.series if part.strategy in spread.names for v in part.y[:count]]
    words = min(_WORDS, 0.3 * box.points[0])
    boxes = columns(box, words, spread.beside)  # the first one names the rows
    low, high = min(values, default=0.0), max(values, default=1.0)
    # a label beside a bar is not to reach into the next panel
    label = max((points_wide(story.written(amount), TEXT) for amount in values), default=0.0) + 8.0
    beside = min(0.6, label / (0.95 * (boxes[0].points[0] - words)))
    low, high = (low / (1.0 - beside) if low < 0.0 else 0.0), (high / (1.0 - beside) if high > 0.0 else 0.0)
    scale = Scale(low, high if high > low else 1.0, (high - low) or 1.0)  # without marks: its ends need not be round
    tall = heading_height([story.labels[name] for name in spread.names], boxes[-1].points[0])
    for place, (name, panel) in enumerate(zip(names, boxes, strict=False)):
        top, rest = panel.split(tall, 0)
        indent = int(words * 12_700) if place == 0 else 0
        head = Box(top.left + indent, top.top, top.width - indent, top.height)
        heading(slide, head, story.labels[name], story.looks[name])
        _panel(slide, rest, story, name, count, scale, words if place == 0 else 0.0, made)


def _panel(
    slide: Any, box: Box, story: CostByCategory, name: str, count: int, scale: Scale, words: float, made: date
) -> None:
    parts = [part for part in story.series if part.strategy == name]
    data = Categories(made, [one_line(c, TEXT, _WORDS - 14.0) for c in story.categories[:count]], "#,##0")
    for part in parts:  # the panel's heading says whose they are
        data.add(part.role, part.y[:count])
    alt = f"{story.labels[name]}: {story.alt}"
    chart = add_chart(slide, box, XL_CHART_TYPE.BAR_CLUSTERED, data, f"Categories {name}", alt)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, -5
    colour = story.looks[name].colour
    for series in plot.series:
        (paint_light if series.name == "P90" else paint)(series, colour)
        (part,) = (part for part in parts if part.role == series.name)
        for at, amount in enumerate(part.y[:count]):
            label_point(series, at, story.written(amount), XL_LABEL_POSITION.OUTSIDE_END)
    axis_of(chart.value_axis, scale, grid=False)
    axis_of(chart.category_axis, None, grid=False)
    rows_down(chart)
    if not words:  # the first panel names the rows
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    wide = box.points[0]
    left = (words + 6.0) / wide if words else 0.02
    plot_area(chart, left, 0.02, 0.97 - left, 0.96)
