"""Ranges as bars: P10 to P90 of each strategy's total cost, lighter from P50 on."""

from __future__ import annotations

from ...simulator import Result
from ..stories import OptionCosts
from .glyphs import write
from .keys import rows
from .marks import amounts_on
from .style import EDGE, HEIGHT, LIGHT, SMALL, Picture, Theme, canvas, styled

__all__ = ["draw", "options"]

_NAMES = 250.0  # points on the left
_THICKEST, _LIGHTER = 46.0, 0.45
_ROOM = 0.3  # of the range, for the amounts beside a bar


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
    figure, axes = canvas(story, theme, left=EDGE + _NAMES)
    count = len(story.costs)
    shown = max(float(count), axes.get_position().height * HEIGHT / (1.6 * _THICKEST))
    axes.set_ylim(shown, 0.0)
    low = min(0.0, *(cost[0] for cost in story.costs.values()))
    high = max(0.0, *(cost[2] for cost in story.costs.values())) or 1.0
    axes.set_xlim(low, high + _ROOM * (high - low))
    for at, (name, (p10, p50, p90)) in enumerate(story.costs.items()):
        colour, barred = story.looks[name].colour, name in story.barred
        edge = {"edgecolor": colour, "linewidth": 1.5} if barred else {"linewidth": 0.0}
        start = 0.0 if story.certain else p10
        axes.barh(at + 0.5, p50 - start, 0.6, left=start, color="none" if barred else colour, **edge)
        axes.barh(at + 0.5, p90 - p50, 0.6, left=p50, color="none" if barred else colour, alpha=_LIGHTER, **edge)
        axes.plot([p50, p50], [at + 0.14, at + 0.86], color=theme.ink, linewidth=2.5, solid_capstyle="butt")
        words = " to ".join(dict.fromkeys((story.cells[name][0], story.cells[name][2])))
        bold = "bold" if name == story.recommended else "normal"
        gap = 0.008 * (high - low)
        write(axes, p90 + gap, at + 0.5, words, SMALL, theme.ink, va="center_baseline", weight=bold)
        if not story.certain:
            write(axes, p50, at + 0.1, story.cells[name][1], SMALL, theme.ink, ha="center", weight="bold")
    rows(axes, list(story.names), [at + 0.5 for at in range(count)], _NAMES, theme)
    axes.grid(axis="x", color=theme.grid, linewidth=1.0)
    amounts_on(axes.xaxis)
    axes.set_xlabel(story.across, fontsize=SMALL, color=theme.muted, labelpad=6.0, parse_math=False)
    return figure
