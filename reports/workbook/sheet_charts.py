"""The workbook's native charts, one function for each kind of story."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..stories import (
    BudgetKept,
    CostByCategory,
    CumulativeCost,
    Drivers,
    FirstEstimate,
    Savings,
    Story,
    VolumeChance,
)
from ..stories.story import PALETTE
from .chart_sheet import Curve, Easel

__all__ = ["draw_stories"]

_GREY = "#8C959F"
_SELDOM = 0.01  # what happens less often is not worth the room it takes
_DASHES = {"solid": "solid", "dashed": "dash", "dashdot": "dash_dot", "dotted": "round_dot"}


def draw_stories(easel: Easel, stories: Mapping[str, Story]) -> None:
    """Draw every story that a native chart can tell, and write its numbers."""
    for story in stories.values():
        draw = _DRAWN.get(type(story))
        if draw is not None:
            draw(easel, story)


def _fan(easel: Easel, story: CumulativeCost) -> None:
    columns: dict[str, Sequence[object]] = {"Month": range(1, 1 + len(next(iter(story.bands.values())).p50))}
    lines = []
    for name, band in story.bands.items():
        for key, values in (("P50", band.p50), ("P10", band.p10), ("P90", band.p90)):
            heading = f"{key}, {story.labels[name]}"
            columns[heading] = values
            middle = key == "P50"
            lines.append(
                Curve(heading, "Month", story.looks[name].colour, "solid" if middle else "dash", 2.5 if middle else 1.0)
            )
    easel.scatter(story, columns, lines, "Month", f"{story.currency}, total so far", last=len(columns["Month"]))


def _exceedance(easel: Easel, story: BudgetKept) -> None:
    columns: dict[str, Sequence[object]] = {}
    lines = []
    for name, amounts in story.amounts.items():
        label = story.labels[name]
        columns[f"Cash, {label}"] = amounts
        columns[f"Chance to spend more, {label}"] = story.exceedance[name]
        look = story.looks[name]
        lines.append(Curve(f"Chance to spend more, {label}", f"Cash, {label}", look.colour, _DASHES[look.dash]))
    for name, promised in story.promised.items():
        label = story.labels[name]
        columns[f"Promised, {label}"] = (promised, promised)
        columns[f"Promise, {label}"] = (0.0, 1.0)
        lines.append(Curve(f"Promise, {label}", f"Promised, {label}", _GREY, "dash", 1.5))
    end = max(_seldom(story, name) for name in story.amounts)
    easel.scatter(story, columns, lines, f"Cash, {story.currency}", "Chance to spend more", shares=True, last=end)


def _seldom(story: BudgetKept, name: str) -> float:
    """Return an amount that is spent in few futures only: where a curve has come down, in round numbers."""
    amounts = [x for x, p in zip(story.amounts[name], story.exceedance[name], strict=True) if p >= _SELDOM]
    largest = max([*amounts, story.promised.get(name, 0.0), 1.0])
    step = 10.0 ** math.floor(math.log10(largest))
    return math.ceil(2.0 * largest / step) * step / 2.0


def _volume(easel: Easel, story: VolumeChance) -> None:
    columns: dict[str, Sequence[object]] = {story.axis: story.values}
    lines = []
    for name, chance in story.chance.items():
        heading = f"Chance, {story.labels[name]}"
        columns[heading] = chance
        columns[f"from, {story.labels[name]}"] = story.low[name]
        columns[f"to, {story.labels[name]}"] = story.high[name]
        lines.append(Curve(heading, story.axis, story.looks[name].colour, _DASHES[story.looks[name].dash]))
    easel.scatter(story, columns, lines, story.axis, "Chance to be cheaper", True, logarithmic=story.logarithmic)


def _savings(easel: Easel, story: Savings) -> None:
    low, high, shares = zip(*story.columns, strict=True)
    middles = [(a + b) / 2.0 for a, b in zip(low, high, strict=True)]
    columns = {"from": low, "to": high, "Middle": middles, "Share of futures": shares}
    place = easel.block(story, columns)
    chart = easel.book.add_chart({"type": "column"})
    colours = {True: story.looks[story.strategy].colour, False: story.looks[story.baseline].colour}
    points = [{"fill": {"color": colours[middle > 0.0] if middle else _GREY}} for middle in middles]
    chart.add_series({
        "name": "Share of futures",
        "categories": place.cells("Middle"),
        "values": place.cells("Share of futures"),
        "points": points,
        "gap": 2,
    })  # fmt: skip
    easel.finish(chart, story, f"Savings, {story.currency}", "Share of futures", shares=True, legend=False)


def _categories(easel: Easel, story: CostByCategory) -> None:
    columns: dict[str, Sequence[object]] = {"Category": story.categories}
    headings = []
    for name, label in story.labels.items():
        for key, values in (("P50", story.p50), ("P90", story.p90)):
            headings.append((f"{key}, {label}", story.looks[name].colour, key == "P90"))
            columns[headings[-1][0]] = values[name]
    place = easel.block(story, columns)
    chart = easel.book.add_chart({"type": "bar"})
    for heading, colour, light in headings:
        fill = {"color": colour, "transparency": 60 if light else 0}
        chart.add_series({
            "name": easel.name(place, heading),
            "categories": place.cells("Category"),
            "values": place.cells(heading),
            "fill": fill,
        })  # fmt: skip
    easel.finish(chart, story, "", story.currency, bars=True)


def _waterfall(easel: Easel, story: FirstEstimate) -> None:
    labels, base, up, down, total = ["Promised" if story.promised else "First line"], [0.0], [0.0], [0.0], [story.start]
    level = story.start
    for step in story.steps:
        labels.append(step.label)
        base.append(min(level, level + step.adds))
        up.append(max(step.adds, 0.0))
        down.append(max(-step.adds, 0.0))
        total.append(0.0)
        level += step.adds
    for label, amount in (("Mean", story.mean), ("P50", story.p50), ("P90", story.p90)):
        labels.append(label)
        total.append(amount)
        for column in (base, up, down):
            column.append(0.0)
    columns: dict[str, Sequence[object]] = {
        "Step": labels,
        "Base": base,
        "Adds": up,
        "Takes off": down,
        "In all": total,
    }
    place = easel.block(story, columns)
    chart = easel.book.add_chart({"type": "column", "subtype": "stacked"})
    for heading, fill in (
        ("Base", {"none": True}),
        ("Adds", {"color": _GREY}),
        ("Takes off", {"color": PALETTE[2]}),
        ("In all", {"color": story.look.colour}),
    ):
        chart.add_series({
            "name": heading,
            "categories": place.cells("Step"),
            "values": place.cells(heading),
            "fill": fill,
            "gap": 40,
        })  # fmt: skip
    easel.finish(chart, story, "", f"{story.currency} a month", legend=False)


def _tornado(easel: Easel, story: Drivers) -> None:
    bars = story.bars
    columns: dict[str, Sequence[object]] = {
        "Input": [bar.label for bar in bars],
        "Input low": [bar.low for bar in bars],
        "Input high": [bar.high for bar in bars],
    }
    place = easel.block(story, columns)
    chart = easel.book.add_chart({"type": "bar"})
    for heading, colour in (("Input low", PALETTE[5]), ("Input high", PALETTE[0])):
        chart.add_series({
            "name": heading,
            "categories": place.cells("Input"),
            "values": place.cells(heading),
            "fill": {"color": colour},
            "gap": 40,
            "overlap": 100,
        })  # fmt: skip
    easel.finish(chart, story, "", story.currency, bars=True, crossing=story.centre)


_DRAWN: dict[type[Story], Callable[[Easel, Any], None]] = {
    CumulativeCost: _fan,
    BudgetKept: _exceedance,
    Savings: _savings,
    CostByCategory: _categories,
    FirstEstimate: _waterfall,
    Drivers: _tornado,
    VolumeChance: _volume,
}
