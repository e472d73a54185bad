"""The cost range: each strategy's band and median by month, side by side on one scale.

Bands of several strategies would cover each other, and a native chart stacks all its areas: so each has its own panel.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION

from ..stories import CumulativeCost
from .fitting import points_wide
from .native import (
    GREY,
    add_chart,
    axis_along,
    axis_of,
    band,
    label_point,
    line,
    mark_point,
    move_into_lines,
    plot_area,
    unseen,
)
from .numbers import Categories
from .panels import chosen, heading
from .scale import Scale, plain_amount, scale_of, short_format
from .text import TEXT, Box

__all__ = ["draw_fan"]

#: Labels closer than this share of the axis would touch.
_APART = 0.075


def draw_fan(slide: Any, box: Box, story: CumulativeCost, made: date) -> list[str]:
    """Draw the fan chart of every strategy, and return the labels of those there is no room for."""
    names = chosen(
        story.labels, story.baseline, story.focus, {n: b.p50[-1] for n, b in story.bands.items()}, box.points[0]
    )
    amounts = [a for name in names for side in (story.bands[name].p10, story.bands[name].p90) for a in side]
    scale = scale_of(min(amounts), max(amounts))
    largest = max(abs(amount) for amount in amounts)
    write, marks = short_format(largest, largest), short_format(largest, largest, scale.step)
    wide = box.points[0]
    # the first panel has the amounts of all at its left
    left = max(points_wide(plain_amount(end, marks), TEXT) for end in (scale.low, scale.high)) + 30.0
    share = (wide - left) / len(names)
    boxes = box.columns([left + share, *[share] * (len(names) - 1)], 91_440)
    for at, (name, panel) in enumerate(zip(names, boxes, strict=True)):
        top, rest = panel.split(int(0.07 * box.height) + 60_000, 0)
        indent = int(left * 12_700) if at == 0 else 0
        place = Box(top.left + indent, top.top, top.width - indent, top.height)
        heading(slide, place, story.labels[name], story.looks[name])
        _Panel(story, name, scale, write, marks, len(names)).draw(slide, rest, left if at == 0 else 0.0, made)
    return [label for name, label in story.labels.items() if name not in names]


@dataclass(frozen=True, slots=True)
class _Panel:
    """One strategy's part of the fan chart."""

    story: CumulativeCost
    name: str
    scale: Scale
    write: str
    marks: str
    panels: int

    def draw(self, slide: Any, box: Box, words: float, made: date) -> None:
        """Draw it; `words` are the points that the labels of its upright axis take."""
        story, found, look = self.story, self.story.bands[self.name], self.story.looks[self.name]
        spread, months = found.p10 != found.p90, len(found.p50)
        # nothing is spent before the first month: the curves begin where the axes meet
        data = Categories(made, list(range(months + 1)), "#,##0")
        if spread:
            data.add("base of the band (not shown)", (0.0, *found.p10))
            data.add("band, P10 to P90", (0.0, *(b - a for a, b in zip(found.p10, found.p90, strict=True))))
            data.add("P10", (0.0, *found.p10))
            data.add("P90", (0.0, *found.p90))
        data.add("P50" if spread else story.labels[self.name], (0.0, *found.p50))
        if self.name != story.baseline:
            data.add(f"{story.labels[story.baseline]}, P50", (0.0, *story.bands[story.baseline].p50))
        alt = f"{story.labels[self.name]}: {story.headline}. {story.subtitle}."
        kind = XL_CHART_TYPE.AREA_STACKED if spread else XL_CHART_TYPE.LINE
        chart = add_chart(slide, box, kind, data, f"Cost range {self.name}", alt)
        if spread:
            (base, filled), (low, high, middle, *others) = move_into_lines(chart, 2)
            unseen(base)
            band(filled, look.colour, 0.25)
            line(low, look.colour, width=1.0)
            line(high, look.colour, width=1.0)
        else:
            low = high = None
            middle, *others = chart.plots[0].series
        line(middle, look.colour, width=3.0)
        for other in others:
            line(other, GREY, "dashed", 2.0)
        if self.name == story.focus and story.break_even is not None:
            mark_point(middle, story.break_even, look.colour)  # the title says which month
        axis_of(chart.value_axis, self.scale, story.currency if words else "", self.marks)
        if not words:
            chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        axis_of(chart.category_axis, None, "month", "0", grid=False)
        axis_along(
            chart.category_axis, next(s for s in (1, 2, 3, 6, 12, 24) if months / s <= (6 if self.panels < 3 else 3))
        )
        ends = self._label_ends(months, low, middle, high)
        wide = box.points[0]
        left = words / wide if words else 0.02
        plot_area(chart, left, 0.04, 1.0 - left - min(0.45, (ends + 6.0) / wide), 0.77)

    def _label_ends(self, months: int, low: Any, middle: Any, high: Any) -> float:
        """Write the amounts where the lines end, those that would not touch; return the points that they take."""
        found, room = self.story.bands[self.name], 0.0
        apart = _APART * (self.scale.high - self.scale.low)
        ends = ((low, "P10 ", found.p10[-1]), (middle, "P50 ", found.p50[-1]), (high, "P90 ", found.p90[-1]))
        for series, word, end in ends:
            if series is None or (series is not middle and abs(end - found.p50[-1]) < apart):
                continue
            words = f"{word if self.panels < 3 and low is not None else ''}{plain_amount(end, self.write)}"
            label_point(series, months, words, bold=series is middle)
            room = max(room, points_wide(words, TEXT) * 1.06)
        return room
