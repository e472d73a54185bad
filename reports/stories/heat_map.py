"""Where on two axes a strategy is cheaper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...configs import Scenario
from .story import Story

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HeatMap"]


@dataclass(frozen=True, kw_only=True)
class HeatMap(Story):
    """P(strategy beats the baseline) over two swept addresses.

    Attributes
    ----------
    strategy, baseline : str
    labels : dict of str to str
    horizon : int
    addresses : tuple of (str, str)
        Of the columns and of the rows.
    axes : tuple of (str, str)
        The same in plain words.
    columns, rows : tuple of float
        Ascending values of each address.
    chance : tuple of tuple of float
        By row, then by column.
    """

    strategy: str
    baseline: str
    labels: dict[str, str]
    horizon: int
    addresses: tuple[str, str]
    axes: tuple[str, str]
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    chance: tuple[tuple[float, ...], ...]

    @classmethod
    def of(
        cls,
        frame: pd.DataFrame,
        scenario: Scenario,
        strategy: str | None = None,
        horizon: int | None = None,
        footer: str = "",
    ) -> HeatMap:
        """Return the story of a sweep over two addresses, as `sweep` gives it.

        Raises
        ------
        ValueError
            If the sweep has not just two varied addresses of numbers, or lacks the strategy or the horizon.
        """
        raise NotImplementedError
