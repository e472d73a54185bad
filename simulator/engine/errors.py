"""What can go wrong with a scenario once it runs."""

from __future__ import annotations

from typing import Final

__all__ = ["NOT_FINITE", "SimulationError"]

#: Why a number is not finite, in words.
NOT_FINITE: Final = "a division by zero, the logarithm, root or tariff of a negative number, or an overflow"


class SimulationError(Exception):
    """The run had to stop: the message says at which line of the scenario, and why."""
