"""Promised budgets: an upright line at each, and the chance to keep it above the axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib.lines import Line2D

from ..stories import BudgetKept
from .glyphs import cut, width_of, write
from .marks import short_amount
from .style import EDGE, HEIGHT, TEXT, WIDTH, Picture, Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_promises", "room_for_promises"]

_ROW = 24.0
_ROWS = 4  # more promises have their lines, and no words
_DOTS: Final = (0.0, (1.5, 1.5))
_STROKE = 32.0
_CERTAIN = {"all": "kept", "no": "not kept"}


def room_for_promises(story: BudgetKept) -> float:
    """Return what the words take above the axes, in points."""
    rows = min(len(story.promised), _ROWS)
    return _ROW * rows + (6.0 if rows else 0.0)


def draw_promises(figure: Picture, axes: Axes, story: BudgetKept, theme: Theme) -> None:
    """Draw a line at each promise; the words of a single one stand at its line, those of several in a list."""
    box, (low, high) = axes.get_position(), axes.get_xlim()
    left, top = box.x0 * WIDTH, box.y1 * HEIGHT
    alone = len(story.promised) == 1
    for row, (name, amount) in enumerate(story.promised.items()):
        x = left + (amount - low) / (high - low) * box.width * WIDTH
        colour, until = story.looks[name].colour, top + (_ROW - 2.0 if alone else 0.0)
        _dotted(figure, (x, x), (box.y0 * HEIGHT, until), colour)
        kept = _CERTAIN.get(story.kept_words[name], f"kept in {story.kept_words[name]} futures")
        words, foot = f"promised {short_amount(amount)}, {kept}", top + 12.0
        if alone:
            right = x < (left + WIDTH - EDGE) / 2.0  # towards where there is more room
            words = cut(words.capitalize(), (WIDTH - EDGE - x if right else x - left) - 8.0, TEXT)
            write(
                figure,
                x + (8.0 if right else -8.0),
                foot - 2.0,
                words,
                TEXT,
                theme.ink,
                ha="left" if right else "right",
            )
        elif row < _ROWS:
            foot += _ROW * (min(len(story.promised), _ROWS) - 1 - row)
            _dotted(figure, (left, left + _STROKE - 8.0), (foot + 0.35 * TEXT,) * 2, colour)
            room = WIDTH - EDGE - left - _STROKE - width_of(f": {words}", TEXT)
            write(figure, left + _STROKE, foot, f"{cut(story.labels[name], room, TEXT)}: {words}", TEXT, theme.ink)


def _dotted(figure: Picture, x: tuple[float, float], y: tuple[float, float], colour: str) -> None:
    line = Line2D([at / WIDTH for at in x], [at / HEIGHT for at in y], color=colour, linewidth=2.0, linestyle=_DOTS)
    figure.add_artist(line)
