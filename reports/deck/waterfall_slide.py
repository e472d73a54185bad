"""From the first estimate to the full bill: bars that begin where the one before ended, on a base that is not shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

from ..stories import FirstEstimate
from ..words.money import Money
from .chart_numbers import Categories
from .fitting import one_line
from .native_charts import GREY, add_chart, axis_of, label_point, paint, plot_area, rows_down, tint, unseen
from .scale import amount_format, scale_of
from .slide_text import TEXT, Box

__all__ = ["draw_first_estimate", "stacked"]

_INK = "24425C"
_WORDS = 330.0  # points of a row's name
_ROOM = 0.1  # of the axis, for a label


@dataclass(slots=True)
class _Rows:
    """Rows of stacked bars. What lies below 0 is stacked apart from what lies above: a step may be in both."""

    names: list[str] = field(default_factory=list)
    base: list[float] = field(default_factory=list)
    above: list[float] = field(default_factory=list)
    below: list[float] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)

    def add(self, name: str, start: float, end: float, kind: str, label: str) -> None:
        base, above, below = stacked(start, end)
        self.names.append(name)
        self.base.append(base)
        self.above.append(above)
        self.below.append(below)
        self.kinds.append(kind)
        self.labels.append(label)

    def of(self, kind: str, values: Sequence[float]) -> list[float]:
        """Return the values of the rows of one kind, 0 in the others."""
        return [value if k == kind else 0.0 for k, value in zip(self.kinds, values, strict=True)]


def stacked(start: float, end: float) -> tuple[float, float, float]:
    """Return base, part above 0 and part below 0 of a bar from `start` to `end`: they stack up to just that."""
    low, high = min(start, end), max(start, end)
    if low >= 0.0:
        return low, high - low, 0.0
    if high <= 0.0:
        return high, 0.0, low - high
    return 0.0, high, low


def draw_first_estimate(slide: Any, box: Box, story: FirstEstimate, colour: str, made: date) -> None:
    """Draw the waterfall; `colour` is that of the strategy."""
    rows = _rows(story)
    ends = [base + part for parts in (rows.above, rows.below) for base, part in zip(rows.base, parts, strict=True)]
    scale = scale_of(min(*ends, 0.0), max(ends) * (1.0 + _ROOM), marks=6)
    words = min(_WORDS, 0.35 * box.points[0])
    data = Categories(
        made, [one_line(name, TEXT, words - 12.0) for name in rows.names], amount_format(max(map(abs, ends)))
    )
    data.add("base (not shown)", rows.base)
    paints = {"total": colour, "adds": GREY, "saves": tint(GREY, 0.5), "reach": tint(colour, 0.6)}
    series_of: list[str] = []
    for kind in paints:
        for sign, values in (("", rows.above), (" below 0", rows.below)):
            part = rows.of(kind, values)
            if any(part):
                data.add(f"{_MEANS[kind]}{sign}", part)
                series_of.append(kind)
    # bars that are stacked have no label at their end: an empty piece behind carries it
    data.add("room for labels (not shown)", [_ROOM * (scale.high - scale.low)] * len(rows.names))
    alt = f"{story.headline}. {story.subtitle}."
    chart = add_chart(slide, box, XL_CHART_TYPE.BAR_STACKED, data, "From the first estimate", alt)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 35, 100
    base, *parts, room = plot.series
    unseen(base)
    for series, kind in zip(parts, series_of, strict=True):
        paint(series, paints[kind])
    unseen(room)
    for at, label in enumerate(rows.labels):
        label_point(room, at, label, XL_LABEL_POSITION.INSIDE_BASE, bold=rows.kinds[at] in ("total", "reach"))
    axis_of(chart.value_axis, scale, grid=False)
    axis_of(chart.category_axis, None, grid=False)
    rows_down(chart)
    left = words / box.points[0]
    plot_area(chart, left, 0.01, 0.97 - left, 0.96)


def _rows(story: FirstEstimate) -> _Rows:
    money, rows = Money.fitting(story.currency, max(abs(story.mean), abs(story.p90))), _Rows()
    certain = story.p50 == story.p90 == story.mean
    write = money.exact if certain else money
    rows.add(
        "promised" if story.promised else story.covered[0] if story.covered else "first line",
        0.0,
        story.start,
        "total",
        write(story.start),
    )
    reached = story.start
    for step in story.steps:
        label = f"{'+' if step.adds >= 0.0 else '-'}{write(abs(step.adds))}"
        rows.add(step.label, reached, reached + step.adds, "adds" if step.adds >= 0.0 else "saves", label)
        reached += step.adds
    rows.add("mean bill", 0.0, story.mean, "total", write(story.mean))
    if story.p50 != story.p90:
        rows.add("bill at P50", 0.0, story.p50, "reach", write(story.p50))
        rows.add("bill at P90", 0.0, story.p90, "reach", write(story.p90))
    return rows


_MEANS = {"total": "bill", "adds": "adds", "saves": "saves", "reach": "P50 and P90"}
