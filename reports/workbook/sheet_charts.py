"""The workbook's native charts, one function for each kind of story."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from ..stories import (
    BudgetKept,
    CostByCategory,
    CumulativeCost,
    Drivers,
    FirstEstimate,
    Frontier,
    Look,
    Moves,
    OptionCosts,
    Savings,
    Series,
    Story,
    VolumeChoice,
)
from ..stories.story import PALETTE
from .chart_sheet import Easel

__all__ = ["draw_stories"]

_GREY = "#8C959F"
_DASHES = {"solid": "solid", "dashed": "dash", "dashdot": "dash_dot", "dotted": "round_dot"}
#: Ends of bands and of intervals, and upright lines: width in points, dash.
_THIN = {"P10": (1.0, "dash"), "P90": (1.0, "dash"), "low": (0.5, "solid"), "high": (0.5, "solid")}
_THIN |= {"budget": (1.5, "round_dot"), "today": (1.5, "round_dot"), "margin": (1.5, "dash")}
_THIN |= {"choice": (8.0, "solid"), "likely": (5.0, "solid")}


def draw_stories(easel: Easel, stories: Mapping[str, Story]) -> None:
    """Draw every story that a native chart can show, and write its numbers."""
    for story in stories.values():
        draw = _DRAWN.get(type(story))
        if draw is not None:
            draw(easel, story)


def _lines(story: Story, looks: Mapping[str, Look]) -> dict[str, dict[str, object]]:
    """Return how each series of curves is drawn, by its name."""
    found: dict[str, dict[str, object]] = {}
    for part in story.series:
        look = looks.get(part.strategy or "", Look(_GREY, "solid"))
        width, dash = _THIN.get(part.role, (2.25, _DASHES[look.dash]))
        found[part.name] = {"line": {"color": look.colour, "width": width, "dash_type": dash}}
        if part.role in ("even", "met"):
            kind = "diamond" if part.role == "even" else "circle"
            fill = {"color": "#1B1F24"}
            found[part.name] = {
                "line": {"none": True},
                "marker": {"type": kind, "size": 8, "fill": fill, "border": fill},
            }
    return found


def _fan(easel: Easel, story: CumulativeCost) -> None:
    easel.scatter(story, _lines(story, story.looks), last=len(story.series[0].x) - 1, across=story.counted)


def _moves(easel: Easel, story: Moves) -> None:
    lines = {
        name: {"line": {"color": look.colour, "width": 2.25, "dash_type": _DASHES[look.dash]}}
        for name, look in story.looks.items()
    }
    easel.scatter(story, lines, shares=True, last=len(story.series[0].x) - 1, across=story.counted)


def _frontier(easel: Easel, story: Frontier) -> None:
    styles: dict[str, dict[str, object]] = {}
    for part in story.series:
        if part.strategy is None:
            styles[part.name] = {"line": {"color": _GREY, "width": 1.5}}
            continue
        colour = story.looks[part.strategy].colour
        fill = {"none": True} if part.role == "barred" else {"color": colour}
        size = 14 if part.role == "recommended" else 9
        marker = {"type": "circle", "size": size, "fill": fill, "border": {"color": colour, "width": 1.5}}
        label = {"series_name": True, "value": False, "position": "right"}
        styles[part.name] = {"line": {"none": True}, "marker": marker, "data_labels": label}
    easel.scatter(story, styles, legend=False)


def _exceedance(easel: Easel, story: BudgetKept) -> None:
    largest = max(story.extent[1], 1.0)
    step = 10.0 ** math.floor(math.log10(largest))
    end = math.ceil(2.0 * largest / step) * step / 2.0
    easel.scatter(story, _lines(story, story.looks), shares=True, whole=True, last=end)


def _volume(easel: Easel, story: VolumeChoice) -> None:
    unlisted = [at for at, part in enumerate(story.series) if part.role in ("low", "high", "choice")]
    styles = _lines(story, story.looks)
    ends = story.extent[:2]
    easel.scatter(story, styles, shares=True, ends=ends, logarithmic=story.logarithmic, unlisted=unlisted)


def _savings(easel: Easel, story: Savings) -> None:
    low, high, _ = zip(*story.columns, strict=True)
    _bars(easel, story, "column", lambda part: {"gap": 2, "overlap": 100}, {"from": low, "to": high}, shares=True)


def _categories(easel: Easel, story: CostByCategory) -> None:
    _bars(easel, story, "bar", lambda part: {}, bars=True)


def _options(easel: Easel, story: OptionCosts) -> None:
    _bars(easel, story, "bar", lambda part: {}, bars=True)


def _tornado(easel: Easel, story: Drivers) -> None:
    _bars(easel, story, "bar", lambda part: {"gap": 40, "overlap": 100}, bars=True, crossing=story.centre)


def _bars(
    easel: Easel,
    story: CostByCategory | Drivers | OptionCosts | Savings,
    kind: str,
    more: Callable[[Series], dict[str, Any]],
    columns: Mapping[str, Any] | None = None,
    **how: Any,
) -> None:
    """Draw each series as bars: in its strategy's colour, P90 lighter; without a strategy in two tones, or in grey."""
    place = easel.block(story, columns or {})
    chart = easel.book.add_chart({"type": kind})
    looks = {} if isinstance(story, Drivers) else story.looks
    tones = {"low": PALETTE[5], "high": PALETTE[0], "P50": PALETTE[0], "cost": PALETTE[0]}
    for part in story.series:
        look = looks.get(part.strategy or "")
        colour = tones.get(part.role, _GREY) if look is None else look.colour
        chart.add_series({
            "name": easel.name(place, part.name),
            "categories": place.cells(easel.x_heading(story, part)),
            "values": place.cells(part.name),
            "fill": {"color": colour, "transparency": 60 if part.role == "P90" else 0},
            **more(part),
        })  # fmt: skip
    easel.finish(chart, story, **how)


def _waterfall(easel: Easel, story: FirstEstimate) -> None:
    """Draw the rows as stacked columns, on a base that is not shown; what lies below 0 is stacked apart."""
    rows = story.rows
    ends = {"From": [row.start for row in rows], "To": [row.end for row in rows]}
    place = easel.block(story, {"Step": [row.label for row in rows], **ends, **story.stacks})
    chart = easel.book.add_chart({"type": "column", "subtype": "stacked"})
    fills = {"start": "#1B1F24", "adds": _GREY, "saves": PALETTE[2]}
    fills |= dict.fromkeys(("bill", "P50", "P90"), story.look.colour)
    for heading in story.stacks:
        colour = fills.get(heading.partition(" ")[0])
        chart.add_series({
            "name": heading,
            "categories": place.cells("Step"),
            "values": place.cells(heading),
            "fill": {"none": True} if colour is None else {"color": colour},
            "gap": 40,
        })  # fmt: skip
    easel.finish(chart, story, legend=False)


_DRAWN: dict[type[Story], Callable[[Easel, Any], None]] = {
    OptionCosts: _options,
    CumulativeCost: _fan,
    BudgetKept: _exceedance,
    Savings: _savings,
    CostByCategory: _categories,
    FirstEstimate: _waterfall,
    Frontier: _frontier,
    Drivers: _tornado,
    Moves: _moves,
    VolumeChoice: _volume,
}
