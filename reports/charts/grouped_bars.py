"""Grouped bars: P50 and P90 of each category, a colour per strategy."""

from __future__ import annotations

from ...simulator import Result
from ..stories import CostByCategory
from ..stories.story import PALETTE
from ..words.numbers import short_amount
from .glyphs import width_of, write
from .keys import KEY, row_of_keys, rows
from .marks import amounts_on
from .style import EDGE, LIGHT, SMALL, Picture, Theme, canvas, styled

__all__ = ["categories", "draw"]

_NAMES = 196.0  # points on the left
_MOST = 40  # more bars would be too thin
_THICKEST, _GAP = 44.0, 0.4  # points of a bar; of its own height between two groups
_LIGHTER = 0.28
_ROOM = 15.0  # points: a thinner bar has no room for an amount beside it


def categories(
    result: Result, strategy: str | None = None, horizon: int | None = None, theme: Theme = LIGHT
) -> Picture:
    """Draw P50 and P90 of each category's TCO.

    Parameters
    ----------
    result : Result
    strategy : str, optional
        The one compared with the baseline; default: the verdict's two strategies.
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
    return draw(CostByCategory.of(result, strategy, horizon), theme)


@styled
def draw(story: CostByCategory, theme: Theme = LIGHT) -> Picture:
    """Draw the story."""
    names = _drawn(story)
    count = min(len(story.categories), max(2, _MOST // len(names)))
    gap = 1.5 if theme.narrow else _GAP  # room for a name above its bars
    step = len(names) + gap
    how: dict[str, float] = {"left": EDGE + _NAMES, "bottom": 70.0, "narrow_left": 1.0, "rows": 0.4 * step * count}
    figure, axes = canvas(story, theme, above=0.0 if theme.narrow else KEY, **how)
    tall = axes.get_position().height * figure.tall
    shown = max(
        count * step, 0.0 if theme.narrow else tall / _THICKEST
    )  # in heights of a bar: few bars do not grow thick
    thick = tall / shown
    axes.set_ylim(shown, 0.0)
    low, high = 0.0, 0.0
    start = gap if theme.narrow else gap / 2.0  # of the first bar within its group
    for part in (part for part in story.series if part.strategy in names):
        k = names.index(str(part.strategy))
        light = part.role == "P90"
        axes.barh(
            [at * step + start + k + 0.5 for at in range(count)],
            part.y[:count],
            0.84,
            color=story.looks[str(part.strategy)].colour,
            alpha=_LIGHTER if light else 1.0,
            linewidth=0.0,
            zorder=1.0 if light else 1.1,
            label=part.name,
        )
        low, high = min((low, *part.y[:count])), max((high, *part.y[:count]))
    room = 120.0 / (axes.get_position().width * figure.wide) if thick >= _ROOM else 0.03
    wide = (high - low or 1.0) / (1.0 - room * (2.0 if low < 0.0 else 1.0))
    axes.set_xlim(low - room * wide if low < 0.0 else 0.0, high + room * wide)
    if thick >= _ROOM:
        _write_amounts(figure, story, names, [at * step + start for at in range(count)], theme)
    centres = [at * step + step / 2.0 for at in range(count)]
    rows(axes, list(story.categories[:count]), centres, _NAMES, theme, [at * step + start for at in range(count)])
    axes.axvline(0.0, color=theme.muted, linewidth=1.0, zorder=3)
    axes.grid(axis="x", color=theme.grid, linewidth=1.0)
    amounts_on(axes.xaxis)
    if not theme.narrow:
        row_of_keys(figure, axes, [(story.looks[name].colour, story.labels[name]) for name in names], theme)
    words = _left_out(len(story.labels) - len(names), len(story.categories) - count)
    if words:
        write(figure, figure.wide - figure.edge - width_of(words, SMALL), 26.0, words, SMALL, theme.muted)
    return figure


def _drawn(story: CostByCategory) -> list[str]:
    """Return as many strategies as there are colours, in file order: the two compared, then the cheapest."""
    cost = {name: sum(story.mean[name]) for name in story.labels}
    order = sorted(cost, key=lambda name: (name not in story.first, cost[name]))
    return [name for name in story.labels if name in order[: len(PALETTE)]]


def _left_out(strategies: int, categories: int) -> str:
    """Say what is not drawn for lack of room; empty where everything is."""
    parts = [f"{strategies} more expensive {'strategy' if strategies == 1 else 'strategies'}"] * bool(strategies)
    parts += [f"{categories} smaller {'category' if categories == 1 else 'categories'}"] * bool(categories)
    return f"{' and '.join(parts)} not drawn" if parts else ""


def _write_amounts(figure: Picture, story: CostByCategory, names: list[str], starts: list[float], theme: Theme) -> None:
    """Write P50 and P90 beside each bar; one amount where they are equal, none where nothing is spent."""
    from matplotlib.transforms import ScaledTranslation

    axes = figure.axes[0]
    for at, start in enumerate(starts):
        for k, name in enumerate(names):
            p50, p90 = story.p50[name][at], story.p90[name][at]
            ends = [short_amount(p50, 3), short_amount(p90, 3)]
            if ends == ["0", "0"]:
                continue
            right = max(p50, p90) > 0.0
            moved = axes.transData + ScaledTranslation((7.0 if right else -7.0) / 72.0, 0.0, figure.dpi_scale_trans)
            write(
                axes,
                max(p50, p90, 0.0) if right else min(p50, p90),
                start + k + 0.5,
                ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}",
                SMALL,
                theme.ink,
                ha="left" if right else "right",
                va="center_baseline",
                transform=moved,
            )
