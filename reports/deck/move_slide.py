"""When policies move: the probability of having moved, by month."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE

from ..stories import Moves
from .chart_numbers import Points
from .native_charts import add_chart, axis_of, legend, line
from .scale import Scale, scale_of, share_format
from .slide_text import Box

__all__ = ["draw_moves"]


def draw_moves(slide: Any, box: Box, story: Moves, made: date) -> None:
    """Draw a line for each move."""
    data = Points(made, "0")
    for part in story.series:
        data.add(part, "0.0%")
    chart = add_chart(slide, box, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, "Moves", story.alt)
    for curve, part in zip(chart.plots[0].series, story.series, strict=True):
        look = story.looks[part.name]
        line(curve, look.colour, look.dash, 3.0)
    last, step = float(story.series[0].x[-1]), story.top / 5.0
    axis_of(chart.category_axis, Scale(0.0, last, scale_of(0.0, last, marks=8).step), story.counted, "0", grid=False)
    axis_of(chart.value_axis, Scale(0.0, story.top, step), story.up, share_format(step))
    legend(chart)
