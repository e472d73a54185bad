"""The waterfall: from what was promised to the bill, a step a line, from above to below."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from matplotlib.patches import Rectangle

from ...simulator import Result
from ..stories import FirstEstimate
from ..words.money import Money
from ..words.sensitivity_words import capital
from .glyphs import write
from .keys import rows
from .marks import short_amount
from .style import EDGE, HEIGHT, LIGHT, SMALL, WIDTH, Picture, Theme, canvas, styled

__all__ = ["draw", "first_estimate"]

_NAMES = 236.0  # points on the left
_AMOUNT = 92.0  # points beside the longest bar
_TALLEST = 52.0  # points of a row
_LIGHTER = 0.28


def first_estimate(
    result: Result, strategy: str | None = None, horizon: int | None = None, theme: Theme = LIGHT
) -> Picture:
    """Draw the way from the first estimate to the full bill, in means a month, and the bill at P50 and P90.

    Parameters
    ----------
    result : Result
    strategy : str, optional
        Default: the best challenger; where it has no budget, the strategy whose budget is least often kept.
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
    figure, axes = canvas(story, theme, left=EDGE + _NAMES, bottom=56.0)
    certain = story.p50 == story.p90 == story.mean
    money = Money.fitting(story.currency, max(abs(story.p90), abs(story.start)))
    write_amount: Callable[[float], str] = money.exact if certain else money
    if money.scale != 1.0:  # of amounts beside one another a few may be small: each has its own unit
        write_amount = partial(short_amount, digits=3)
    first = "Promised" if story.promised else capital(story.covered[0]) if story.covered else "No cost line"
    last = [("Bill", story.mean, 1.0)] if certain else [
        ("Mean bill", story.mean, 1.0),
        ("Bill at P50", story.p50, 1.0),
        ("Bill at P90", story.p90, _LIGHTER),
    ]  # fmt: skip
    count = 1 + len(story.steps) + len(last)
    tall = axes.get_position().height * HEIGHT
    axes.set_ylim(max(float(count), tall / _TALLEST), 0.0)
    levels = [story.start]
    for step in story.steps:
        levels.append(levels[-1] + step.adds)
    colour = story.look.colour
    ends: list[float] = []
    names = [first]

    def bar(low: float, width: float, fill: str, alpha: float = 1.0) -> None:
        at = len(ends)
        ends.append(max(low, low + width, 0.0))
        axes.add_patch(Rectangle((low, at + 0.14), width, 0.72, facecolor=fill, alpha=alpha, linewidth=0.0))

    bar(0.0, story.start, theme.ink)
    for before, step in zip(levels, story.steps, strict=False):
        bar(before, step.adds, theme.muted, 0.55 if step.adds >= 0.0 else 0.25)
        names.append(capital(step.label))
    for name, amount, alpha in last:
        bar(0.0, amount, colour, alpha)
        names.append(name)
    _connect(figure, levels, theme)
    low, high = min(0.0, *levels), max(ends[0], *ends, *levels, 0.0)
    room = _AMOUNT / (WIDTH - 2.0 * EDGE - _NAMES)
    wide = (high - low or 1.0) / (1.0 - room)
    axes.set_xlim(low, low + wide)
    if story.promised:
        axes.plot(
            [story.start] * 2, [0.5, count], color=theme.ink, linewidth=1.4, linestyle=(0.0, (4.0, 3.0)), zorder=3
        )
    signed = [("+" if s.adds >= 0.0 else "\N{MINUS SIGN}") + write_amount(abs(s.adds)) for s in story.steps]
    amounts = [write_amount(story.start), *signed, *(write_amount(amount) for _, amount, _ in last)]
    for at, (end, words) in enumerate(zip(ends, amounts, strict=True)):
        total = at == 0 or at > len(story.steps)
        _beside(figure, end, at + 0.5, words, theme, "bold" if total else "normal")
    axes.plot([0.0, 0.0], [0.0, count], color=theme.muted, linewidth=1.0)
    axes.set_xticks([])
    rows(axes, names, [at + 0.5 for at in range(count)], _NAMES, theme)
    return figure


def _connect(figure: Picture, levels: list[float], theme: Theme) -> None:
    """Draw from the end of each bar to the beginning of the next."""
    for at, level in enumerate(levels):
        figure.axes[0].plot([level, level], [at + 0.86, at + 1.14], color=theme.muted, linewidth=1.0, zorder=2)


def _beside(figure: Picture, x: float, y: float, words: str, theme: Theme, weight: str) -> None:
    from matplotlib.transforms import ScaledTranslation

    axes = figure.axes[0]
    moved = axes.transData + ScaledTranslation(8.0 / 72.0, 0.0, figure.dpi_scale_trans)
    box = {"facecolor": theme.paper, "edgecolor": "none", "pad": 1.0}  # the dashed line ends before an amount
    write(axes, x, y, words, SMALL, theme.ink, va="center_baseline", transform=moved, weight=weight, bbox=box, zorder=4)
