"""The map: how often a strategy is cheaper, over two inputs at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle

from ...configs import Scenario
from ..stories import HeatMap
from ..stories.swept import EVEN
from .glyphs import cut, width_of, write
from .marks import name_across
from .style import EDGE, LIGHT, SMALL, Picture, Theme, canvas, styled

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["draw", "heat_map"]

#: Cells look the same in both themes, so their colours and their ink belong to none.
_INK, _EDGE = "#14181d", "#fcfcfc"
_NAMED = 28.0  # points above, for the name of the upright axis


def heat_map(
    frame: pd.DataFrame,
    scenario: Scenario,
    strategy: str | None = None,
    horizon: int | None = None,
    footer: str = "",
    theme: Theme = LIGHT,
) -> Picture:
    """Draw a strategy's probability of costing less than the baseline over two swept addresses.

    Parameters
    ----------
    frame : DataFrame
        As `sweep` gives it.
    scenario : Scenario
        That was swept.
    strategy : str, optional
        Default: the one that is cheaper most often.
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
        If the sweep has not just two varied addresses of numbers, or lacks the strategy or the horizon.
    """
    return draw(HeatMap.of(frame, scenario, strategy, horizon, footer), theme)


@styled
def draw(story: HeatMap, theme: Theme = LIGHT) -> Picture:
    """Draw the story."""
    figure, axes = canvas(
        story, theme, left=EDGE + 70.0, above=_NAMED * (2.0 if theme.narrow else 1.0), narrow_left=64.0
    )
    across, up = len(story.columns), len(story.rows)
    axes.set_xlim(0.0, across)
    axes.set_ylim(0.0, up)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    box = axes.get_position()
    wide, tall = box.width * figure.wide / across, box.height * figure.tall / up
    edge = 1.5 if min(wide, tall) > SMALL else 0.0
    for j, row in enumerate(zip(story.chance, story.cells, strict=True)):
        for i, (share, percent) in enumerate(zip(*row, strict=True)):
            cell = Rectangle((i, j), 1.0, 1.0, facecolor=story.colour_of(share), edgecolor=_EDGE, linewidth=edge)
            axes.add_patch(cell)
            words = percent.removesuffix(" %")
            if wide > width_of(words, SMALL) + 8.0 and tall > SMALL + 4.0:
                write(axes, i + 0.5, j + 0.5, words, SMALL, _INK, ha="center", va="center_baseline")
    even = _even(figure, story)
    _values(figure, story, wide, tall, theme)
    words = f"{story.up}, upwards"
    if story.today is not None:
        i, j = (_nearest(value, of) for value, of in zip(story.today, (story.columns, story.rows), strict=True))
        inset = 4.0
        axes.add_patch(
            Rectangle(
                (i + inset / wide, j + inset / tall),
                1.0 - 2.0 * inset / wide,
                1.0 - 2.0 * inset / tall,
                facecolor="none",
                edgecolor=_INK,
                linewidth=2.0,
                linestyle=(0.0, (3.0, 1.5)),
                zorder=4,
            )
        )
    top = box.y1 * figure.tall + 10.0
    marks = [
        words for words, drawn in (("thick line: 50 %", even), (f"dashed frame: {story.mark}", story.today)) if drawn
    ]
    key = "  \N{MIDDLE DOT}  ".join(marks)
    room = figure.wide - 2.0 * figure.edge
    if theme.narrow:  # one below the other
        write(figure, figure.edge, top + _NAMED, cut(key, room, SMALL), SMALL, theme.muted)
    else:
        room -= width_of(key, SMALL) + 30.0
        write(figure, figure.wide - figure.edge, top, key, SMALL, theme.muted, ha="right")
    write(figure, figure.edge, top, cut(words, room, SMALL), SMALL, theme.muted)
    name_across(axes, story.across, theme)
    return figure


def _nearest(value: float, values: tuple[float, ...]) -> int:
    """Return which value of an axis is the closest, by ratio where all are above 0."""
    if values[0] > 0.0 and value > 0.0:
        return min(range(len(values)), key=lambda at: max(value / values[at], values[at] / value))
    return min(range(len(values)), key=lambda at: abs(value - values[at]))


def _even(figure: Picture, story: HeatMap) -> bool:
    """Draw the line between cells above one half and the others; tell whether there is one."""
    axes = figure.axes[0]
    above = [[share > EVEN for share in row] for row in story.chance]
    line: dict[str, Any] = {"color": _INK, "linewidth": 3.0, "solid_capstyle": "round", "zorder": 3}
    for j, row in enumerate(above):
        for i, one in enumerate(row):
            if i + 1 < len(row) and one != row[i + 1]:
                axes.plot([i + 1, i + 1], [j, j + 1], **line)
            if j + 1 < len(above) and one != above[j + 1][i]:
                axes.plot([i, i + 1], [j + 1, j + 1], **line)
    return len({one for row in above for one in row}) > 1


def _values(figure: Picture, story: HeatMap, wide: float, tall: float, theme: Theme) -> None:
    """Write the values of rows and columns, as many of them as do not touch."""
    axes = figure.axes[0]
    words = list(story.column_words)
    every = next(k for k in range(1, len(words) + 1) if max(width_of(w, SMALL) for w in words) + 10.0 < wide * k)
    axes.set_xticks([i + 0.5 for i in range(0, len(words), every)], words[::every])
    words = list(story.row_words)
    every = next(k for k in range(1, len(words) + 1) if tall * k > SMALL + 2.0)
    axes.set_yticks([j + 0.5 for j in range(0, len(words), every)], words[::every])
    axes.tick_params(pad=6.0, labelcolor=theme.ink)
