"""Strategies as points: cost on average against cost in a bad case, each named beside its point."""

from __future__ import annotations

import math

from matplotlib.lines import Line2D

from ...simulator import Result
from ..stories import Frontier
from ..stories.label_room import Place, choose_places, line_places
from .glyphs import cut, width_of, wrapped, write
from .keys import KEY, row_of_keys
from .marks import amounts_on, name_across
from .style import LIGHT, SMALL, TEXT, Picture, Theme, canvas, styled

__all__ = ["draw", "frontier"]

_SIZE, _RING = 13.0, 22.0  # of a point, and of the ring around the recommended one
_PAD = 0.12  # of the range, on each side of the points
_WIDEST, _NARROW = 230.0, 130.0
_LEADING = 1.2
#: Points from a point to its label; from `_FAR` on a stroke leads there.
_REACHES, _FAR = (16.0, 34.0, 58.0, 88.0, 124.0), 20.0
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))


def frontier(result: Result, theme: Theme = LIGHT) -> Picture:
    """Draw the mean cost of each strategy against the mean of its worst 5 %, and the efficient frontier.

    Parameters
    ----------
    result : Result
    theme : Theme

    Returns
    -------
    Picture
        A matplotlib figure.

    Raises
    ------
    ValueError
        If fewer than two strategies may be chosen, or nothing is random.
    """
    return draw(Frontier.of(result), theme)


@styled
def draw(story: Frontier, theme: Theme = LIGHT) -> Picture:
    """Draw the story."""
    figure, axes = canvas(story, theme, above=KEY)
    for part in story.series:
        if part.role == "frontier":
            axes.plot(part.x, part.y, color=theme.muted, linewidth=1.5, zorder=2, label=part.name)
            continue
        colour = story.looks[str(part.strategy)].colour
        fill = theme.paper if part.role == "barred" else colour
        axes.plot(part.x, part.y, "o", color=fill, markeredgecolor=colour, markeredgewidth=2.5, markersize=_SIZE,
                  zorder=4, label=part.name)  # fmt: skip
        if part.role == "recommended":
            axes.plot(part.x, part.y, "o", color="none", markeredgecolor=colour, markeredgewidth=2.0, markersize=_RING,
                      zorder=3)  # fmt: skip
    x, y = zip(*story.costs.values(), strict=True)
    axes.set_xlim(*_padded(x))
    axes.set_ylim(*_padded(y))
    amounts_on(axes.xaxis)
    amounts_on(axes.yaxis, 5)
    name_across(axes, story.across, theme)
    top = axes.get_position().y1 * figure.tall + 12.0
    if _label_points(figure, story, theme):
        write(
            figure,
            figure.edge,
            top,
            cut(f"{story.up}, upwards", figure.wide - 2.0 * figure.edge, SMALL),
            SMALL,
            theme.muted,
        )
    elif not theme.narrow:
        row_of_keys(figure, axes, [(story.looks[n].colour, story.labels[n]) for n in story.costs], theme)
    return figure


def _padded(amounts: tuple[float, ...]) -> tuple[float, float]:
    low, high = min(amounts), max(amounts)
    pad = _PAD * (high - low) or 0.1 * abs(high) or 1.0
    return low - pad, high + pad


def _label_points(figure: Picture, story: Frontier, theme: Theme) -> bool:
    """Name each point beside it; tell whether there was room for all names."""
    axes = figure.axes[0]
    box, (left, right), (low, high) = axes.get_position(), axes.get_xlim(), axes.get_ylim()

    def place(x: float, y: float) -> tuple[float, float]:
        across, up = (x - left) / (right - left), (y - low) / (high - low)
        return (box.x0 + across * box.width) * figure.wide, (box.y0 + up * box.height) * figure.tall

    at = {name: place(*costs) for name, costs in story.costs.items()}
    blocked = [(x - r, y - r, x + r, y + r) for x, y in at.values() for r in (_RING / 2.0,)]
    blocked += line_places([at[name] for name in story.efficient], 4.0)
    lines = {name: _words(story, name, _NARROW if theme.narrow else _WIDEST) for name in at}
    boxes = {name: _boxes(at[name], lines[name]) for name in at}
    area = (
        box.x0 * figure.wide + 4.0,
        box.y0 * figure.tall + 4.0,
        figure.wide - figure.edge / 2.0,
        box.y1 * figure.tall + 6.0,
    )
    taken = [[[b, *line_places(_stroke(at[name], b), 1.5)] for b in boxes[name]] for name in at]
    chosen = choose_places(taken, blocked, area)
    if chosen is None:
        return False
    for name, which in zip(at, chosen, strict=True):
        _write(figure, at[name], boxes[name][which], lines[name], theme)
    return True


def _words(story: Frontier, name: str, wide: float) -> list[tuple[str, str]]:
    """Return the lines of a label, each with its weight."""
    recommended = name == story.recommended
    weight = "bold" if recommended else "normal"
    found = [
        (line, weight)
        for line in wrapped(story.labels[name], wide, TEXT, 2 if wide == _WIDEST else 3, bold=recommended)
    ]
    return [*found, ("recommended", "normal")] if recommended else found


def _boxes(at: tuple[float, float], lines: list[tuple[str, str]]) -> list[Place]:
    """Return where a label may be: near its point first, then further away."""
    wide = max(width_of(line, TEXT, weight == "bold") for line, weight in lines)
    tall = len(lines) * _LEADING * TEXT
    found = []
    for reach in _REACHES:
        for across, up in _SIDES:
            slant = 0.75 if across and up else 1.0
            x = at[0] + across * (slant * reach + wide / 2.0)
            y = at[1] + up * (slant * reach + tall / 2.0)
            found.append((x - wide / 2.0, y - tall / 2.0, x + wide / 2.0, y + tall / 2.0))
    return found


def _stroke(at: tuple[float, float], place: Place) -> list[tuple[float, float]]:
    """Return the ends of the stroke from the ring around a point to a label; none where the label is near."""
    left, foot, right, top = place
    x, y = min(max(at[0], left), right), min(max(at[1], foot), top)
    length = math.hypot(x - at[0], y - at[1])
    if length < _FAR:
        return []
    part = _RING / 2.0 / length
    return [(at[0] + part * (x - at[0]), at[1] + part * (y - at[1])), (x, y)]


def _write(figure: Picture, at: tuple[float, float], place: Place, lines: list[tuple[str, str]], theme: Theme) -> None:
    left, _, right, top = place
    if stroke := _stroke(at, place):
        x, y = zip(*stroke, strict=True)
        figure.add_artist(
            Line2D([k / figure.wide for k in x], [k / figure.tall for k in y], color=theme.muted, linewidth=1.0)
        )
    side = "left" if left >= at[0] else "right" if right <= at[0] else "center"
    where = {"left": left, "right": right, "center": (left + right) / 2.0}[side]
    for k, (line, weight) in enumerate(lines):
        write(figure, where, top - (k + 0.8) * _LEADING * TEXT, line, TEXT, theme.ink, weight=weight, ha=side)
