"""From the budget to the full bill: bars that begin where the one before ended, on a base that is not shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

from ..stories import FirstEstimate
from .blank import INK
from .chart_numbers import Categories
from .fitting import one_line
from .native_charts import GREY, add_chart, axis_of, label_point, paint, paint_light, plot_area, rows_down, unseen
from .scale import amount_format, scale_of
from .slide_text import TEXT, Box

__all__ = ["draw_first_estimate"]

_WORDS = 330.0  # points of a row's name
_ROOM = 0.1  # of the axis, for a label


def draw_first_estimate(slide: Any, box: Box, story: FirstEstimate, made: date) -> None:
    """Draw the waterfall."""
    rows, stacks, colour = story.rows, story.stacks, story.look.colour
    ends = [end for row in rows for end in (row.start, row.end)]
    scale = scale_of(min(ends), max(ends) * (1.0 + _ROOM), marks=6)
    words = min(_WORDS, 0.35 * box.points[0])
    names = [one_line(row.label, TEXT, words - 12.0) for row in rows]
    data = Categories(made, names, amount_format(max(map(abs, ends))))
    for name, part in stacks.items():
        data.add(name, part)
    # bars that are stacked have no label at their end: an empty piece behind carries it
    data.add("room for labels (not shown)", [_ROOM * (scale.high - scale.low)] * len(rows))
    chart = add_chart(slide, box, XL_CHART_TYPE.BAR_STACKED, data, "From the budget", story.alt)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 35, 100
    paints = {"start": INK, "adds": GREY, "saves": GREY, "bill": colour, "P50": colour, "P90": colour}
    for series in plot.series:
        role = series.name.partition(" ")[0]
        if role not in paints:
            unseen(series)
        else:
            (paint_light if role in ("saves", "P90") else paint)(series, paints[role])
    for at, row in enumerate(rows):
        bold = row.role not in ("adds", "saves")
        label_point(plot.series[-1], at, row.amount, XL_LABEL_POSITION.INSIDE_BASE, bold=bold)
    axis_of(chart.value_axis, scale, grid=False)
    axis_of(chart.category_axis, None, grid=False)
    rows_down(chart)
    left = words / box.points[0]
    plot_area(chart, left, 0.01, 0.97 - left, 0.96)
