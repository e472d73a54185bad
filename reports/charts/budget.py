"""The chance to spend more than an amount of cash, and what was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from ...simulator import Result
from ..stories import BudgetKept
from .curve_labels import Box, Curve, places_beside
from .edge_labels import MARGIN, EdgeLabel, label_edge
from .marks import amounts_on, dashes, short_amount
from .promises import FLAG, flags_of, plant_flags
from .style import EDGE, HEIGHT, LIGHT, SMALL, TEXT, WIDTH, Picture, Theme, canvas, styled
from .words import cut, width_of, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["budget", "draw"]

#: Chances to spend more, and the percentiles that stand there.
_LEVELS = {1.0: "100 %", 0.5: "50 % (P50)", 0.2: "20 % (P80)", 0.1: "10 % (P90)", 0.0: "0 %"}
_TAIL = 99  # the axis ends at this percentile: a long tail would press all else to the left
_LEFT = 132.0
_STROKE = 40.0  # points before a label, with a sample of the line
_WIDEST = 280.0  # points of a label beside its curve


def budget(result: Result, horizon: int | None = None, theme: Theme = LIGHT) -> Picture:
    """Draw the exceedance curve of cash, one a strategy, with the promised budget and the chance to keep it.

    Parameters
    ----------
    result : Result
    horizon : int, optional
        Months; default: the longest.
    theme : Theme

    Returns
    -------
    Picture
        A matplotlib figure.

    Raises
    ------
    ValueError
        If the scenario has no such horizon.
    """
    return draw(BudgetKept.of(result, horizon), theme)


@styled
def draw(story: BudgetKept, theme: Theme = LIGHT) -> Picture:
    """Draw the story; labels stand beside their curves, or where these are too close, in the right margin."""
    flags = flags_of(story)
    above = FLAG * len(flags)
    figure, axes = _curves(story, theme, EDGE, above)
    places = _places(story, axes)
    if places is None:
        figure, axes = _curves(story, theme, MARGIN, above)
        _label_in_margin(figure, axes, story, theme)
    else:
        for (name, lines), (left, _, _, top) in zip(_labels(story).items(), places, strict=True):
            look, foot = story.looks[name], top - TEXT
            stroke = Line2D(
                [left / WIDTH, (left + _STROKE - 8.0) / WIDTH], [(foot + 0.35 * TEXT) / HEIGHT] * 2, color=look.colour,
                linestyle=dashes(look), linewidth=3.0,
            )  # fmt: skip
            figure.add_artist(stroke)
            write(figure, left + _STROKE, foot, lines[0], TEXT, theme.ink, weight="bold")
            write(figure, left, foot - 1.4 * SMALL, lines[1], SMALL, theme.muted)
    plant_flags(figure, axes, flags, theme)
    return figure


def _curves(story: BudgetKept, theme: Theme, right: float, above: float) -> tuple[Picture, Axes]:
    certain = _certain(story)
    figure, axes = canvas(story, theme, left=EDGE if certain else _LEFT, right=right, above=above)
    for name, amounts in story.amounts.items():
        look = story.looks[name]
        axes.plot(amounts, story.exceedance[name], color=look.colour, linestyle=dashes(look), linewidth=3.0, zorder=3)
        if not certain:
            marks = [found[name] for found in (story.p50, story.p80, story.p90)]
            axes.plot(marks, [0.5, 0.2, 0.1], "o", color=theme.paper, markeredgecolor=look.colour, markeredgewidth=2.0,
                      markersize=7.0, zorder=4)  # fmt: skip
    axes.set_ylim(0.0, 1.0)
    axes.set_xlim(_range(story))
    amounts_on(axes.xaxis, 8)
    if certain:
        axes.yaxis.set_major_locator(NullLocator())
    else:
        axes.yaxis.set_major_locator(FixedLocator(list(_LEVELS)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: _LEVELS.get(round(share, 3), "")))
    axes.set_xlabel("Cash", fontsize=SMALL, color=theme.muted, labelpad=6.0)
    return figure, axes


def _certain(story: BudgetKept) -> bool:
    return all(amounts[0] == amounts[-1] for amounts in story.amounts.values())


def _range(story: BudgetKept) -> tuple[float, float]:
    """Return the ends of the axis: all that matters, and 0 where that is not far."""
    low = min([*(amounts[-1 - _TAIL] for amounts in story.amounts.values()), *story.promised.values()])
    high = max([*(amounts[_TAIL] for amounts in story.amounts.values()), *story.promised.values()])
    low, high = (min(low, 0.0), max(high, 0.0)) if low * high <= 0.0 or abs(low) < 0.5 * abs(high) else (low, high)
    room = 0.06 * (high - low) or max(abs(high), 1.0) * 0.5
    return (low if low == 0.0 else low - room), high + room


def _labels(story: BudgetKept) -> dict[str, list[str]]:
    """Return what stands beside each curve: its name, and its percentiles."""
    found = {}
    for name, label in story.labels.items():
        p50, p80, p90 = (short_amount(value[name], 3) for value in (story.p50, story.p80, story.p90))
        percentiles = p50 if _certain(story) else f"P50 {p50} · P80 {p80} · P90 {p90}"
        found[name] = [cut(label, _WIDEST, TEXT, bold=True), percentiles]
    return found


def _places(story: BudgetKept, axes: Axes) -> list[Box] | None:
    box, (low, high) = axes.get_position(), axes.get_xlim()
    left, foot, wide, tall = box.x0 * WIDTH, box.y0 * HEIGHT, box.width * WIDTH, box.height * HEIGHT

    def on_page(x: tuple[float, ...], y: tuple[float, ...]) -> Curve:
        return left + (np.array(x) - low) / (high - low) * wide, foot + np.array(y) * tall

    curves = [on_page(amounts, story.exceedance[name]) for name, amounts in story.amounts.items()]
    upright = [on_page((amount, amount), (1.0, 0.0)) for amount in story.promised.values()]
    sizes = [
        (max(width_of(lines[0], TEXT, bold=True) + _STROKE, *(width_of(line, SMALL) for line in lines[1:])),
         TEXT + 1.7 * SMALL)
        for lines in _labels(story).values()
    ]  # fmt: skip
    return places_beside(curves, sizes, (left, foot, left + wide, foot + tall), upright)


def _label_in_margin(figure: Picture, axes: Axes, story: BudgetKept, theme: Theme) -> None:
    """Lead from each curve to the right margin, the rightmost curve highest."""
    order = sorted(story.amounts, key=lambda name: -story.p50[name])
    labels = []
    for at, name in enumerate(order):
        height = 0.92 - 0.84 * at / max(len(order) - 1, 1)
        falling = story.exceedance[name][::-1]
        start = float(np.interp(height, falling, story.amounts[name][::-1]))
        colour = story.looks[name].colour
        axes.plot([start, axes.get_xlim()[1]], [height, height], color=colour, linewidth=1.0, zorder=2)
        axes.plot([start], [height], "o", color=colour, markersize=5.0, zorder=4)
        amount = short_amount(story.p90[name], 3)
        labels.append(EdgeLabel(height, story.labels[name], amount if _certain(story) else f"P90 {amount}", colour))
    label_edge(figure, axes, labels, theme)
