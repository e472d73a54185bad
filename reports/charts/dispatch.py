"""Which chart draws which story."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, cast

from ..stories import Story
from .style import LIGHT, Picture, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CHARTS", "draw"]

#: By name, as in `Board.stories`, the module of this folder whose `draw` it is.
CHARTS = {
    "options": "range_bars",
    "budget": "exceedance",
    "cumulative_cost": "fan",
    "savings": "histogram",
    "moves": "month_curves",
    "frontier": "points",
    "categories": "grouped_bars",
    "first_estimate": "waterfall",
    "drivers": "tornado",
    "volume": "curves",
    "heat_map": "cells",
}


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
    module = importlib.import_module(f"{__package__}.{CHARTS[name]}")
    return cast("Callable[[Story, Theme], Picture]", module.draw)(story, theme)
