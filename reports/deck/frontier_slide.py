"""Cost against risk: a dot for each strategy, named beside it, and the efficient frontier."""

from __future__ import annotations

from datetime import date
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

from ..stories import Frontier
from ..stories.label_room import Place, choose_places, line_places
from .chart_numbers import Points
from .fitting import LEADING, points_wide
from .native_charts import GREY, add_chart, axis_of, dot, label_point, legend, line, plot_area
from .scale import Scale, scale_of
from .slide_text import TEXT, Box

__all__ = ["draw_frontier"]

_PLOT = (0.1, 0.03, 0.87, 0.8)  # of the chart: left, top, width, height
_PAD = 0.08  # of the range, on each side of the points
_DOT, _REACH = 6.0, 9.0  # points from the middle of a dot to its edge, and to its name
_SIDES = {
    (1, 0): XL_LABEL_POSITION.RIGHT,
    (-1, 0): XL_LABEL_POSITION.LEFT,
    (0, 1): XL_LABEL_POSITION.ABOVE,
    (0, -1): XL_LABEL_POSITION.BELOW,
}


def draw_frontier(slide: Any, box: Box, story: Frontier, made: date) -> None:
    """Draw the dots and the line; names that have no room beside their dots are in a legend."""
    across, up = (_scale(amounts) for amounts in zip(*story.costs.values(), strict=True))
    data = Points(made, across.format)
    parts = sorted(story.series, key=lambda part: part.strategy is not None)
    for part in parts:  # the line first: LibreOffice draws no dots after a first series of dots
        data.add(part, up.format)
    chart = add_chart(slide, box, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, "Frontier", story.alt)
    sides = _sides(box, story, across, up)
    for drawn, part in zip(chart.plots[0].series, parts, strict=True):
        if part.strategy is None:
            line(drawn, GREY, width=1.5)
            continue
        recommended = part.role == "recommended"
        dot(drawn, story.looks[part.strategy].colour, 15 if recommended else 11, hollow=part.role == "barred")
        if sides is not None:
            label_point(drawn, 0, _name(story, part.strategy), sides[part.strategy], bold=recommended)
    axis_of(chart.category_axis, across, story.across, grid=False)
    axis_of(chart.value_axis, up, story.up)
    if sides is None:
        legend(chart)
    else:
        plot_area(chart, *_PLOT)


def _scale(amounts: tuple[float, ...]) -> Scale:
    pad = _PAD * (max(amounts) - min(amounts))
    return scale_of(min(amounts) - pad, max(amounts) + pad, zero=False)


def _name(story: Frontier, name: str) -> str:
    return f"{story.labels[name]}, recommended" if name == story.recommended else story.labels[name]


def _sides(box: Box, story: Frontier, across: Scale, up: Scale) -> dict[str, Any] | None:
    """Return on which side of its dot each name has room; None where one has none."""
    wide, tall = (size * share for size, share in zip(box.points, _PLOT[2:], strict=True))

    def place(x: float, y: float) -> tuple[float, float]:
        return wide * (x - across.low) / (across.high - across.low), tall * (y - up.low) / (up.high - up.low)

    dots = {name: place(*costs) for name, costs in story.costs.items()}
    blocked = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in dots.values()]
    blocked += line_places([dots[name] for name in story.efficient], 2.0)
    candidates = [_beside(at, points_wide(_name(story, name), TEXT)) for name, at in dots.items()]
    chosen = choose_places(candidates, blocked, (0.0, 0.0, wide, tall))
    return None if chosen is None else {name: [*_SIDES.values()][at] for name, at in zip(dots, chosen, strict=True)}


def _beside(at: tuple[float, float], wide: float) -> list[list[Place]]:
    tall = LEADING * TEXT
    found: list[list[Place]] = []
    for across, up in _SIDES:
        x, y = at[0] + across * (_REACH + wide / 2.0), at[1] + up * (_REACH + tall / 2.0)
        found.append([(x - wide / 2.0, y - tall / 2.0, x + wide / 2.0, y + tall / 2.0)])
    return found
