"""When it pays: savings future by future, those that cost more or the same in other colours."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE

from ..stories import Savings
from ..words.layout import shorten
from ..words.money import Money
from .chart_numbers import Categories
from .native_charts import GREY, add_chart, axis_along, axis_of, legend, paint, tint
from .scale import scale_of, share_format
from .slide_text import Box

__all__ = ["draw_savings"]

_LABELS = 8  # along the axis


def draw_savings(slide: Any, box: Box, story: Savings, colour: str, made: date) -> None:
    """Draw the histogram of savings; `colour` is that of the strategy."""
    middles = [(low + high) / 2.0 for low, high, _ in story.columns]
    every = [share for _, _, share in story.columns]
    write = Money.fitting(story.currency, max(abs(edge) for edge in story.edges))
    # as words: not every program formats the numbers of an axis of categories
    data = Categories(made, [write(middle) for middle in middles], "0.0%")
    label = story.labels[story.strategy]
    parts = {
        f"{label} costs more": (GREY, [s if m < 0.0 else 0.0 for s, m in zip(every, middles, strict=True)]),
        "both cost the same": (tint(GREY, 0.5), [s if m == 0.0 else 0.0 for s, m in zip(every, middles, strict=True)]),
        f"{label} costs less": (colour, [s if m > 0.0 else 0.0 for s, m in zip(every, middles, strict=True)]),
    }
    shown = {name: part for name, part in parts.items() if any(part[1])}
    for name, (_, shares) in shown.items():
        data.add(name, shares)
    chart = add_chart(
        slide, box, XL_CHART_TYPE.COLUMN_CLUSTERED, data, "Savings", f"{story.headline}. {story.subtitle}."
    )
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 4, 100
    for series, (filled, _) in zip(plot.series, shown.values(), strict=True):
        paint(series, filled)
    scale = scale_of(0.0, max(every), marks=4)
    axis_of(chart.value_axis, scale, "share of all futures", share_format(scale.step))
    other, unit = shorten(story.labels[story.baseline], 24), shorten(write.unit, 14)
    title = f"saved in a future against {other} (middle of each column), {unit}"
    axis_of(chart.category_axis, None, title, grid=False)
    axis_along(chart.category_axis, max(1, -(-len(middles) // _LABELS)))
    legend(chart)
