"""Runs scenarios: from a scenario to a program, from blocks of trajectories to a result."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .axes import grid
    from .comparisons import Comparison, compare
    from .crossovers import Crossover, crossover, frontier
    from .errors import SimulationError
    from .lowering import lower
    from .result import Result
    from .simulation import simulate
    from .stresses import Stress, stress
    from .sweeps import sweep
    from .tracing import Trace, trace
    from .two_levels import two_level
    from .uncertainty_bands import Uncertainty

__all__ = [
    "Comparison",
    "Crossover",
    "Result",
    "SimulationError",
    "Stress",
    "Trace",
    "Uncertainty",
    "compare",
    "crossover",
    "frontier",
    "grid",
    "lower",
    "simulate",
    "stress",
    "sweep",
    "trace",
    "two_level",
]

# No module here has the name of a function: importing it would put it in the function's place.
_HOMES = {
    "Comparison": "comparisons",
    "Crossover": "crossovers",
    "Result": "result",
    "SimulationError": "errors",
    "Stress": "stresses",
    "Trace": "tracing",
    "Uncertainty": "uncertainty_bands",
    "compare": "comparisons",
    "crossover": "crossovers",
    "frontier": "crossovers",
    "grid": "axes",
    "lower": "lowering",
    "simulate": "simulation",
    "stress": "stresses",
    "sweep": "sweeps",
    "trace": "tracing",
    "two_level": "two_levels",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: the command line lives here and starts without numba."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
