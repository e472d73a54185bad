"""Which assumptions drive the difference: a tornado."""

from __future__ import annotations

from dataclasses import dataclass

from ...simulator.sensitivity import Sensitivity
from .story import Story

__all__ = ["Bar", "Drivers"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One input of a tornado.

    Attributes
    ----------
    address : str
    label : str
        In plain words.
    low, high : float
        Mean of the output where the input lies in its lowest and in its highest tenth.
    """

    address: str
    label: str
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Drivers(Story):
    """The inputs that move the mean most, the widest bar first.

    Attributes
    ----------
    of_savings : bool
        Savings against the baseline, or the strategy's TCO.
    strategy, baseline : str
    labels : dict of str to str
    horizon : int
    centre : float
        Mean over all futures.
    bars : tuple of Bar
        Ten at most.
    """

    of_savings: bool
    strategy: str
    baseline: str
    labels: dict[str, str]
    horizon: int
    centre: float
    bars: tuple[Bar, ...]

    @classmethod
    def of(cls, found: Sensitivity) -> Drivers:
        """Return the story of a sensitivity analysis."""
        raise NotImplementedError
