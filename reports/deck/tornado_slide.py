"""What drives it: bars around the mean, from the lowest tenth of an input to its highest."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION

from ..stories import Drivers
from ..stories.story import PALETTE
from .chart_numbers import Categories
from .fitting import one_line, points_wide
from .native_charts import GREY, add_chart, axis_of, label_point, legend, paint, plot_area, rows_down
from .scale import amount_format, scale_of
from .slide_text import TEXT, Box, rgb

__all__ = ["draw_drivers"]

_LOW, _HIGH = PALETTE[5], PALETTE[0]  # two tones of one colour: of one input, not of two strategies
_WORDS = 380.0  # points of an input's name


def draw_drivers(slide: Any, box: Box, story: Drivers, made: date) -> None:
    """Draw the tornado. Its bars start at the axis of names, which crosses at the mean.

    Its amounts have marks only where 0 is among them: which bars pass from a saving to a loss is read there.
    """
    ends = [end for bar in story.bars for end in (bar.low, bar.high)]
    spread = max(ends) - min(ends)
    words = min(_WORDS, 0.42 * box.points[0])
    # room for the labels outside the bars
    label = max(points_wide(story.amount(end), TEXT) for end in ends) + 8.0
    beside = min(1.0, label / max(1.0, 0.97 * box.points[0] - words - 2.0 * label)) * spread
    zero = story.of_savings and min(ends) < 0.0 < max(ends)
    scale = scale_of(min(ends) - beside, max(ends) + beside, marks=6 if zero else 10, zero=False)
    names = [one_line(str(name), TEXT, words - 12.0) for name in story.series[0].x]
    data = Categories(made, names, amount_format(max(map(abs, ends), default=1.0)))
    for part in story.series:
        data.add(part.name, part.y)
    chart = add_chart(slide, box, XL_CHART_TYPE.BAR_CLUSTERED, data, "Drivers", story.alt)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    for series, colour, part in zip(plot.series, (_LOW, _HIGH), story.series, strict=True):
        paint(series, colour)
        for at, end in enumerate(part.y):
            label_point(series, at, story.amount(end), XL_LABEL_POSITION.OUTSIDE_END)
    axis_of(chart.value_axis, scale, f"line in the middle: {story.centre_words}", grid=zero)
    axis_of(chart.category_axis, None, grid=False)
    rows_down(chart)
    if zero:
        chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NEXT_TO_AXIS
    chart.value_axis.crosses_at = story.centre
    chart.category_axis.format.line.color.rgb = rgb(GREY)
    left = words / box.points[0]
    plot_area(chart, left, 0.01, 0.97 - left, 0.73 if zero else 0.8)
    legend(chart)
