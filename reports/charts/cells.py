"""The map: which strategy is the choice, over two inputs at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle

from ...configs import Scenario
from ..stories import HeatMap
from .glyphs import cut, width_of, write
from .keys import NARROW_KEY, row_of_keys
from .marks import name_across
from .style import EDGE, LIGHT, SMALL, Picture, Theme, canvas, styled

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["draw", "heat_map"]

#: Cells look the same in both themes, so their colours and their ink belong to none.
_INK, _EDGE = "#14181d", "#fcfcfc"
_KEYS = 24.0  # points above, for the strategies' colours
_NAMED = 28.0 + _KEYS  # and the name of the upright axis
_MARKS, _BOTTOM = 48.0, 124.0  # from the foot of the figure: what the marks mean, and the axes above that
_LINES = 3  # of marks, on a phone
_DOT = "  \N{MIDDLE DOT}  "


def heat_map(
    frame: pd.DataFrame,
    scenario: Scenario,
    horizon: int | None = None,
    footer: str = "",
    theme: Theme = LIGHT,
) -> Picture:
    """Draw which strategy is the choice over two swept addresses.

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
        If the sweep has not just two varied addresses of numbers, or lacks the horizon.
    """
    return draw(HeatMap.of(frame, scenario, horizon, footer), theme)


@styled
def draw(story: HeatMap, theme: Theme = LIGHT) -> Picture:
    """Draw the story."""
    above = _NAMED + NARROW_KEY * (_LINES + len(story.key)) if theme.narrow else _NAMED
    how: dict[str, float] = {"left": EDGE + 70.0, "bottom": _BOTTOM, "narrow_left": 64.0, "rows": len(story.rows)}
    figure, axes = canvas(story, theme, above=above, **how)
    across, up = len(story.columns), len(story.rows)
    axes.set_xlim(0.0, across)
    axes.set_ylim(0.0, up)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    box = axes.get_position()
    wide, tall = box.width * figure.wide / across, box.height * figure.tall / up
    edge = 1.5 if min(wide, tall) > SMALL else 0.0
    for j, row in enumerate(zip(story.papers, story.cells, strict=True)):
        for i, (paper, words) in enumerate(zip(*row, strict=True)):
            axes.add_patch(Rectangle((i, j), 1.0, 1.0, facecolor=paper, edgecolor=_EDGE, linewidth=edge))
            fitting = next((w for w in (words, words[:1]) if wide > width_of(w, SMALL) + 8.0), "")
            if fitting and tall > SMALL + 4.0:
                write(axes, i + 0.5, j + 0.5, fitting, SMALL, _INK, ha="center", va="center_baseline")
    changes = _border(figure, story)
    _values(figure, story, wide, tall, theme)
    if story.own_cell is not None:
        j, i = story.own_cell
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
    marks = {
        f"dashed frame: {story.own_words}": story.own_cell is not None,
        "thick line: the choice changes": changes,
        story.pale_words: bool(story.pale_words),
    }
    shown, top = [words for words, seen in marks.items() if seen], box.y1 * figure.tall + 10.0
    lines = [(f"{story.up}, upwards", top)]
    if theme.narrow:  # one above the other
        lines += [(words, top + NARROW_KEY * at) for at, words in enumerate(shown, start=1)]
    else:
        lines.append((_DOT.join(shown), _MARKS))
    for words, height in lines:
        write(figure, figure.edge, height, cut(words, figure.wide - 2.0 * figure.edge, SMALL), SMALL, theme.muted)
    row_of_keys(figure, axes, story.key, theme, above=NARROW_KEY * len(lines) if theme.narrow else _KEYS)
    name_across(axes, story.across, theme)
    return figure


def _border(figure: Picture, story: HeatMap) -> bool:
    """Draw the line between cells of unlike choice; tell whether there is one."""
    axes = figure.axes[0]
    chosen = [[cell.chosen for cell in row] for row in story.answers]
    line: dict[str, Any] = {"color": _INK, "linewidth": 3.0, "solid_capstyle": "round", "zorder": 3}
    for j, row in enumerate(chosen):
        for i, one in enumerate(row):
            if i + 1 < len(row) and one != row[i + 1]:
                axes.plot([i + 1, i + 1], [j, j + 1], **line)
            if j + 1 < len(chosen) and one != chosen[j + 1][i]:
                axes.plot([i, i + 1], [j + 1, j + 1], **line)
    return len({one for row in chosen for one in row}) > 1


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
