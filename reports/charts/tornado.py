"""The tornado: how far each input moves the mean, the widest bar on top."""

from __future__ import annotations

from ...simulator.sensitivity import Sensitivity
from ..stories import Drivers
from .glyphs import width_of, write
from .keys import KEY, NARROW_KEY, bar_of_row, row_of_keys, rows
from .style import EDGE, LIGHT, SMALL, Picture, Theme, canvas, styled

__all__ = ["draw", "drivers"]

_NAMES = 296.0  # points on the left
_AMOUNT = 84.0  # points at each end of the widest bar
_TALLEST = 52.0  # points of a row
_LOW, _HIGH = "#3A9AD2", "#0072B2"  # two tones of one colour: of one input, not of two strategies


def drivers(found: Sensitivity, theme: Theme = LIGHT) -> Picture:
    """Draw how far each input moves the mean of what a sensitivity analysis is about.

    Parameters
    ----------
    found : Sensitivity
    theme : Theme

    Returns
    -------
    Picture
        A matplotlib figure.

    Raises
    ------
    ValueError
        If nothing is random.
    """
    return draw(Drivers.of(found), theme)


@styled
def draw(story: Drivers, theme: Theme = LIGHT) -> Picture:
    """Draw the story."""
    figure, axes = canvas(
        story,
        theme,
        left=EDGE + _NAMES,
        above=KEY + NARROW_KEY * theme.narrow,
        bottom=84.0,
        narrow_left=0.0,
        rows=len(story.bars),
    )
    tall = axes.get_position().height * figure.tall
    count, (foot, thick) = len(story.bars), bar_of_row(theme, 0.68)
    axes.set_ylim(float(count) if theme.narrow else max(float(count), tall / _TALLEST), 0.0)
    ends = [value for bar in story.bars for value in (bar.low, bar.high)]
    low, high = min(*ends, story.centre), max(*ends, story.centre)
    room = _AMOUNT / (axes.get_position().width * figure.wide)
    wide = (high - low or abs(high) or 1.0) / (1.0 - 2.0 * room)
    axes.set_xlim(low - room * wide, low - room * wide + wide)
    if story.of_savings and axes.get_xlim()[0] < 0.0 < axes.get_xlim()[1]:
        axes.plot([0.0, 0.0], [0.0, count], color=theme.muted, linewidth=1.2, linestyle=(0.0, (4.0, 3.0)), zorder=1)
    for part, colour in zip(story.series, (_LOW, _HIGH), strict=True):
        lengths = [value - story.centre for value in part.y]
        places = [at + foot + thick / 2.0 for at in range(count)]
        bars = axes.barh(places, lengths, thick, story.centre, color=colour, linewidth=0.0, label=part.name)
        for patch, bar in zip(bars, story.bars, strict=True):  # the shorter in front: both may lie on one side
            longest = max(abs(bar.low - story.centre), abs(bar.high - story.centre))
            patch.set_zorder(2.0 if abs(patch.get_width()) >= longest else 2.1)
    for place, bar in zip(places, story.bars, strict=True):
        left, right = sorted([bar.low, bar.high])
        _beside(figure, min(left, story.centre), place, story.amount(left), theme, "right")
        _beside(figure, max(right, story.centre), place, story.amount(right), theme, "left")
    axes.plot([story.centre] * 2, [0.0, count], color=theme.ink, linewidth=1.6, zorder=3)
    axes.set_xticks([])
    rows(axes, [str(name) for name in story.series[0].x], places, _NAMES, theme, [at + foot for at in range(count)])
    _below(figure, story, theme)
    row_of_keys(figure, axes, list(zip((_LOW, _HIGH), (part.name for part in story.series), strict=True)), theme)
    return figure


def _beside(figure: Picture, x: float, y: float, words: str, theme: Theme, side: str) -> None:
    from matplotlib.transforms import ScaledTranslation

    axes = figure.axes[0]
    moved = axes.transData + ScaledTranslation((8.0 if side == "left" else -8.0) / 72.0, 0.0, figure.dpi_scale_trans)
    box = {"facecolor": theme.paper, "edgecolor": "none", "pad": 1.0}  # lines end before an amount
    write(axes, x, y, words, SMALL, theme.ink, ha=side, va="center_baseline", transform=moved, bbox=box, zorder=4)


def _below(figure: Picture, story: Drivers, theme: Theme) -> None:
    """Write what the upright lines are, and which side is better."""
    axes = figure.axes[0]
    box, (left, right) = axes.get_position(), axes.get_xlim()
    start, wide = box.x0 * figure.wide, box.width * figure.wide
    foot = (box.y1 - box.height * len(story.bars) / axes.get_ylim()[0]) * figure.tall - 22.0
    at = start + wide * (story.centre - left) / (right - left)
    words = story.centre_words
    half = width_of(words, SMALL, bold=True) / 2.0
    at = min(max(at, start + half), start + wide - half)
    write(figure, at, foot, words, SMALL, theme.ink, ha="center", weight="bold")
    if not story.of_savings:
        return
    taken = [(at - half, at + half)]
    ways = (
        ("\N{LEFTWARDS ARROW} worse than average", start, "left"),
        ("better than average \N{RIGHTWARDS ARROW}", start + wide, "right"),
    )
    zero = start - wide * left / (right - left)
    for words, edge, side in (*ways, ("0", zero, "center")):
        size = width_of(words, SMALL)
        begin = edge - size * {"left": 0.0, "center": 0.5, "right": 1.0}[side]
        if (
            begin >= start
            and begin + size <= start + wide
            and all(begin + size + 12.0 < low or high + 12.0 < begin for low, high in taken)
        ):
            write(figure, edge, foot, words, SMALL, theme.muted, ha=side)
            taken.append((begin, begin + size))
