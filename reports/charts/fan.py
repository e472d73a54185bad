"""The fan chart: what each strategy has cost by the end of each month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...simulator import Result
from ..stories import CumulativeCost
from .edge_labels import MARGIN, EdgeLabel, label_edge
from .glyphs import width_of, write
from .marks import amounts_on, dashes, short_amount, whole_months
from .style import EDGE, HEIGHT, LIGHT, SMALL, TEXT, WIDTH, Picture, Theme, canvas, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["cumulative_cost", "draw"]

_BANDS = 3  # strategies whose bands can be told apart; of more, only those of the pair in focus are drawn


def cumulative_cost(result: Result, strategy: str | None = None, theme: Theme = LIGHT) -> Picture:
    """Draw cumulative TCO by month, one fan a strategy, with the month of break-even.

    Parameters
    ----------
    result : Result
    strategy : str, optional
        Which one is held against the baseline; default: the best challenger.
    theme : Theme

    Returns
    -------
    Picture
        A matplotlib figure.

    Raises
    ------
    ValueError
        If there is no such strategy, or it is the baseline.
    """
    return draw(CumulativeCost.of(result, strategy), theme)


@styled
def draw(story: CumulativeCost, theme: Theme = LIGHT) -> Picture:
    """Draw the story."""
    overtakes = story.break_even not in (None, 1)  # cheaper from the first month on: nothing is overtaken
    figure, axes = canvas(story, theme, right=MARGIN, above=18.0 if overtakes else 0.0)
    last = len(next(iter(story.bands.values())).p50)
    months = range(1, last + 1)
    pair = (story.baseline, story.focus)
    for name, band in story.bands.items():
        look, marked = story.looks[name], name in pair
        if (marked or len(story.bands) <= _BANDS) and band.p10 != band.p90:
            if last == 1:
                axes.vlines([1.0], band.p10, band.p90, color=look.colour, alpha=0.16, linewidth=14.0, zorder=2)
            axes.fill_between(months, band.p10, band.p90, color=look.colour, alpha=0.16, linewidth=0.0, zorder=2)
        axes.plot(
            months,
            band.p50,
            color=look.colour,
            linestyle=dashes(look),
            linewidth=3.0 if marked else 2.0,
            dash_capstyle="butt",
            marker="o" if last == 1 else "",
            markersize=9.0,
            zorder=4 if marked else 3,
        )
    low, high = (f(f(b.p10 + b.p50 + b.p90) for b in story.bands.values()) for f in (min, max))
    room = 0.06 * (max(high, 0.0) - min(low, 0.0)) or 1.0
    axes.set_ylim(min(low - room, 0.0) if low < 0.0 else 0.0, max(high, 0.0) + room)
    axes.set_xlim((0.5, 1.5) if last == 1 else (1, last))
    amounts_on(axes.yaxis)
    whole_months(axes.xaxis, last)
    axes.set_xlabel("Month", fontsize=SMALL, color=theme.muted, labelpad=6.0)
    if low < 0.0:
        axes.axhline(0.0, color=theme.muted, linewidth=1.0, zorder=1.5)
    if overtakes:
        _mark_break_even(figure, axes, story, theme, last)
    labels = [
        EdgeLabel(band.p50[-1], story.labels[name], short_amount(band.p50[-1], 3), story.looks[name].colour)
        for name, band in story.bands.items()
    ]
    label_edge(figure, axes, labels, theme)
    return figure


def _mark_break_even(figure: Picture, axes: Axes, story: CumulativeCost, theme: Theme, last: int) -> None:
    """Mark the month of break-even on the line of the strategy in focus."""
    month, focus = story.break_even, story.focus
    assert month is not None and focus is not None
    cost = story.bands[focus].p50[month - 1]
    axes.axvline(month, color=theme.ink, linewidth=1.2, linestyle=(0.0, (4.0, 3.0)), zorder=2.5)
    axes.plot([month], [cost], "o", color=theme.paper, markeredgecolor=theme.ink, markeredgewidth=2.0, markersize=10.0,
              zorder=6)  # fmt: skip
    certain = all(band.p10 == band.p90 for band in story.bands.values())
    words = f"Break-even: month {month}{'' if certain else ' (P50)'}"
    box = axes.get_position()
    at = (box.x0 + (month - 1.0) / (last - 1.0) * box.width) * WIDTH
    half = width_of(words, TEXT) / 2.0
    at = min(max(at, box.x0 * WIDTH + half), WIDTH - EDGE - half)
    write(figure, at, box.y1 * HEIGHT + 8.0, words, TEXT, theme.ink, ha="center")
