"""Where it goes: P50 and P90 of each category, a panel for each strategy on one scale."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION

from ..stories import CostByCategory
from .fitting import one_line
from .native import add_chart, axis_of, label_all, legend, paint, plot_area, rows_down, tint
from .numbers import Categories
from .panels import chosen, heading
from .scale import Scale, scale_of, short_format
from .text import TEXT, Box

__all__ = ["draw_categories"]

_MOST = 8  # categories that a slide has room for
_WORDS = 150.0  # points of a category's name


def draw_categories(
    slide: Any, box: Box, story: CostByCategory, baseline: str, focus: str | None, made: date
) -> list[str]:
    """Draw the bars of every strategy, and return the strategies and categories that there is no room for."""
    names = chosen(story.labels, baseline, focus, {name: sum(story.mean[name]) for name in story.labels}, box.points[0])
    count = min(len(story.categories), _MOST)
    values = [v for name in names for side in (story.p50, story.p90) for v in side[name][:count]]
    scale = scale_of(min(values, default=0.0), max(values, default=1.0) * (1.0 + 0.08 * len(names)), marks=8)
    words = min(_WORDS, 0.3 * box.points[0])
    share = (box.points[0] - words) / len(names)
    boxes = box.columns([words + share, *[share] * (len(names) - 1)], 91_440)  # the first one names the rows
    for at, (name, panel) in enumerate(zip(names, boxes, strict=True)):
        top, rest = panel.split(int(0.075 * box.height) + 60_000, 0)
        indent = int(words * 12_700) if at == 0 else 0
        place = Box(top.left + indent, top.top, top.width - indent, top.height)
        heading(slide, place, story.labels[name], story.looks[name])
        _panel(slide, rest, story, name, count, scale, words if at == 0 else 0.0, made)
    return [*(label for name, label in story.labels.items() if name not in names), *story.categories[count:]]


def _panel(
    slide: Any, box: Box, story: CostByCategory, name: str, count: int, scale: Scale, words: float, made: date
) -> None:
    sizes = [abs(v) for side in (story.p50, story.p90) for values in side.values() for v in values[:count] if v]
    written = short_format(max(sizes, default=0.0), min(sizes, default=0.0))
    certain = story.p50[name] == story.p90[name]
    data = Categories(made, [one_line(c, TEXT, _WORDS - 14.0) for c in story.categories[:count]], "#,##0")
    data.add("amount" if certain else "P50", story.p50[name][:count])
    if not certain:
        data.add("P90", story.p90[name][:count])
    alt = f"{story.labels[name]}: {story.headline}. {story.subtitle}."
    chart = add_chart(slide, box, XL_CHART_TYPE.BAR_CLUSTERED, data, f"Categories {name}", alt)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, -5
    colour = story.looks[name].colour
    for series in plot.series:
        paint(series, tint(colour, 0.6) if series.name == "P90" else colour)
        label_all(series, written, XL_LABEL_POSITION.OUTSIDE_END)
    axis_of(chart.value_axis, scale, grid=False)
    axis_of(chart.category_axis, None, grid=False)
    rows_down(chart)
    if not words:  # the first panel names the rows
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    wide = box.points[0]
    left = (words + 6.0) / wide if words else 0.02
    plot_area(chart, left, 0.02, 0.97 - left, 0.84 if not certain else 0.94)
    if not certain:
        legend(chart)
