"""The cost range: each strategy's band and median by month, side by side on one scale.

Bands of several strategies would cover each other, and a native chart stacks all its areas: so each has its own panel.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE

from ..money import Money
from ..stories import Band, CumulativeCost
from .native import GREY, add_chart, axis_along, axis_of, band, label_point, line, move_into_lines, plot_area, unseen
from .numbers import Categories
from .panels import chosen, heading
from .scale import Scale, scale_of
from .text import Box

__all__ = ["draw_fan"]

#: Labels closer than this share of the axis would touch.
_APART = 0.075


def draw_fan(slide: Any, box: Box, story: CumulativeCost, made: date) -> None:
    """Draw the fan chart of every strategy."""
    names = chosen(story.labels, story.baseline, story.focus, {n: b.p50[-1] for n, b in story.bands.items()})
    amounts = [a for name in names for side in (story.bands[name].p10, story.bands[name].p90) for a in side]
    scale = scale_of(min(amounts), max(amounts))
    for at, (name, panel) in enumerate(zip(names, box.columns([1.0] * len(names)), strict=True)):
        top, rest = panel.split(int(0.075 * box.height) + 120_000, 0)
        against = name != story.baseline and story.baseline in names
        heading(slide, top, story.labels[name], story.looks[name], story.labels[story.baseline] if against else "")
        reference = story.bands[story.baseline].p50 if against else None
        _panel(slide, rest, story, name, reference, scale, made, at == 0, len(names))


def _panel(
    slide: Any,
    box: Box,
    story: CumulativeCost,
    name: str,
    reference: tuple[float, ...] | None,
    scale: Scale,
    made: date,
    first: bool,
    panels: int,
) -> None:
    found, look, label = story.bands[name], story.looks[name], story.labels[name]
    spread = found.p10 != found.p90
    months = len(found.p50)
    # nothing is spent before the first month: the curves begin where the axes meet
    data = Categories(made, list(range(months + 1)), "#,##0")
    if spread:
        data.add("base of the band (not shown)", (0.0, *found.p10))
        data.add("band, P10 to P90", (0.0, *(high - low for low, high in zip(found.p10, found.p90, strict=True))))
        data.add("P10", (0.0, *found.p10))
        data.add("P90", (0.0, *found.p90))
    data.add("P50" if spread else label, (0.0, *found.p50))
    if reference is not None:
        data.add(f"{story.labels[story.baseline]}, P50", (0.0, *reference))
    alt = f"{label}: {story.headline}. {story.subtitle}."
    kind = XL_CHART_TYPE.AREA_STACKED if spread else XL_CHART_TYPE.LINE
    chart = add_chart(slide, box, kind, data, f"Cost range {name}", alt)
    if spread:
        (base, filled), (low, high, middle, *others) = move_into_lines(chart, 2)
        unseen(base)
        band(filled, look.colour, 0.25)
        line(low, look.colour, width=1.0)
        line(high, look.colour, width=1.0)
    else:
        low = high = None
        middle, *others = chart.plots[0].series
    line(middle, look.colour, look.dash if not spread else "solid", 3.0)
    for other in others:
        line(other, GREY, "dashed", 2.0)
    axis_of(chart.value_axis, scale, story.currency if first else "")
    axis_of(chart.category_axis, None, "month", grid=False)
    axis_along(chart.category_axis, next(s for s in (1, 2, 3, 4, 6, 12, 24) if months / s <= (6 if panels < 3 else 4)))
    room = 0.16 * min(panels, 2) * (1.0 if panels < 3 else 1.15)
    left = _left(scale, box)
    plot_area(chart, left, 0.03, 1.0 - left - room, 0.78)
    _label_ends(found, (low, middle, high), scale, months, panels < 3, story.currency)


def _left(scale: Scale, box: Box) -> float:
    """Return the share of a chart that the labels of its upright axis take, with its title."""
    from .fitting import points_wide

    widest = max(len(f"{value:,.0f}") for value in (scale.low, scale.high)) if abs(scale.high) < 1e7 else 7
    return min(0.35, (points_wide("0" * widest, 14.0) + 26.0) / box.points[0])


def _label_ends(
    found: Band, lines: tuple[Any, Any, Any], scale: Scale, months: int, named: bool, currency: str
) -> None:
    """Write the amounts where the lines end, those that would not touch."""
    write = Money.fitting(currency, scale.high)
    ends = (found.p10[-1], found.p50[-1], found.p90[-1])
    low, middle, high = lines
    apart = _APART * (scale.high - scale.low)
    for series, word, end in ((low, "P10", ends[0]), (middle, "P50", ends[1]), (high, "P90", ends[2])):
        if series is None or (series is not middle and abs(end - ends[1]) < apart):
            continue
        alone = series is middle and low is None
        label_point(
            series, months, f"{word} {write(end)}" if named and not alone else write(end), bold=series is middle
        )
