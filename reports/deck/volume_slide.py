"""How the probability of costing less changes with volume, where it is one half, and the scenario's own volume."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.oxml.ns import qn

from ..stories import VolumeChance
from .chart_numbers import Points
from .elements import element
from .native_charts import GREY, add_chart, axis_of, dot, label_point, legend, line
from .scale import Scale, amount_format, scale_of
from .slide_text import Box

__all__ = ["draw_volume"]

_CHANCES = Scale(0.0, 1.0, 0.25)
_ROOM = 0.12  # of the axis: dots closer than that have no room for words between them


def draw_volume(slide: Any, box: Box, story: VolumeChance, made: date) -> None:
    """Draw the probability of each strategy, its interval as thin lines, the points of even odds, and today."""
    data = Points(made, amount_format(max(abs(value) for value in story.values)))
    for part in story.series:
        data.add(part, "0.0%")
    chart = add_chart(slide, box, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, "Volume", story.alt)
    apart, hidden = _apart(story), []
    dots = sorted(story.even, key=lambda name: story.even[name])
    for at, (curve, part) in enumerate(zip(chart.plots[0].series, story.series, strict=True)):
        name = part.strategy
        if name is None:
            line(curve, GREY, "dotted", 2.0)
            continue
        look = story.looks[name]
        if part.role == "chance":
            line(curve, look.colour, look.dash, 3.0)
        elif part.role == "even":
            dot(curve, look.colour)
            if apart:
                label_point(curve, 0, story.even_words(name), _side(dots.index(name), len(dots)), bold=True)
        else:
            line(curve, look.colour, "solid", 0.5)
        # where the words of the dots have no room in the chart, the dots replace their curves in the legend
        if part.role in ("low", "high") or (part.role == "even" if apart else part.role == "chance" and name in dots):
            hidden.append(at)
    _across(chart, story)
    axis_of(chart.value_axis, _CHANCES, story.up, "0%")
    legend(chart, hidden)


def _apart(story: VolumeChance) -> bool:
    """Tell whether the words of all dots have room beside them; where not, they are in the legend."""
    low, high = story.values[0], story.values[-1]
    logarithmic = story.logarithmic and low > 0.0
    ends = sorted(math.log(value) if logarithmic else value for value in story.even.values())
    whole = math.log(high / low) if logarithmic else high - low
    return all(b - a >= _ROOM * whole for a, b in pairwise(ends))


def _side(at: int, count: int) -> Any:
    """Return where a dot's words go: outwards at both ends of a row of dots, above and below in between."""
    if at == count - 1:
        return XL_LABEL_POSITION.RIGHT
    if at == 0:
        return XL_LABEL_POSITION.LEFT
    return XL_LABEL_POSITION.ABOVE if at % 2 else XL_LABEL_POSITION.BELOW


def _across(chart: Any, story: VolumeChance) -> None:
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
