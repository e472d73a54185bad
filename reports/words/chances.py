"""Probabilities: see `numbers`."""

from .numbers import FEW
from .numbers import odds as chance
from .numbers import odds_cell as chance_cell

__all__ = ["FEW", "chance", "chance_cell"]
