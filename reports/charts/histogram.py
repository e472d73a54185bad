"""The histogram of savings: in which share of futures a strategy is cheaper, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...simulator import Result
from ..stories import Savings
from ..words.numbers import short_amount
from .glyphs import cut, drawable, width_of, write
from .marks import amounts_on, name_across, spread
from .style import EDGE, LIGHT, SMALL, TEXT, Picture, Theme, canvas, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw", "savings"]

_ABOVE = 62.0  # points for two rows of words above the bars
_NARROW = 26.0  # on a phone, where the page names the sides: one row
_SWATCH = 12.0
_TIES = 0.5  # of a bar's width: the one of ties
_OFTEN = {"all": "always", "no": "never"}  # where nothing is random
_FAR = 0.6  # of the histogram's width: where 0 is further away, the axis does not reach it


def savings(result: Result, strategy: str | None = None, horizon: int | None = None, theme: Theme = LIGHT) -> Picture:
    """Draw the histogram of savings against the baseline, both strategies in the same futures.

    Parameters
    ----------
    result : Result
    strategy : str, optional
        Compare this one with the baseline. Default: the verdict's two strategies.
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
        If there is nothing to compare, or no such horizon.
    """
    return draw(Savings.of(result, strategy, horizon), theme)


@styled
def draw(story: Savings, theme: Theme = LIGHT) -> Picture:
    """Draw the story."""
    figure, axes = canvas(story, theme, left=EDGE + 52.0, above=_NARROW if theme.narrow else _ABOVE, narrow_left=50.0)
    narrow = _TIES * (story.edges[1] - story.edges[0])  # the bar of ties, upon 0
    for part in story.series:
        bars = [(low, high, share) for (low, high, _), share in zip(story.columns, part.y, strict=True) if share]
        axes.bar(
            [low if low < high else -narrow / 2.0 for low, high, _ in bars],
            [share for _, _, share in bars],
            [high - low or narrow for low, high, _ in bars],
            align="edge",
            color=theme.muted if part.strategy is None else story.looks[part.strategy].colour,
            edgecolor=theme.paper,
            linewidth=1.0,
            zorder=3.5 if part.strategy is None else 3.0,
            label=part.name,
        )
    low, high = story.edges[0], story.edges[-1]
    room = _FAR * (high - low)
    low, high = (low if low > room else min(low, 0.0)), (high if high < -room else max(high, 0.0))
    axes.set_xlim(low - 0.02 * (high - low), high + 0.02 * (high - low))
    axes.set_ylim(0.0, 1.08 * max(share for _, _, share in story.columns))
    if axes.get_xlim()[0] <= 0.0 <= axes.get_xlim()[1]:
        axes.axvline(0.0, color=theme.ink, linewidth=1.5, zorder=4)
    amounts_on(axes.xaxis, 8)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100.0 * share:.4g} %"))
    name_across(axes, story.across, theme)
    if not theme.narrow:
        _name_sides(figure, axes, story, theme)
    if not story.certain:
        _mark_percentiles(figure, axes, story, theme)
    return figure


def _name_sides(figure: Picture, axes: Axes, story: Savings, theme: Theme) -> None:
    """Say on each side of 0 which strategy is cheaper there, and in how many futures; between them how many ties."""
    box = axes.get_position()
    left, right, height = box.x0 * figure.wide, figure.wide - figure.edge, box.y1 * figure.tall + _ABOVE - 22.0
    sides = [(story.baseline, story.loses_words), (story.strategy, story.beats_words)]
    often = [f" is cheaper: {_OFTEN.get(words, words)}" for _, words in sides]
    same = f"both cost the same: {_OFTEN.get(story.ties_words, story.ties_words)}" if story.p_ties else ""
    between = width_of(same, TEXT) + _SWATCH + 8.0 + 24.0 if same else 0.0
    labels = [drawable(story.labels[name]) for name, _ in sides]
    room = right - left - 2.0 * (_SWATCH + 8.0) - 24.0 - between - sum(width_of(words, TEXT) for words in often)
    wide = [width_of(label, TEXT) for label in labels]
    rooms = [max(room / 2.0, room - wide[1]), max(room / 2.0, room - wide[0])]
    ends = [cut(label, most, TEXT) + said for label, most, said in zip(labels, rooms, often, strict=True)]
    sizes = [width_of(words, TEXT) + _SWATCH + 8.0 for words in ends]
    keys = [(left, ends[0], story.looks[story.baseline].colour)]
    keys += [(right - sizes[1], ends[1], story.looks[story.strategy].colour)]
    if same:  # in the middle of what the two leave
        free = right - sizes[1] - left - sizes[0]
        keys += [(left + sizes[0] + (free - between + 24.0) / 2.0, same, theme.muted)]
    for start, words, colour in keys:
        swatch = Rectangle(
            (start / figure.wide, (height - 0.5) / figure.tall), _SWATCH / figure.wide, _SWATCH / figure.tall,
            facecolor=colour, transform=figure.transFigure,
        )  # fmt: skip
        figure.add_artist(swatch)
        write(figure, start + _SWATCH + 8.0, height, words, TEXT, theme.ink)


def _mark_percentiles(figure: Picture, axes: Axes, story: Savings, theme: Theme) -> None:
    """Mark bad, middle and good savings, each with its amount above the bars."""
    box, (low, high) = axes.get_position(), axes.get_xlim()
    top = box.y1 * figure.tall
    marks = {"P10": story.p10, "P50": story.p50, "P90": story.p90}
    words = [f"{key} {short_amount(value, 3)}" for key, value in marks.items()]
    at = [(box.x0 + (value - low) / (high - low) * box.width) * figure.wide for value in marks.values()]
    sizes = [width_of(word, SMALL, bold=True) + 16.0 for word in words]
    places = spread(at, sizes, box.x0 * figure.wide - 20.0, figure.wide - figure.edge / 2.0)
    for value, x, place, word in zip(marks.values(), at, places, words, strict=True):
        axes.axvline(value, color=theme.ink, linewidth=1.2, linestyle=(0.0, (4.0, 3.0)), zorder=5)
        write(figure, place, top + 12.0, word, SMALL, theme.ink, ha="center", weight="bold")
        if abs(place - x) > 1.0:
            x_of, y_of = [x / figure.wide, place / figure.wide], [top / figure.tall, (top + 8.0) / figure.tall]
            figure.add_artist(Line2D(x_of, y_of, color=theme.ink, linewidth=1.0))
