"""Charts for a board: each takes a result and gives a matplotlib Figure.

matplotlib takes 0.4 s to import, so every name here is fetched when it is first asked for (PEP 562).
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .budget import budget
    from .categories import categories
    from .cumulative_cost import cumulative_cost
    from .dispatch import CHARTS, draw
    from .drivers import drivers
    from .first_estimate import first_estimate
    from .heat_map import heat_map
    from .savings import savings
    from .style import DARK, LIGHT, Picture, Theme, render
    from .themed import themed_svg
    from .volume import volume

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

_HOMES = {
    "CHARTS": "dispatch",
    "DARK": "style",
    "LIGHT": "style",
    "Picture": "style",
    "Theme": "style",
    "draw": "dispatch",
    "render": "style",
    "themed_svg": "themed",
}


class _Contents(ModuleType):
    """This folder: a chart's name is its function, also once Python has put the module of that name here."""

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(value, ModuleType) and name in __all__:
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Contents


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for."""
    if name in __all__:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES.get(name, name)}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
