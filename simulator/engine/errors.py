"""What can go wrong with a scenario once it runs."""

from __future__ import annotations

__all__ = ["SimulationError"]


class SimulationError(Exception):
    """The run had to stop: the message says at which line of the scenario, and why."""
