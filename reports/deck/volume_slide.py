"""How the chance to be cheaper moves with the volume, where it is a coin flip, and where the scenario stands."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.oxml.ns import qn

from ..stories import VolumeChance
from .chart_numbers import Points
from .elements import element
from .native_charts import GREY, add_chart, axis_of, label_point, legend, line
from .scale import Scale, amount_format, scale_of
from .slide_text import Box, rgb

__all__ = ["draw_volume"]

_CHANCES = Scale(0.0, 1.0, 0.25)
_ROOM = 0.12  # of the axis: dots closer than that have no room for words between them


def draw_volume(slide: Any, box: Box, story: VolumeChance, made: date) -> None:
    """Draw the chance of each strategy, the band of its simulation as thin lines, the coin flip and today."""
    data = Points(made, amount_format(max(abs(value) for value in story.values)))
    apart = _apart(story)
    for name, chance in story.chance.items():
        flip = f", coin flip at {_whole(story.even[name])}" if name in story.even and not apart else ""
        data.add(f"{story.labels[name]}{flip}", story.values, chance, "0.0%")
    thin = []
    for name in story.chance:
        for word, ends in (("low", story.low), ("high", story.high)):
            data.add(f"{story.labels[name]}, simulation error, {word}", story.values, ends[name], "0.0%")
            thin.append(name)
    marked = [name for name in story.chance if name in story.even]
    for name in marked:
        data.add(f"{story.labels[name]}, coin flip", (story.even[name],), (0.5,), "0.0%")
    if story.today is not None:
        data.add(f"{story.mark}: {_whole(story.today)}", (story.today, story.today), (0.0, 1.0), "0%")
    alt = f"{story.headline}. {story.subtitle}."
    chart = add_chart(slide, box, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, "Volume", alt)
    series = list(chart.plots[0].series)
    for curve, name in zip(series, story.chance, strict=False):
        line(curve, story.looks[name].colour, story.looks[name].dash, 3.0)
    first = len(story.chance)
    for curve, name in zip(series[first:], thin, strict=False):
        line(curve, story.looks[name].colour, "solid", 0.5)
    flips = series[first + len(thin) : first + len(thin) + len(marked)]
    # dots beside each other: their words go to sides of their own
    order = sorted(marked, key=lambda name: story.even[name])
    for curve, name in zip(flips, marked, strict=True):
        _dot(curve, story.looks[name].colour)
        if apart:
            label_point(curve, 0, _whole(story.even[name]), _side(order.index(name), len(order)), bold=True)
    if story.today is not None:
        line(series[-1], GREY, "dotted", 2.0)
    _across(chart, story)
    axis_of(chart.value_axis, _CHANCES, "chance to cost less", "0%")
    legend(chart, range(first, first + len(thin) + len(marked)))


def _apart(story: VolumeChance) -> bool:
    """Tell whether the amounts of all dots can stand beside them; where not they stand in the legend."""
    low, high = story.values[0], story.values[-1]
    logarithmic = story.logarithmic and low > 0.0
    ends = sorted(math.log(value) if logarithmic else value for value in story.even.values())
    whole = math.log(high / low) if logarithmic else high - low
    return all(b - a >= _ROOM * whole for a, b in pairwise(ends))


def _side(at: int, count: int) -> Any:
    """Return where a dot's words go: outwards at both ends of a row of dots, above and below between them."""
    if at == count - 1:
        return XL_LABEL_POSITION.RIGHT
    if at == 0:
        return XL_LABEL_POSITION.LEFT
    return XL_LABEL_POSITION.ABOVE if at % 2 else XL_LABEL_POSITION.BELOW


def _whole(value: float) -> str:
    return f"{float(f'{value:.3g}'):,.10g}"


def _dot(series: Any, colour: str) -> None:
    line(series, colour)
    series.format.line.fill.background()
    series.marker.style = XL_MARKER_STYLE.CIRCLE
    series.marker.size = 11
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(colour)


def _across(chart: Any, story: VolumeChance) -> None:
    """Set up the axis of the volume: over decades where the values are spread over many."""
    low, high = story.values[0], story.values[-1]
    axis = chart.category_axis
    if not (story.logarithmic and low > 0.0):
        axis_of(axis, scale_of(low, high, marks=6, zero=False), story.axis, grid=False)
        return
    axis_of(axis, None, story.axis, _plain(low), grid=True)
    # marks stand at ten times each other, from the left end on: a round one makes all of them round
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
