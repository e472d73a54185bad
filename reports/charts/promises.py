"""Flags at promised budgets: an upright line, and the chance to keep the promise above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D

from ..stories import BudgetKept
from .marks import short_amount
from .style import EDGE, HEIGHT, TEXT, WIDTH, Picture, Theme
from .words import cut, width_of, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["FLAG", "Flag", "flags_of", "plant_flags"]

#: Height of a flag in points.
FLAG = 24.0
_MOST = 4  # rows above the axes


@dataclass(frozen=True, slots=True)
class Flag:
    """A promise.

    Attributes
    ----------
    amount : float
    label : str
        Whose it is; empty where there is but one.
    words : str
    colour : str
    """

    amount: float
    label: str
    words: str
    colour: str


def flags_of(story: BudgetKept) -> list[Flag]:
    """Return a flag for each promise, four at most."""
    flags = []
    for name, amount in list(story.promised.items())[:_MOST]:
        futures = story.kept_words[name]
        words = f"promised {short_amount(amount)}, kept in {futures} futures"
        alone = len(story.promised) == 1
        label = "" if alone else story.labels[name]
        flags.append(Flag(amount, label, words[0].upper() + words[1:] if alone else words, story.looks[name].colour))
    return flags


def plant_flags(figure: Picture, axes: Axes, flags: list[Flag], theme: Theme) -> None:
    """Draw a line at each promise, and its words in a row of its own above the axes."""
    box, (low, high) = axes.get_position(), axes.get_xlim()
    foot, top = box.y0 * HEIGHT, box.y1 * HEIGHT
    end = WIDTH - EDGE
    for row, flag in enumerate(sorted(flags, key=lambda flag: -flag.amount)):
        x = (box.x0 + (flag.amount - low) / (high - low) * box.width) * WIDTH
        height = top + (row + 1) * FLAG - 8.0
        figure.add_artist(
            Line2D([x / WIDTH] * 2, [foot / HEIGHT, height / HEIGHT], color=flag.colour, linewidth=2.0,
                   linestyle=(0.0, (1.5, 1.5)))
        )  # fmt: skip
        right = x < (EDGE + end) / 2.0  # towards where there is more room
        room = (end - x if right else x - EDGE) - 8.0
        label = cut(flag.label, room - width_of(f": {flag.words}", TEXT), TEXT)
        words = f"{label}: {flag.words}" if label else flag.words
        write(figure, x + (8.0 if right else -8.0), height - 0.72 * TEXT, cut(words, room, TEXT), TEXT, theme.ink,
              ha="left" if right else "right")  # fmt: skip
