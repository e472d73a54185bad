"""What drives it: bars around the average, from where an input is in its lowest tenth to where in its highest."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

from ..stories import Drivers
from ..words.money import Money
from .chart_numbers import Categories
from .fitting import one_line, points_wide
from .native_charts import GREY, add_chart, axis_of, label_point, legend, paint, plot_area, rows_down
from .scale import amount_format, scale_of
from .slide_text import TEXT, Box, rgb

__all__ = ["draw_drivers"]

_LOW, _HIGH = "8FB8DE", "24425C"
_WORDS = 330.0  # points of an input's name


def draw_drivers(slide: Any, box: Box, story: Drivers, made: date) -> None:
    """Draw the tornado. Its bars start where the axis of names stands, which is at the average."""
    ends = [end for bar in story.bars for end in (bar.low, bar.high)]
    spread = max(ends) - min(ends)
    words = min(_WORDS, 0.35 * box.points[0])
    write = Money.fitting(story.currency, max(map(abs, ends), default=0.0))
    # room for the labels outside the bars
    label = max(points_wide(write(end), TEXT) for end in ends) + 8.0
    beside = min(1.0, label / max(1.0, 0.97 * box.points[0] - words - 2.0 * label)) * spread
    scale = scale_of(min(ends) - beside, max(ends) + beside, marks=10, zero=False)
    names = [one_line(bar.label, TEXT, words - 12.0) for bar in story.bars]
    data = Categories(made, names, amount_format(max(map(abs, ends), default=1.0)))
    data.add("input in its lowest tenth", [bar.low for bar in story.bars])
    data.add("input in its highest tenth", [bar.high for bar in story.bars])
    alt = f"{story.headline}. {story.subtitle}."
    chart = add_chart(slide, box, XL_CHART_TYPE.BAR_CLUSTERED, data, "Drivers", alt)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    for series, colour, side in zip(plot.series, (_LOW, _HIGH), ("low", "high"), strict=True):
        paint(series, colour)
        for at, bar in enumerate(story.bars):
            label_point(series, at, write(getattr(bar, side)), XL_LABEL_POSITION.OUTSIDE_END)
    what = "average saving" if story.of_savings else "average cost"
    axis_of(
        chart.value_axis, scale, f"the line in the middle: {what} over all futures, {write(story.centre)}", grid=False
    )
    axis_of(chart.category_axis, None, grid=False)
    rows_down(chart)
    chart.value_axis.crosses_at = story.centre
    chart.category_axis.format.line.color.rgb = rgb(GREY)
    left = words / box.points[0]
    plot_area(chart, left, 0.01, 0.97 - left, 0.8)
    legend(chart)
