"""What to budget: the probability of needing more than an amount of cash, and the budgets as upright lines."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE

from ..stories import BudgetKept
from .chart_numbers import Points
from .native_charts import add_chart, axis_of, legend, line
from .scale import Scale, amount_format, scale_of
from .slide_text import Box

__all__ = ["draw_budget"]

_CHANCES = Scale(0.0, 1.0, 0.25)


def draw_budget(slide: Any, box: Box, story: BudgetKept, made: date) -> None:
    """Draw the exceedance curve of each strategy, and the budgets."""
    low, high = story.extent
    scale = scale_of(low, high, marks=8, zero=low < 0.5 * high or low == high)
    data = Points(made, amount_format(max(abs(low), abs(high))))
    for part in story.series:
        data.add(part, "0%")
    chart = add_chart(slide, box, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, "Budget", story.alt)
    for curve, part in zip(chart.plots[0].series, story.series, strict=True):
        look, budget = story.looks[str(part.strategy)], part.role == "budget"
        line(curve, look.colour, "dotted" if budget else look.dash, 2.0 if budget else 3.0)
    axis_of(chart.category_axis, scale, story.across, grid=False)
    axis_of(chart.value_axis, _CHANCES, story.up, "0%")
    legend(chart)
