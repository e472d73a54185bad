"""What each strategy saves by volume, where that is enough, and which one is the choice."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter, MultipleLocator, NullLocator

from ...configs import Scenario
from ..stories import VolumeChoice
from ..words.numbers import number, whole_percent
from .edge_labels import MARGIN, EdgeLabel, label_edge
from .glyphs import cut, width_of, write
from .marks import dashes, name_across
from .style import LIGHT, SMALL, Picture, Theme, canvas, styled

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["draw", "volume"]

_STEPS = ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,))  # within a decade, the densest first
_EVERY = (1, 2, 3, 5, 10, 20)  # decades
_STRIP = 10.0  # points that the strip of the choice is high
_ABOVE = _STRIP + 32.0  # the strip, and the words on it


def volume(
    frame: pd.DataFrame,
    scenario: Scenario,
    horizon: int | None = None,
    footer: str = "",
    theme: Theme = LIGHT,
) -> Picture:
    """Draw what each strategy saves against the baseline over one swept address, and which one is the choice.

    Parameters
    ----------
    frame : DataFrame
        As `sweep` gives it.
    scenario : Scenario
        That was swept.
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
        If the sweep has not just one varied address of numbers, or lacks the horizon.
    """
    return draw(VolumeChoice.of(frame, scenario, horizon, footer), theme)


@styled
def draw(story: VolumeChoice, theme: Theme = LIGHT) -> Picture:
    """Draw the story."""
    figure, axes = canvas(story, theme, right=MARGIN, above=_ABOVE)
    low, high, step = story.extent
    axes.set_ylim(low, high)
    if story.logarithmic:
        axes.set_xscale("log")
    axes.set_xlim(story.values[0], story.values[-1])
    axes.yaxis.set_major_locator(MultipleLocator(step))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: whole_percent(share).replace("-", "\N{MINUS SIGN}")))
    axes.spines["bottom"].set_visible(False)
    _ticks(figure, story)
    name_across(axes, story.across, theme)
    for part in story.series:
        look = None if part.strategy is None else story.looks[part.strategy]
        colour = theme.muted if look is None else look.colour
        if part.role == "saving" and look is not None:
            axes.plot(part.x, part.y, color=colour, linestyle=dashes(look), linewidth=3.0, zorder=3, label=part.name)
        elif part.role == "margin":
            axes.plot(
                part.x, part.y, color=theme.ink, linewidth=1.4, linestyle=(0.0, (4.0, 3.0)), zorder=2, label=part.name
            )
        elif part.role in ("even", "met"):
            axes.plot(part.x, part.y, "D" if part.role == "even" else "o", color=theme.ink, markersize=9.0, zorder=5,
                      label=part.name)  # fmt: skip
        elif part.role == "today":
            axes.plot(part.x, part.y, color=colour, linewidth=1.4, zorder=1.5, label=part.name)
        elif part.role == "likely":
            axes.axvspan(*part.x, color=colour, alpha=0.14, linewidth=0.0, zorder=1.0, label=part.name)
    for name in story.saving:
        band: dict[str, Any] = {"color": story.looks[name].colour, "alpha": 0.18, "linewidth": 0.0, "zorder": 2.5}
        axes.fill_between(story.values, story.low[name], story.high[name], **band)
    _strip(figure, story, theme)
    labels = [
        EdgeLabel(max(part[-1], low), story.labels[name], story.threshold_words(name), story.looks[name].colour)
        for name, part in story.saving.items()
    ]
    if (words := story.dot_words) and not figure.narrow:
        box = axes.get_position()
        at, up = box.x1 * figure.wide + 34.0, box.y1 * figure.tall + 8.0
        write(figure, at, up, cut(words, 214.0, SMALL), SMALL, theme.muted)
    base = EdgeLabel(0.0, story.labels[story.baseline], "baseline", story.looks[story.baseline].colour)
    label_edge(figure, axes, [*labels, base], theme)
    return figure


def _strip(figure: Picture, story: VolumeChoice, theme: Theme) -> None:
    """Write above the axes which strategy is the choice, in its colour, from value to value."""
    foot = figure.axes[0].get_position().y1 * figure.tall + 8.0
    for span in story.spans:
        left, right = (_place(figure, story, end) for end in (span.start, span.end))
        colour = story.looks[span.strategy].colour
        corner, size = (left / figure.wide, foot / figure.tall), ((right - left) / figure.wide, _STRIP / figure.tall)
        figure.add_artist(Rectangle(corner, *size, color=colour, transform=figure.transFigure, linewidth=0.0))
        words = story.labels[span.strategy]
        if right - left > 60.0:  # of a shorter part the colour tells
            words = cut(words, right - left - 10.0, SMALL, bold=True)
            write(figure, left, foot + _STRIP + 5.0, words, SMALL, theme.ink, weight="bold")


def _place(figure: Picture, story: VolumeChoice, value: float) -> float:
    """Return where a value lies, in points from the figure's left edge."""
    box, (first, last) = figure.axes[0].get_position(), (story.values[0], story.values[-1])
    part = math.log(value / first) / math.log(last / first) if story.logarithmic else (value - first) / (last - first)
    return float(box.x0 + part * box.width) * figure.wide


def _ticks(figure: Picture, story: VolumeChoice) -> None:
    """Give a logarithmic axis as many round values as do not touch."""
    axis = figure.axes[0].xaxis
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 3)))
    if not story.logarithmic:
        figure.axes[0].locator_params(axis="x", nbins=4 if figure.narrow else 6)
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
