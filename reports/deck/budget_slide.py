"""What to budget: the chance to spend more than an amount, and upright lines where a promise was made."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE

from ..stories import BudgetKept
from ..stories.wording import in_full
from ..words.money import Money
from ..words.names import months
from .chart_numbers import Points
from .native_charts import add_chart, axis_of, legend, line
from .scale import Scale, amount_format, scale_of
from .slide_text import Box

__all__ = ["draw_budget"]

_CHANCES = Scale(0.0, 1.0, 0.25)
#: The axis ends where even the last curve is below this: the dearest of all futures would take half of it.
_SEEN = 0.005


def draw_budget(slide: Any, box: Box, story: BudgetKept, made: date) -> None:
    """Draw the exceedance curve of each strategy, and what was promised."""
    every = [
        amount
        for name, amounts in story.amounts.items()
        for amount, chance in zip(amounts, story.exceedance[name], strict=True)
        if chance >= _SEEN or chance == max(story.exceedance[name])
    ]
    every += [amounts[0] for amounts in story.amounts.values()] + list(story.promised.values())
    low, high = min(every), max(every)
    scale = scale_of(low, high, marks=8, zero=low < 0.5 * high or low == high)
    data = Points(made, amount_format(max(abs(low), abs(high))))
    for name, label in story.labels.items():
        data.add(label, story.amounts[name], story.exceedance[name], "0%")
    money = Money.fitting(story.currency, scale.high)
    for name, promised in story.promised.items():
        kept = f"promised {in_full(money, promised)}, kept in {story.kept_words[name]} futures"
        words = kept if len(story.labels) == 1 else f"{story.labels[name]}: {kept}"
        data.add(words, (promised, promised), (0.0, 1.0), "0%")
    alt = f"{story.headline}. {story.subtitle}."
    chart = add_chart(slide, box, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, "Budget", alt)
    series = list(chart.plots[0].series)
    for curve, look in zip(series, story.looks.values(), strict=False):
        line(curve, look.colour, look.dash, 3.0)
    for curve, name in zip(series[len(story.labels) :], story.promised, strict=True):
        line(curve, story.looks[name].colour, "dotted", 2.0)
    axis_of(chart.category_axis, scale, f"cash over {months(story.horizon)}, {story.currency}", grid=False)
    axis_of(chart.value_axis, _CHANCES, "chance to spend more", "0%")
    legend(chart)
