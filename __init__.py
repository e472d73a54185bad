"""Monte Carlo total cost of ownership of large language models: buy, host, train, or mix."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from .simulator.identity import VERSION

if TYPE_CHECKING:
    from .configs import ConfigError, Scenario, load
    from .simulator import (
        Comparison,
        Crossover,
        Result,
        SimulationError,
        Stress,
        Trace,
        Uncertainty,
        compare,
        crossover,
        frontier,
        grid,
        simulate,
        stress,
        sweep,
        trace,
        two_level,
    )
    from .simulator.sensitivity import sensitivity
    from .simulator.sensitivity.information import evpi, evppi, evsi

__version__ = VERSION

__all__ = [
    "Comparison",
    "ConfigError",
    "Crossover",
    "Result",
    "Scenario",
    "SimulationError",
    "Stress",
    "Trace",
    "Uncertainty",
    "compare",
    "crossover",
    "evpi",
    "evppi",
    "evsi",
    "frontier",
    "grid",
    "load",
    "sensitivity",
    "simulate",
    "stress",
    "sweep",
    "trace",
    "two_level",
]

_HOMES = {
    "ConfigError": "configs",
    "Scenario": "configs",
    "load": "configs",
    "Comparison": "simulator",
    "Crossover": "simulator",
    "Result": "simulator",
    "SimulationError": "simulator",
    "Stress": "simulator",
    "Trace": "simulator",
    "Uncertainty": "simulator",
    "compare": "simulator",
    "crossover": "simulator",
    "frontier": "simulator",
    "grid": "simulator",
    "simulate": "simulator",
    "evpi": "simulator.sensitivity.information",
    "evppi": "simulator.sensitivity.information",
    "evsi": "simulator.sensitivity.information",
    "sensitivity": "simulator.sensitivity",
    "stress": "simulator",
    "sweep": "simulator",
    "trace": "simulator",
    "two_level": "simulator",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for (PEP 562): `simulate --help` stays quick."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
