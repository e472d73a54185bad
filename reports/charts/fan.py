"""The fan chart: what each strategy has cost by the end of each month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...simulator import Result
from ..stories import CumulativeCost
from ..words.numbers import short_amount
from .edge_labels import MARGIN, EdgeLabel, label_edge
from .glyphs import width_of, write
from .marks import amounts_on, dashes, name_across, whole_months
from .style import LIGHT, TEXT, Picture, Theme, canvas, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["cumulative_cost", "draw"]

_BANDS = 3  # strategies whose bands do not hide each other; of more, only the two compared have bands


def cumulative_cost(result: Result, strategy: str | None = None, theme: Theme = LIGHT) -> Picture:
    """Draw cumulative TCO by month, one fan a strategy, with the month of break-even.

    Parameters
    ----------
    result : Result
    strategy : str, optional
        The one compared with the baseline; default: the verdict's two strategies.
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
    overtakes = story.break_even not in (None, 1)  # cheaper from the first month: nothing is overtaken
    figure, axes = canvas(story, theme, right=MARGIN, above=18.0 if overtakes else 0.0)
    last = len(next(iter(story.bands.values())).p50)
    pair, drawn = (story.baseline, story.focus), []
    for name, band in story.bands.items():
        look, marked = story.looks[name], name in pair
        parts = {part.role: part for part in story.series if part.strategy == name}
        if (marked or len(story.bands) <= _BANDS) and not band.certain:
            p10, p90 = parts["P10"], parts["P90"]
            drawn += [p10, p90]
            label = f"{p10.name} to {p90.name}"
            axes.fill_between(p10.x, p10.y, p90.y, color=look.colour, alpha=0.16, linewidth=0.0, zorder=2, label=label)
        middle = parts["cost" if band.certain else "P50"]
        drawn.append(middle)
        axes.plot(
            middle.x,
            middle.y,
            color=look.colour,
            linestyle=dashes(look),
            linewidth=3.0 if marked else 2.0,
            dash_capstyle="butt",
            zorder=4 if marked else 3,
            label=middle.name,
        )
    low, high = (f(f(part.y) for part in drawn) for f in (min, max))
    room = 0.06 * (high - low) or 1.0
    axes.set_ylim(low - room if low < 0.0 else 0.0, high + room)
    axes.set_xlim(0, last)
    amounts_on(axes.yaxis)
    whole_months(axes.xaxis, last, story.month)
    name_across(axes, story.across, theme)
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
    certain = all(band.certain for band in story.bands.values())
    words = f"Break-even: {story.month(month)}{'' if certain else ' (P50)'}"
    box = axes.get_position()
    at = (box.x0 + month / last * box.width) * figure.wide
    half = width_of(words, TEXT) / 2.0
    at = min(max(at, box.x0 * figure.wide + half), figure.wide - figure.edge - half)
    write(figure, at, box.y1 * figure.tall + 8.0, words, TEXT, theme.ink, ha="center")
