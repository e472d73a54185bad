"""What each strategy saves by volume, where its odds are even and its saving enough, and which one is the choice."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.oxml.ns import qn

from ..stories import VolumeChoice
from .blank import INK
from .chart_numbers import Points
from .elements import element
from .native_charts import GREY, add_chart, axis_of, dot, label_point, legend, line
from .scale import Scale, amount_format, scale_of
from .slide_text import Box

__all__ = ["draw_volume"]

_ROOM = 0.25  # of the axis: a choice has its words on a longer part


def draw_volume(slide: Any, box: Box, story: VolumeChoice, made: date) -> None:
    """Draw what each strategy saves, its interval as thin lines, the thresholds, the choice on top, and today."""
    data = Points(made, amount_format(max(abs(value) for value in story.values)))
    for part in story.series:
        data.add(part, "0.0%")
    chart = add_chart(slide, box, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, "Volume", story.alt)
    hidden = []
    for at, (curve, part) in enumerate(zip(chart.plots[0].series, story.series, strict=True)):
        look = None if part.strategy is None else story.looks[part.strategy]
        colour = GREY if look is None else look.colour
        match part.role:
            case "saving":
                line(curve, colour, "solid" if look is None else look.dash, 3.0)
            case "low" | "high":
                line(curve, colour, "solid", 0.5)
            case "even" | "met":
                dot(curve, INK, 10)
                if part.role == "even":
                    curve.marker.style = XL_MARKER_STYLE.DIAMOND
            case "choice":
                line(curve, colour, "solid", 6.0)
                if _share(story, float(part.x[0]), float(part.x[-1])) > _ROOM:  # of a shorter part the colour tells
                    words = f"Choice: {story.labels[str(part.strategy)]}"
                    label_point(curve, 1, words, XL_LABEL_POSITION.BELOW, bold=True)
            case "likely":
                line(curve, colour, "solid", 6.0)
            case _:
                line(curve, colour, "dotted" if part.role == "today" else "dashed", 2.0)
        if part.role in ("low", "high", "choice"):
            hidden.append(at)
    _across(chart, story)
    axis_of(chart.value_axis, Scale(*story.extent), story.up, "0%")
    chart.value_axis.crosses = XL_AXIS_CROSSES.MINIMUM  # the line at 0 is the baseline's
    legend(chart, hidden)


def _share(story: VolumeChoice, start: float, end: float) -> float:
    """Return which part of the axis lies between two values."""
    low, high = story.values[0], story.values[-1]
    return math.log(end / start) / math.log(high / low) if story.logarithmic else (end - start) / (high - low)


def _across(chart: Any, story: VolumeChoice) -> None:
    """Set up the axis of the volume: over decades where the values are spread over many."""
    low, high = story.values[0], story.values[-1]
    axis = chart.category_axis
    if not (story.logarithmic and low > 0.0):
        axis_of(axis, scale_of(low, high, marks=6, zero=False), story.across, grid=False)
        return
    axis_of(axis, None, story.across, _plain(low), grid=True)
    # each mark is ten times the one before: a round left end makes all of them round
    axis.minimum_scale, axis.maximum_scale = _round(low, up=False), _round(high, up=True)
    scaling = axis._element.find(qn("c:scaling"))
    base = element("c:logBase")
    base.set("val", "10")
    scaling.insert(0, base)


def _round(value: float, up: bool) -> float:
    """Return the next of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    steps = [float(f"{step * power:.12g}") for step in (1.0, 2.0, 5.0, 10.0)]
    return next(s for s in steps if s >= value) if up else next(s for s in reversed(steps) if s <= value)


def _plain(low: float) -> str:
    return "#,##0" if low >= 1.0 else "#,##0.######"
