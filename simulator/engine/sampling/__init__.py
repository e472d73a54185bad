"""Where uniforms come from: scrambled Sobol points, and a counter-based generator beyond them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .directions import MAX_DIMENSIONS, direction_numbers
    from .philox import (
        Whole,
        counter_points,
        event_points,
        fill_counter,
        fill_events,
        philox4x32,
        stream_key,
    )
    from .sobol import fill_sobol, scramble, sobol_points

__all__ = [
    "MAX_DIMENSIONS",
    "Whole",
    "counter_points",
    "direction_numbers",
    "event_points",
    "fill_counter",
    "fill_events",
    "fill_sobol",
    "philox4x32",
    "scramble",
    "sobol_points",
    "stream_key",
]

_HOMES = dict.fromkeys(__all__, "philox")
_HOMES |= dict.fromkeys(("MAX_DIMENSIONS", "direction_numbers"), "directions")
_HOMES |= dict.fromkeys(("fill_sobol", "scramble", "sobol_points"), "sobol")


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: lowering needs one number of these, and no numba."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
