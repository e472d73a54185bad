"""When it pays: savings future by future, in the colour of the strategy that is cheaper there."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE

from ..stories import Savings
from .chart_numbers import Categories
from .native_charts import GREY, add_chart, axis_along, axis_of, legend, paint
from .scale import scale_of, share_format
from .slide_text import Box

__all__ = ["draw_savings"]

_LABELS = 8  # along the axis


def draw_savings(slide: Any, box: Box, story: Savings, made: date) -> None:
    """Draw the histogram of savings."""
    starts = [low for low, _, _ in story.columns]
    # as words: not every program formats the numbers of an axis of categories
    data = Categories(made, [story.money(start) for start in starts], "0.0%")
    for part in story.series:
        data.add(part.name, part.y)
    chart = add_chart(slide, box, XL_CHART_TYPE.COLUMN_CLUSTERED, data, "Savings", story.alt)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 4, 100
    for series, part in zip(plot.series, story.series, strict=True):
        paint(series, GREY if part.strategy is None else story.looks[part.strategy].colour)
    scale = scale_of(0.0, max(max(part.y) for part in story.series), marks=4)
    axis_of(chart.value_axis, scale, story.up, share_format(scale.step))
    axis_of(chart.category_axis, None, f"{story.across}; labels: where bars begin", grid=False)
    axis_along(chart.category_axis, _every(starts))
    legend(chart)


def _every(starts: list[float]) -> int:
    """Return how many bars there are to a label: as many as fit, the bar that begins at 0 with one where it can be."""
    least = max(1, -(-len(starts) // _LABELS))
    zero = starts.index(0.0) if 0.0 in starts else 0
    return next((every for every in range(least, 2 * least + 1) if zero % every == 0), least)
