"""Above a picture of bars: what their colours mean, in one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle

from .glyphs import cut, drawable, width_of, write
from .style import SMALL, Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from .style import Picture

__all__ = ["KEY", "NARROW_KEY", "bar_of_row", "row_of_keys", "rows"]

#: Points that a row of keys takes above the axes.
KEY = 30.0
NARROW_KEY = 20.0
_SQUARE, _GAP, _BETWEEN = 12.0, 7.0, 26.0


def row_of_keys(
    figure: Picture, axes: Axes, entries: Sequence[tuple[str, str]], theme: Theme, above: float = 0.0
) -> None:
    """Write colours and what they stand for above the axes, from the left edge; words are cut where there are many.

    On a phone they are one below the other, each in `NARROW_KEY` points.

    Parameters
    ----------
    figure : Picture
    axes : Axes
    entries : sequence of (colour, words)
    theme : Theme
    above : float
        Points to leave between the axes and the row.
    """
    from matplotlib.transforms import Affine2D

    points = Affine2D().scale(1.0 / 72.0) + figure.dpi_scale_trans
    sizes = [width_of(drawable(words), SMALL) for _, words in entries]
    room = _fair(sizes, figure.wide - 2.0 * figure.edge + _BETWEEN - len(entries) * (_SQUARE + _GAP + _BETWEEN))
    if figure.narrow:
        room = figure.wide - 2.0 * figure.edge - _SQUARE - _GAP
    at, foot = figure.edge, axes.get_position().y1 * figure.get_figheight() * 72.0 + 12.0 + above
    for below, (colour, words) in enumerate(reversed(entries) if figure.narrow else entries):
        if figure.narrow:
            at, foot = figure.edge, foot + NARROW_KEY * min(below, 1)
        shown = cut(words, room, SMALL)
        figure.add_artist(
            Rectangle((at, foot - 1.0), _SQUARE, _SQUARE, facecolor=colour, transform=points, linewidth=0.0)
        )
        write(figure, at + _SQUARE + _GAP, foot, shown, SMALL, theme.ink)
        at += _SQUARE + _GAP + width_of(shown, SMALL) + _BETWEEN


def _fair(sizes: Sequence[float], room: float) -> float:
    """Return the width that none may exceed: what short words leave is given to the long ones."""
    left, count = room, len(sizes)
    for size in sorted(sizes):
        if size * count > left:
            return left / count
        left, count = left - size, count - 1
    return max(sizes, default=0.0)


def bar_of_row(theme: Theme, thick: float) -> tuple[float, float]:
    """Return foot and height of a bar within its row, which begins at 0: in its middle, on a phone below its name."""
    return (0.42, 0.5) if theme.narrow else (0.5 - thick / 2.0, thick)


def rows(
    axes: Axes, names: Sequence[str], places: Sequence[float], room: float, theme: Theme, above: Sequence[float]
) -> None:
    """Give horizontal bars their names, each in so many points left of the axes, and take the frame away.

    Parameters
    ----------
    axes : Axes
    names : sequence of str
    places : sequence of float
        Of each name on the upright axis, which is inverted: the first is on top.
    room : float
    theme : Theme
    above : sequence of float
        Where the bars begin: on a phone the names are written just above them.
    """
    from matplotlib.transforms import ScaledTranslation

    how: dict[str, Any] = {"ha": "right", "va": "center_baseline"}
    if theme.narrow:
        paper = {"facecolor": theme.paper, "edgecolor": "none", "pad": 0.0}  # upright lines pass behind a name
        places, room, how = above, theme.width, {"ha": "left", "va": "bottom", "bbox": paper}
    moved = axes.get_yaxis_transform() + ScaledTranslation(
        (0.0 if theme.narrow else -12.0) / 72.0, 0.0, axes.figure.dpi_scale_trans
    )
    axes.set_yticks([])
    for name, place in zip(names, places, strict=True):
        words = cut(name, room - 12.0, SMALL)
        write(axes, 0.0, place, words, SMALL, theme.ink, transform=moved, **how)
    axes.grid(visible=False, axis="y")
    axes.spines["bottom"].set_visible(False)
