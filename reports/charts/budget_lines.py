"""Budgets: an upright line at each, and above the axes how often it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib.lines import Line2D

from ..stories import BudgetKept
from ..words.names import capital
from .glyphs import cut, width_of, write
from .style import TEXT, Picture, Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_budgets", "room_for_budgets"]

_ROW = 24.0
_ROWS = 4  # further budgets have their lines alone
_DOTS: Final = (0.0, (1.5, 1.5))
_STROKE = 32.0


def room_for_budgets(story: BudgetKept, theme: Theme) -> float:
    """Return what the words take above the axes, in points."""
    rows = 0 if theme.narrow else min(len(story.budgets), _ROWS)
    return _ROW * rows + (6.0 if rows else 0.0)


def draw_budgets(figure: Picture, axes: Axes, story: BudgetKept, theme: Theme) -> None:
    """Draw a line at each budget; the words of a single one are at its line, those of several in a list."""
    box, (low, high) = axes.get_position(), axes.get_xlim()
    left, top = box.x0 * figure.wide, box.y1 * figure.tall
    budgets = [part for part in story.series if part.role == "budget" and part.strategy is not None]
    for row, part in enumerate(budgets):
        name = part.strategy
        assert name is not None
        colour, words, foot = story.looks[name].colour, story.budget_words(name), top + 12.0
        axes.plot(part.x, part.y, color=colour, linewidth=2.0, linestyle=_DOTS, zorder=5, label=part.name)
        if figure.narrow:  # the page says it above the chart
            continue
        if len(budgets) == 1:
            x = left + (part.x[0] - low) / (high - low) * box.width * figure.wide  # type: ignore[operator]  # an amount
            _dotted(figure, (x, x), (top, top + _ROW - 2.0), colour)
            right = x < (left + figure.wide - figure.edge) / 2.0  # towards where there is more room
            words = cut(capital(words), (figure.wide - figure.edge - x if right else x - left) - 8.0, TEXT)
            side = "left" if right else "right"
            write(figure, x + (8.0 if right else -8.0), foot - 2.0, words, TEXT, theme.ink, ha=side)
        elif row < _ROWS:
            foot += _ROW * (min(len(budgets), _ROWS) - 1 - row)
            _dotted(figure, (left, left + _STROKE - 8.0), (foot + 0.35 * TEXT,) * 2, colour)
            room = figure.wide - figure.edge - left - _STROKE - width_of(f": {words}", TEXT)
            write(figure, left + _STROKE, foot, f"{cut(story.labels[name], room, TEXT)}: {words}", TEXT, theme.ink)


def _dotted(figure: Picture, x: tuple[float, float], y: tuple[float, float], colour: str) -> None:
    line = Line2D(
        [at / figure.wide for at in x], [at / figure.tall for at in y], color=colour, linewidth=2.0, linestyle=_DOTS
    )
    figure.add_artist(line)
