"""Runs scenarios: from a scenario to a program, from blocks of trajectories to a result."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .errors import SimulationError
    from .lowering import lower
    from .result import Result
    from .simulation import simulate

__all__ = ["Result", "SimulationError", "lower", "simulate"]

_HOMES = {"Result": "result", "SimulationError": "errors", "lower": "lowering", "simulate": "simulation"}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: the command line lives here and starts without numba."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
