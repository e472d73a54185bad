"""How the chance to be cheaper moves with volume, and where it is a coin flip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...configs import Scenario
from .story import Look, Story

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["VolumeChance"]


@dataclass(frozen=True, kw_only=True)
class VolumeChance(Story):
    """P(strategy beats the baseline) against one swept address.

    Attributes
    ----------
    address : str
    axis : str
        The address in plain words.
    logarithmic : bool
        Whether values are spread over a factor of 20 or more.
    baseline : str
    labels : dict of str to str
    looks : dict of str to Look
    horizon : int
    values : tuple of float
        Ascending.
    chance, low, high : dict of str to tuple of float
        By strategy other than the baseline: p_beats and its 90 % band of the simulation, within 0 and 1.
    even : dict of str to float
        Where a strategy's chance crosses one half, by linear interpolation between two values of the sweep (on the
        logarithm where the axis is logarithmic); strategies without a crossing are not in it.
    today : float or None
        The scenario's own value (its median), where it lies in the range.
    """

    address: str
    axis: str
    logarithmic: bool
    baseline: str
    labels: dict[str, str]
    looks: dict[str, Look]
    horizon: int
    values: tuple[float, ...]
    chance: dict[str, tuple[float, ...]]
    low: dict[str, tuple[float, ...]]
    high: dict[str, tuple[float, ...]]
    even: dict[str, float]
    today: float | None

    @classmethod
    def of(cls, frame: pd.DataFrame, scenario: Scenario, horizon: int | None = None, footer: str = "") -> VolumeChance:
        """Return the story of a sweep over one address, as `sweep` gives it.

        Raises
        ------
        ValueError
            If the sweep has not just one varied address of numbers, or lacks the horizon.
        """
        raise NotImplementedError
