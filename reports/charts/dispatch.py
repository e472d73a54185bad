"""Which chart draws which story."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, cast

from ..stories import Story
from .style import LIGHT, Picture, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CHARTS", "draw"]

#: Names as in `Board.stories`; each is a module of this folder that has `draw`.
CHARTS = ("cumulative_cost", "budget", "savings", "categories", "first_estimate", "drivers", "volume", "heat_map")


def draw(name: str, story: Story, theme: Theme = LIGHT) -> Picture:
    """Draw a story.

    Parameters
    ----------
    name : str
        As `Board.stories` has it.
    story : Story
    theme : Theme

    Returns
    -------
    Picture
        A matplotlib figure.

    Raises
    ------
    ValueError
        If there is no such chart.
    """
    if name not in CHARTS:
        raise ValueError(f"chart needs to be one of {', '.join(CHARTS)}, got {name!r}")
    module = importlib.import_module(f"{__package__}.{name}")
    return cast("Callable[[Story, Theme], Picture]", module.draw)(story, theme)
