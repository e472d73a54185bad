"""The cost range: each strategy's band and median by month, side by side on one scale.

A native chart stacks all its areas, so the bands of several strategies cannot share one: each has its own panel.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION

from ..stories import CumulativeCost
from .chart_numbers import Categories
from .fitting import points_wide
from .native_charts import (
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
from .panels import Pages, columns, heading, heading_height, pages
from .scale import Scale, plain_amount, scale_of
from .slide_text import TEXT, Box

__all__ = ["draw_fan", "pages_of_fan"]

#: Labels closer than this share of the axis would touch.
_APART = 0.075
_EDGE = 6.0  # points on both sides of a plot


def pages_of_fan(story: CumulativeCost, width: float) -> Pages:
    """Return which strategies are drawn on which slide, if its charts have so many points of width."""
    costs = {name: band.p50[-1] for name, band in story.bands.items()}
    compared = [name for name in (story.focus, story.baseline) if name is not None]
    return pages(story.labels, compared, costs, width)


def draw_fan(slide: Any, box: Box, story: CumulativeCost, spread: Pages, at: int, made: date) -> None:
    """Draw the fan charts of slide `at`: all slides have one scale."""
    names, every = spread.slides[at], [story.bands[name] for name in spread.names]
    amounts = [amount for band in every for side in (band.p10, band.p90) for amount in side]
    scale = scale_of(min(amounts), max(amounts))
    # the first panel has the amounts of all at its left
    left = max(points_wide(plain_amount(end, scale.format), TEXT) for end in (scale.low, scale.high)) + 30.0
    panels = [_Panel(story, name, scale, spread.beside) for name in names]
    # as much for each: plots of unequal width would get unequal marks
    ends = max(panel.room for panel in panels)
    places = columns(box, left, spread.beside)
    tall = heading_height([story.labels[name] for name in spread.names], places[-1].points[0])
    for panel, place in zip(panels, places, strict=False):
        top, rest = place.split(tall, 0)
        indent = int(left * 12_700) if panel is panels[0] else 0
        head = Box(top.left + indent, top.top, top.width - indent, top.height)
        heading(slide, head, story.labels[panel.name], story.looks[panel.name])
        panel.draw(slide, rest, left if panel is panels[0] else 0.0, ends, made)


@dataclass(frozen=True, slots=True)
class _Panel:
    """One strategy's part of the fan chart."""

    story: CumulativeCost
    name: str
    scale: Scale
    panels: int

    def draw(self, slide: Any, box: Box, words: float, ends: float, made: date) -> None:
        """Draw it; `words` and `ends` are the points that amounts take to the left and right of the plot."""
        story, look = self.story, self.story.looks[self.name]
        parts = {part.role: part for part in story.series if part.strategy == self.name}
        spread, months = "P10" in parts, len(story.bands[self.name].p50)
        named = story.month.start is not None
        names = ["start", *(story.month.short(month) for month in range(1, months + 1))]
        data = Categories(made, names if named else list(range(months + 1)), "#,##0")
        if spread:
            base, top = parts["P10"].y, parts["P90"].y
            data.add("base of the band (not shown)", base)
            data.add("band, P10 to P90", [b - a for a, b in zip(base, top, strict=True)])
        for role in ("P10", "P90", "P50") if spread else ("cost",):
            data.add(role, parts[role].y)
        if self.name != story.baseline:
            other = next(part for part in story.series if part.strategy == story.baseline)  # its P50, or its cost
            data.add(other.name, other.y)
        alt = f"{story.labels[self.name]}: {story.alt}"
        kind = XL_CHART_TYPE.AREA_STACKED if spread else XL_CHART_TYPE.LINE
        chart = add_chart(slide, box, kind, data, f"Cost range {self.name}", alt)
        if spread:
            (below, filled), (low, high, middle, *others) = move_into_lines(chart, 2)
            unseen(below)
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
        axis_of(chart.value_axis, self.scale, story.up if words else "")
        if not words:
            chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        axis_of(chart.category_axis, None, story.across, "0", grid=False)
        most = ((4, 2) if named else (6, 3))[self.panels > 2]  # labels that have room: a name is wider than a number
        axis_along(chart.category_axis, next(s for s in (1, 2, 3, 6, 12, 24, 48, 120) if months / s <= most))
        for series, text in zip((low, middle, high), self._ends(), strict=True):
            if series is not None and text:
                label_point(series, months, text, bold=series is middle)
        wide = box.points[0]
        left = (words + _EDGE) / wide
        plot_area(chart, left, 0.04, 1.0 - left - min(0.45, (ends + _EDGE) / wide), 0.77)

    @property
    def room(self) -> float:
        """Points that the amounts at the ends of its lines take."""
        return max(points_wide(text, TEXT) * 1.06 for text in self._ends())

    def _ends(self) -> tuple[str, str, str]:
        """Return the words where the lines of P10, P50 and P90 end; none for those that would touch P50's."""
        found = self.story.bands[self.name]
        write = self.story.money.exact if found.certain else self.story.money
        apart = _APART * (self.scale.high - self.scale.low)
        named = self.panels < 3 and found.p10 != found.p90
        low, middle, high = (
            f"{word if named else ''}{write(amounts[-1])}"
            for word, amounts in (("P10 ", found.p10), ("P50 ", found.p50), ("P90 ", found.p90))
        )
        return (
            low if abs(found.p10[-1] - found.p50[-1]) >= apart else "",
            middle,
            high if abs(found.p90[-1] - found.p50[-1]) >= apart else "",
        )
