"""The probability of needing more than an amount of cash, and the budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from ...simulator import Result
from ..stories import BudgetKept
from ..words.numbers import short_amount
from .budget_lines import draw_budgets, room_for_budgets
from .curve_labels import Box, Curve, places_beside
from .edge_labels import MARGIN, EdgeLabel, label_edge
from .glyphs import cut, width_of, write
from .marks import amounts_on, dashes, name_across
from .style import EDGE, HEIGHT, LIGHT, SMALL, TEXT, WIDTH, Picture, Theme, canvas, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["budget", "draw"]

#: Probabilities of needing more, and their percentiles.
_LEVELS = {1.0: "100 %", 0.5: "50 % (P50)", 0.2: "20 % (P80)", 0.1: "10 % (P90)", 0.0: "0 %"}
#: Heights from which strokes lead to the margin: away from the percentiles.
_STROKES = (0.94, 0.28)
_LEFT, _NARROW = 132.0, 96.0
_STROKE = 40.0  # points before a label, with a sample of the line
_WIDE = 280.0  # points of a label beside its curve


def budget(result: Result, horizon: int | None = None, strategy: str | None = None, theme: Theme = LIGHT) -> Picture:
    """Draw the exceedance curve of cash, one a strategy, with the budget and the probability of staying within it.

    Parameters
    ----------
    result : Result
    horizon : int, optional
        Months; default: the longest.
    strategy : str, optional
        Whose budget comes first; default: of the verdict's two strategies, the one that is not the baseline.
    theme : Theme

    Returns
    -------
    Picture
        A matplotlib figure.

    Raises
    ------
    ValueError
        If the scenario has no such horizon or strategy.
    """
    return draw(BudgetKept.of(result, horizon, strategy), theme)


@styled
def draw(story: BudgetKept, theme: Theme = LIGHT) -> Picture:
    """Draw the story; labels are beside their curves, or in the right margin where these are too close."""
    above = room_for_budgets(story, theme)
    figure, axes = _curves(story, theme, EDGE, above)
    for short in () if theme.narrow else (False, True):
        labels = _labels(story, short)
        places = _places(story, axes, labels)
        if places is not None:
            _label_inside(figure, story, labels, places, theme)
            break
    else:
        if not theme.narrow:
            figure, axes = _curves(story, theme, MARGIN, above)
            _label_in_margin(figure, axes, story, theme)
    draw_budgets(figure, axes, story, theme)
    return figure


def _curves(story: BudgetKept, theme: Theme, right: float, above: float) -> tuple[Picture, Axes]:
    certain = story.certain
    figure, axes = canvas(story, theme, left=EDGE if certain else _LEFT, right=right, above=above, narrow_left=_NARROW)
    for part in (part for part in story.series if part.role == "cash"):
        name = part.strategy
        assert name is not None
        look = story.looks[name]
        axes.plot(part.x, part.y, color=look.colour, linestyle=dashes(look), linewidth=3.0, zorder=3, label=part.name)
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
    name_across(axes, story.across, theme)
    return figure, axes


def _range(story: BudgetKept) -> tuple[float, float]:
    """Return the ends of the axis, 0 among them where that is not far."""
    low, high = story.extent
    low, high = (min(low, 0.0), max(high, 0.0)) if low * high <= 0.0 or abs(low) < 0.5 * abs(high) else (low, high)
    room = 0.06 * (high - low) or max(abs(high), 1.0) * 0.5
    return (low if low == 0.0 else low - room), high + room


def _amount_at(story: BudgetKept, name: str, chance: float) -> float:
    """Return the amount that is exceeded with this chance."""
    return float(np.interp(chance, story.exceedance[name][::-1], story.amounts[name][::-1]))


def _labels(story: BudgetKept, short: bool) -> dict[str, list[str]]:
    """Return the words beside each curve: its name, and its percentiles or only the P90."""
    found = {}
    for name, label in story.labels.items():
        p50, p80, p90 = (short_amount(value[name], 3) for value in (story.p50, story.p80, story.p90))
        full = f"P90 {p90}" if short else f"P50 {p50} · P80 {p80} · P90 {p90}"
        found[name] = [cut(label, _WIDE, TEXT, bold=True), p50 if story.certain else full]
    return found


def _places(story: BudgetKept, axes: Axes, labels: dict[str, list[str]]) -> list[Box] | None:
    """Return room for the labels beside the curves; None where there is none."""
    box, (low, high) = axes.get_position(), axes.get_xlim()
    left, foot, wide, tall = box.x0 * WIDTH, box.y0 * HEIGHT, box.width * WIDTH, box.height * HEIGHT

    def on_page(x: tuple[float, ...], y: tuple[float, ...]) -> Curve:
        return left + (np.array(x) - low) / (high - low) * wide, foot + np.array(y) * tall

    curves = [on_page(amounts, story.exceedance[name]) for name, amounts in story.amounts.items()]
    upright = [on_page((amount, amount), (1.0, 0.0)) for amount in story.budgets.values()]
    sizes = [
        (max(_STROKE + width_of(label, TEXT, bold=True), width_of(amounts, SMALL)), TEXT + 1.7 * SMALL)
        for label, amounts in labels.values()
    ]
    return places_beside(curves, sizes, (left, foot, left + wide, foot + tall), upright)


def _label_inside(
    figure: Picture, story: BudgetKept, labels: dict[str, list[str]], places: list[Box], theme: Theme
) -> None:
    for (name, (label, amounts)), (left, _, _, top) in zip(labels.items(), places, strict=True):
        foot = top - TEXT
        stroke = Line2D(
            [left / figure.wide, (left + _STROKE - 8.0) / figure.wide],
            [(foot + 0.35 * TEXT) / figure.tall] * 2,
            color=story.looks[name].colour,
            linestyle=dashes(story.looks[name]),
            linewidth=3.0,
        )
        figure.add_artist(stroke)
        write(figure, left + _STROKE, foot, label, TEXT, theme.ink, weight="bold")
        write(figure, left, foot - 1.4 * SMALL, amounts, SMALL, theme.muted)


def _label_in_margin(figure: Picture, axes: Axes, story: BudgetKept, theme: Theme) -> None:
    """Lead from each curve to the right margin, the rightmost curve highest; none at the height of the dots of P50."""
    order = sorted(story.amounts, key=lambda name: -story.p50[name])
    labels = []
    for at, name in enumerate(order):
        height = _STROKES[0] - (_STROKES[0] - _STROKES[1]) * at / max(len(order) - 1, 1)
        height += 0.08 if abs(height - 0.5) < 0.05 else 0.0
        start = _amount_at(story, name, height)
        colour = story.looks[name].colour
        axes.plot([start, axes.get_xlim()[1]], [height, height], color=colour, linewidth=1.0, zorder=2)
        amount = short_amount(story.p90[name], 3)
        labels.append(EdgeLabel(height, story.labels[name], amount if story.certain else f"P90 ring: {amount}", colour))
    label_edge(figure, axes, labels, theme)
