"""Ranges as bars: P10 to P90 of each strategy's total cost, lighter from P50 on."""

from __future__ import annotations

from matplotlib.transforms import ScaledTranslation

from ...simulator import Result
from ..stories import OptionCosts
from ..words.numbers import short_amount
from .glyphs import width_of, write
from .keys import bar_of_row, rows
from .marks import amounts_on, name_across
from .style import EDGE, LIGHT, SMALL, Picture, Theme, canvas, styled

__all__ = ["draw", "options"]

_NAMES, _GAP = 250.0, 7.0  # points: of a name on the left, between a bar and its amounts
_TALLEST, _LIGHTER = 70.0, 0.45  # points of a row; of the colour from P50 on


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
    figure, axes = canvas(story, theme, left=EDGE + _NAMES, narrow_left=1.0, rows=count)
    foot, thick = bar_of_row(theme, 0.6)
    tall = axes.get_position().height * figure.tall
    axes.set_ylim(float(count) if theme.narrow else max(float(count), tall / _TALLEST), 0.0)
    ends = [0.0, *(end for cost in story.costs.values() for end in cost)]
    low, high = min(ends), max(ends)
    words = {name: _amounts(story, name, theme) for name in story.costs}
    wide = axes.get_position().width * figure.wide
    room = min(0.6, (max(width_of(text, SMALL, bold=True) for text in words.values()) + _GAP + 4.0) / wide)
    axes.set_xlim(low, low + (high - low or 1.0) / (1.0 - room))
    for at, (name, (p10, p50, p90)) in enumerate(story.costs.items()):
        colour, start = story.looks[name].colour, 0.0 if story.certain else p10
        for left, end, light in ((start, p50, False), (p50, p90, True)):
            alpha = _LIGHTER if light else 1.0
            axes.barh(at + foot + thick / 2.0, end - left, thick, left=left, color=colour, alpha=alpha, linewidth=0.0)
        moved = axes.transData + ScaledTranslation(_GAP / 72.0, 0.0, figure.dpi_scale_trans)
        weight = "bold" if name == story.recommended else "normal"
        place = max(0.0, p90), at + foot + thick / 2.0
        write(axes, *place, words[name], SMALL, theme.ink, va="center_baseline", weight=weight, transform=moved)
    centres = [at + foot + thick / 2.0 for at in range(count)]
    rows(axes, list(story.names), centres, _NAMES, theme, [at + foot for at in range(count)])
    axes.grid(axis="x", color=theme.grid, linewidth=1.0)
    amounts_on(axes.xaxis)
    name_across(axes, story.across, theme)
    return figure


def _amounts(story: OptionCosts, name: str, theme: Theme) -> str:
    """Write P50, and P10 to P90 where they differ; on a phone in few letters."""
    low, middle, high = story.cells[name]
    if theme.narrow:
        low, middle, high = (short_amount(amount, 3) for amount in story.costs[name])
    return middle if story.certain else f"{middle} ({low} to {high})"
