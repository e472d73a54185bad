"""Ranges as bars: P10 to P90 of each strategy's total cost, lighter from P50 on."""

from __future__ import annotations

from ...simulator import Result
from ..stories import OptionCosts
from .glyphs import drawable, width_of, write
from .keys import rows
from .marks import amounts_on, name_across
from .style import EDGE, LIGHT, SMALL, Picture, Theme, canvas, styled

__all__ = ["draw", "options"]

_NAMES = 250.0  # points on the left
_THICKEST, _LIGHTER = 46.0, 0.45
_ROW = 1.4  # of a row on a phone: its name and its P50 are above the bar
_GAP = 16.0  # points for and after the amounts beside a bar


def options(result: Result, theme: Theme = LIGHT) -> Picture:
    """Draw P10, P50 and P90 of every strategy's TCO, the lowest score of the decision on top.

    Parameters
    ----------
    result : Result
    theme : Theme

    Returns
    -------
    Picture
        A matplotlib figure.
    """
    return draw(OptionCosts.of(result), theme)


@styled
def draw(story: OptionCosts, theme: Theme = LIGHT) -> Picture:
    """Draw the story."""
    count = len(story.costs)
    figure, axes = canvas(story, theme, left=EDGE + _NAMES, narrow_left=1.0, rows=_ROW * count)
    tall = axes.get_position().height * figure.tall
    shown = float(count) if theme.narrow else max(float(count), tall / (1.6 * _THICKEST))
    foot, thick = (0.68, 0.3) if theme.narrow else (0.2, 0.6)  # within a row; a name and the P50 are above the bar
    axes.set_ylim(shown, 0.0)
    low = min(0.0, *(cost[0] for cost in story.costs.values()))
    wide = axes.get_position().width * figure.wide
    words = {name: " to ".join(dict.fromkeys((low, high))) for name, (low, _, high) in story.cells.items()}
    room = {name: wide - _GAP - width_of(drawable(each), SMALL, bold=True) for name, each in words.items()}
    reach = max(max(cost[2] - low, 0.0) * wide / room[name] for name, cost in story.costs.items()) or 1.0
    axes.set_xlim(low, low + reach)
    for at, (name, (p10, p50, p90)) in enumerate(story.costs.items()):
        colour, barred = story.looks[name].colour, name in story.barred
        edge = {"edgecolor": colour, "linewidth": 1.5} if barred else {"linewidth": 0.0}
        start = 0.0 if story.certain else p10
        middle = at + foot + thick / 2.0
        axes.barh(middle, p50 - start, thick, left=start, color="none" if barred else colour, **edge)
        axes.barh(middle, p90 - p50, thick, left=p50, color="none" if barred else colour, alpha=_LIGHTER, **edge)
        axes.plot(
            [p50, p50],
            [at + foot - 0.05, at + foot + thick + 0.02],
            color=theme.ink,
            linewidth=2.5,
            solid_capstyle="butt",
        )
        bold = "bold" if name == story.recommended else "normal"
        beside = p90 + 0.5 * _GAP / wide * reach
        write(axes, beside, middle, words[name], SMALL, theme.ink, va="center_baseline", weight=bold)
        if not story.certain:
            half = 0.5 * width_of(story.cells[name][1], SMALL, bold=True) / wide * reach
            above = max(p50, low + half)  # not beyond the axes
            write(axes, above, at + foot - 0.08, story.cells[name][1], SMALL, theme.ink, ha="center", weight="bold")
    rows(axes, list(story.names), [at + 0.5 for at in range(count)], _NAMES, theme, [at + 0.34 for at in range(count)])
    axes.grid(axis="x", color=theme.grid, linewidth=1.0)
    amounts_on(axes.xaxis)
    name_across(axes, story.across, theme)
    return figure
