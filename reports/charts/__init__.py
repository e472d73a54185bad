"""Charts for a board: each takes a result and gives a matplotlib Figure.

matplotlib takes 0.4 s to import, so every name here is fetched when it is first asked for (PEP 562).
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cells import heat_map
    from .curves import volume
    from .dispatch import CHARTS, draw
    from .exceedance import budget
    from .fan import cumulative_cost
    from .grouped_bars import categories
    from .histogram import savings
    from .style import DARK, LIGHT, Picture, Theme, render
    from .themed import themed_svg
    from .tornado import drivers
    from .waterfall import first_estimate

__all__ = [
    "CHARTS",
    "DARK",
    "LIGHT",
    "Picture",
    "Theme",
    "budget",
    "categories",
    "cumulative_cost",
    "draw",
    "drivers",
    "first_estimate",
    "heat_map",
    "render",
    "savings",
    "themed_svg",
    "volume",
]

# No module here has the name of a chart: importing it would put it in the function's place.
_HOMES = {
    "cumulative_cost": "fan",
    "budget": "exceedance",
    "savings": "histogram",
    "categories": "grouped_bars",
    "first_estimate": "waterfall",
    "drivers": "tornado",
    "volume": "curves",
    "heat_map": "cells",
    "CHARTS": "dispatch",
    "DARK": "style",
    "LIGHT": "style",
    "Picture": "style",
    "Theme": "style",
    "draw": "dispatch",
    "render": "style",
    "themed_svg": "themed",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
