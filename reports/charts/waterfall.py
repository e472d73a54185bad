"""The waterfall: from the budget to the bill, a step per line, from above to below."""

from __future__ import annotations

from matplotlib.patches import Rectangle

from ...simulator import Result
from ..stories import FirstEstimate
from .glyphs import write
from .keys import bar_of_row, rows
from .style import EDGE, LIGHT, SMALL, Picture, Theme, canvas, styled

__all__ = ["draw", "first_estimate"]

_NAMES = 236.0  # points on the left
_AMOUNT = 92.0  # points beside the longest bar
_TALLEST = 52.0  # points of a row
_LIGHTER = 0.28


def first_estimate(
    result: Result, strategy: str | None = None, horizon: int | None = None, theme: Theme = LIGHT
) -> Picture:
    """Draw the steps from the budget to the full bill, in means a month, and the bill at P50 and P90.

    Parameters
    ----------
    result : Result
    strategy : str, optional
        Default: of the verdict's two the one that is not the baseline; if it has no budget, the one kept least often.
    horizon : int, optional
        Months; default: the scenario's last.
    theme : Theme

    Returns
    -------
    Picture
        A matplotlib figure.

    Raises
    ------
    ValueError
        If the scenario has no such strategy or horizon.
    """
    return draw(FirstEstimate.of(result, strategy, horizon), theme)


@styled
def draw(story: FirstEstimate, theme: Theme = LIGHT) -> Picture:
    """Draw the story."""
    figure, axes = canvas(story, theme, left=EDGE + _NAMES, bottom=56.0, narrow_left=1.0, rows=len(story.rows))
    drawn, colour, (foot, thick) = story.rows, story.look.colour, bar_of_row(theme, 0.72)
    fills = {"start": (theme.ink, 1.0), "adds": (theme.muted, 0.55), "saves": (theme.muted, 0.25)}
    fills |= {"bill": (colour, 1.0), "P50": (colour, 1.0), "P90": (colour, _LIGHTER)}
    tall = axes.get_position().height * figure.tall
    axes.set_ylim(float(len(drawn)) if theme.narrow else max(float(len(drawn)), tall / _TALLEST), 0.0)
    for at, row in enumerate(drawn):
        fill, alpha = fills[row.role]
        bar = Rectangle((row.start, at + foot), row.end - row.start, thick, facecolor=fill, alpha=alpha, linewidth=0.0)
        bar.set_label(row.label)
        axes.add_patch(bar)
        weight = "normal" if row.role in ("adds", "saves") else "bold"
        _beside(figure, max(row.start, row.end), at + foot + thick / 2.0, row.amount, theme, weight)
        if row.role in ("start", "adds", "saves"):  # on to where the next bar begins
            axes.plot(
                [row.end, row.end], [at + foot + thick, at + 1.0 + foot], color=theme.muted, linewidth=1.0, zorder=2
            )
    ends = [0.0, *(end for row in drawn for end in (row.start, row.end))]
    low, high = min(ends), max(ends)
    room = _AMOUNT / (axes.get_position().width * figure.wide)
    wide = (high - low or 1.0) / (1.0 - room)
    axes.set_xlim(low, low + wide)
    if story.has_budget:
        dashes = (0.0, (4.0, 3.0))
        axes.plot([story.start] * 2, [0.5, len(drawn)], color=theme.ink, linewidth=1.4, linestyle=dashes, zorder=3)
    axes.plot([0.0, 0.0], [0.0, len(drawn)], color=theme.muted, linewidth=1.0)
    axes.set_xticks([])
    tops = range(len(drawn))
    rows(axes, [row.label for row in drawn], [at + 0.5 for at in tops], _NAMES, theme, [at + foot for at in tops])
    return figure


def _beside(figure: Picture, x: float, y: float, words: str, theme: Theme, weight: str) -> None:
    from matplotlib.transforms import ScaledTranslation

    axes = figure.axes[0]
    moved = axes.transData + ScaledTranslation(8.0 / 72.0, 0.0, figure.dpi_scale_trans)
    box = {"facecolor": theme.paper, "edgecolor": "none", "pad": 1.0}  # the dashed line ends before an amount
    write(axes, x, y, words, SMALL, theme.ink, va="center_baseline", transform=moved, weight=weight, bbox=box, zorder=4)
