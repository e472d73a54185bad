"""Monte Carlo total cost of ownership of large language models: buy, host, train, or mix."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .configs import ConfigError, Scenario, load
    from .simulator import Result, SimulationError, simulate

__version__ = "0.1.0"

__all__ = ["ConfigError", "Result", "Scenario", "SimulationError", "load", "simulate"]

_HOMES = {
    "ConfigError": "configs",
    "Scenario": "configs",
    "load": "configs",
    "Result": "simulator",
    "SimulationError": "simulator",
    "simulate": "simulator",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for (PEP 562): `simulate --help` stays quick."""
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
