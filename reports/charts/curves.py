"""The probability of costing less against the volume, with the simulation's interval and the line of even odds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from ...configs import Scenario
from ..stories import VolumeChance
from ..stories.swept import EVEN
from ..words.numbers import number
from .edge_labels import MARGIN, EdgeLabel, label_edge
from .glyphs import width_of, write
from .marks import dashes, name_across
from .style import LIGHT, SMALL, Picture, Theme, canvas, styled

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["draw", "volume"]

_STEPS = ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))  # within a decade, the densest first
_EVERY = (1, 2, 3, 5, 10, 20)  # decades


def volume(
    frame: pd.DataFrame,
    scenario: Scenario,
    strategy: str | None = None,
    horizon: int | None = None,
    footer: str = "",
    theme: Theme = LIGHT,
) -> Picture:
    """Draw each strategy's probability of costing less than the baseline over one swept address.

    Parameters
    ----------
    frame : DataFrame
        As `sweep` gives it.
    scenario : Scenario
        That was swept.
    strategy : str, optional
        The one that the headline is about; default: the one most often cheaper at today's volume.
    horizon : int, optional
        Months; default: the sweep's last.
    footer : str
    theme : Theme

    Returns
    -------
    Picture
        A matplotlib figure.

    Raises
    ------
    ValueError
        If the sweep has not just one varied address of numbers, or lacks the strategy or the horizon.
    """
    return draw(VolumeChance.of(frame, scenario, strategy, horizon, footer), theme)


@styled
def draw(story: VolumeChance, theme: Theme = LIGHT) -> Picture:
    """Draw the story."""
    figure, axes = canvas(story, theme, right=MARGIN, above=20.0)
    axes.set_ylim(-0.03, 1.03)
    if story.logarithmic:
        axes.set_xscale("log")
    axes.set_xlim(story.values[0], story.values[-1])
    axes.yaxis.set_major_locator(FixedLocator([0.0, 0.25, 0.5, 0.75, 1.0]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100.0 * share:.0f} %"))
    axes.spines["bottom"].set_visible(False)
    _ticks(figure, story)
    name_across(axes, story.across, theme)
    axes.axhline(EVEN, color=theme.ink, linewidth=1.4, linestyle=(0.0, (4.0, 3.0)), zorder=2)
    for name, look in story.looks.items():
        parts = {part.role: part for part in story.series if part.strategy == name}
        if not parts:
            continue
        low, high, chance = parts["low"], parts["high"], parts["chance"]
        band: dict[str, Any] = {"color": look.colour, "alpha": 0.18, "linewidth": 0.0, "zorder": 2.5}
        axes.fill_between(low.x, low.y, high.y, label=f"{low.name} to {high.name}", **band)
        line: dict[str, Any] = {"color": look.colour, "linestyle": dashes(look), "linewidth": 3.0}
        axes.plot(chance.x, chance.y, zorder=3, clip_on=False, label=chance.name, **line)
        if even := parts.get("even"):
            axes.plot(even.x, even.y, "o", color=theme.paper, markeredgecolor=look.colour, markeredgewidth=3.0,
                      markersize=11.0, zorder=5, label=even.name)  # fmt: skip
    if story.today is not None:
        words = story.mark
        axes.axvline(story.today, color=theme.muted, linewidth=1.4, zorder=1.5, label=words)
        at = _place(figure, story, story.today)
        half = width_of(words, SMALL) / 2.0
        box = axes.get_position()
        at = min(max(at, box.x0 * figure.wide + half), box.x1 * figure.wide - half)
        write(figure, at, box.y1 * figure.tall + 6.0, words, SMALL, theme.muted, ha="center")
    labels = [
        EdgeLabel(chance[-1], story.labels[name], story.even_words(name), story.looks[name].colour)
        for name, chance in story.chance.items()
    ]
    label_edge(figure, axes, [*labels, EdgeLabel(EVEN, "Even odds", "50 %", theme.muted)], theme)
    return figure


def _place(figure: Picture, story: VolumeChance, value: float) -> float:
    """Return where a value lies, in points from the figure's left edge."""
    box, (first, last) = figure.axes[0].get_position(), (story.values[0], story.values[-1])
    part = math.log(value / first) / math.log(last / first) if story.logarithmic else (value - first) / (last - first)
    return float(box.x0 + part * box.width) * figure.wide


def _ticks(figure: Picture, story: VolumeChance) -> None:
    """Give a logarithmic axis as many round values as do not touch."""
    axis = figure.axes[0].xaxis
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 3)))
    if not story.logarithmic:
        figure.axes[0].locator_params(axis="x", nbins=6)
        return
    first, last = story.values[0], story.values[-1]
    low, high = math.floor(math.log10(first)), math.ceil(math.log10(last))
    ticks: list[float] = []
    for steps, every in [*((steps, 1) for steps in _STEPS), *((_STEPS[-1], every) for every in _EVERY)]:
        decades = range(low - low % every, high + 1, every)
        ticks = [x for k in decades for m in steps if first <= (x := float(f"{m}e{k}")) <= last]
        places = [_place(figure, story, x) for x in ticks]
        halves = [width_of(number(x, 3), SMALL) / 2.0 + 7.0 for x in ticks]
        pairs = zip(places, places[1:], halves, halves[1:], strict=False)
        if all(b - a >= half + other for a, b, half, other in pairs):
            break
    axis.set_major_locator(FixedLocator(ticks))
