"""What to budget: the probability of needing more than an amount of cash, and the contingency by cost line."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

from ...configs.text.spelling import listed
from ..stories import BudgetKept
from ..words.contingency_words import contingency_table
from ..words.view import View
from .chart_numbers import Points
from .fitting import points_wide
from .native_charts import add_chart, axis_of, label_point, legend, line
from .native_tables import TableCell, add_table, height_of, needs
from .scale import Scale, amount_format, scale_of
from .slide_text import TEXT, Box

__all__ = ["budget_subtitle", "draw_budget"]

_CHANCES = Scale(0.0, 1.1, 0.25)  # above 100 % there is room for words
_MARK = 90.0  # points of width that an amount below the axis needs
_LEVELS = ("p50", "p80", "p90")
#: Rows of lines at most, and points of width that the chart keeps at least.
_ROWS, _CHART = 8, 420.0
_GAP = 228_600


def draw_budget(slide: Any, box: Box, story: BudgetKept, made: date, view: View) -> None:
    """Draw the exceedance curve of each strategy, the budgets, and where there is room the contingency beside them."""
    box = _contingency(slide, box, story, view)
    low, high = story.extent
    marks = max(2, min(8, int(box.points[0] / _MARK)))
    scale = scale_of(low, high, marks=marks, zero=low < 0.5 * high or low == high)
    data = Points(made, amount_format(max(abs(low), abs(high))))
    for part in story.series:
        data.add(part, "0%")
    chart = add_chart(slide, box, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, "Budget", story.alt)
    words, hidden = _beside(story, scale, box.points[0] - _MARK), []
    for at, (curve, part) in enumerate(zip(chart.plots[0].series, story.series, strict=True)):
        look, budget = story.looks[str(part.strategy)], part.role == "budget"
        line(curve, look.colour, "dotted" if budget else look.dash, 2.0 if budget else 3.0)
        if budget:  # the subtitle says whose they are: these words are too long for a legend
            hidden.append(at)
            if words:
                label_point(curve, 1, words[str(part.strategy)], XL_LABEL_POSITION.ABOVE)
    axis_of(chart.category_axis, scale, story.across, grid=False)
    axis_of(chart.value_axis, _CHANCES, story.up, "0%")
    legend(chart, hidden)


def budget_subtitle(story: BudgetKept) -> str:
    """Return the subtitle, with whose budgets the upright lines are."""
    found = [f"{_amount(story, name)} ({story.labels[name]})" for name in story.budgets]
    return "; ".join([story.subtitle, *([f"dotted: {listed(found)}"] if found else [])])


def _amount(story: BudgetKept, name: str) -> str:
    return story.budget_words(name).partition(", kept")[0]


def _beside(story: BudgetKept, scale: Scale, wide: float) -> dict[str, str]:
    """Return what is written above each budget's line; nothing where one has no room."""
    found, taken = {}, -_MARK / 2.0  # beside the upper end of the upright axis is nothing
    for name in sorted(story.budgets, key=lambda name: story.budgets[name]):
        found[name] = _amount(story, name)
        half = points_wide(found[name], TEXT) / 2.0
        middle = wide * (story.budgets[name] - scale.low) / (scale.high - scale.low)
        if middle - half < taken or middle + half > wide:
            return {}
        taken = middle + half
    return found


def _contingency(slide: Any, box: Box, story: BudgetKept, view: View) -> Box:
    """Write the recommended strategy's contingency on the right; return what is left of the place."""
    name = view.verdict["recommended"]
    table = contingency_table(view, name, story.horizon, _LEVELS, _ROWS)
    head = [f"Contingency, {story.labels[name]}", "estimate", *(level.upper() for level in _LEVELS)]
    rows = [[TableCell(head[0], lines=3), *(TableCell(word, align="right") for word in head[1:])]]
    for at, (row, *amounts) in enumerate(table):
        sums = at >= len(table) - 2  # all lines, and the budget
        rows.append([TableCell(row, sums, lines=2), *(TableCell(each, sums, "right") for each in amounts)])
    widths = needs(rows, TEXT)
    left = box.points[0] - sum(widths) - _GAP / 12_700
    if left < _CHART or height_of(rows, widths, TEXT) > box.height:
        return box
    chart, place = box.columns([left, sum(widths)], _GAP)
    alt = f"{head[0]}: cash above the spreadsheet estimate by cost line, {view.money.unit}"
    add_table(slide, place, rows, widths, "Contingency", alt)
    return chart
