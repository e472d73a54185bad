"""Runs scenarios: from a scenario to a program, from blocks of trajectories to a result."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .engine.errors import SimulationError
    from .lowering import lower
    from .lowering.paying import register_lowering
    from .result import Result
    from .simulation import simulate
    from .studies.axes import grid
    from .studies.comparisons import Comparison, compare
    from .studies.crossovers import Crossover, crossover, frontier
    from .studies.stresses import Stress, stress
    from .studies.sweeps import sweep
    from .studies.two_levels import two_level
    from .studies.uncertainty_bands import Uncertainty
    from .tracing.trajectory import Trace, trace

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
    "register_lowering",
    "simulate",
    "stress",
    "sweep",
    "trace",
    "two_level",
]

# No module here has the name of a function: importing it would put it in the function's place.
_HOMES = {
    "Comparison": "studies.comparisons",
    "Crossover": "studies.crossovers",
    "Result": "result",
    "SimulationError": "engine.errors",
    "Stress": "studies.stresses",
    "Trace": "tracing.trajectory",
    "Uncertainty": "studies.uncertainty_bands",
    "compare": "studies.comparisons",
    "crossover": "studies.crossovers",
    "frontier": "studies.crossovers",
    "grid": "studies.axes",
    "lower": "lowering",
    "register_lowering": "lowering.paying",
    "simulate": "simulation",
    "stress": "studies.stresses",
    "sweep": "studies.sweeps",
    "trace": "tracing.trajectory",
    "two_level": "studies.two_levels",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: the command line lives here and starts without numba."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
