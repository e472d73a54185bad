"""Charts as they stand in the page: no words that the page says itself, colours that follow the reader's scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..board import Board
from .parts import Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["headline", "pictures"]


def headline(board: Board, name: str) -> str:
    """Return the conclusion of a story, empty where the scenario does not tell it."""
    story = board.stories.get(name)
    return "" if story is None else story.headline


def pictures(board: Board, *names: str) -> tuple[Picture, ...]:
    """Return the charts of those stories that the scenario tells; each but the first has its own heading."""
    return ()
