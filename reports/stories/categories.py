"""Where the money goes: cost by category."""

from __future__ import annotations

from dataclasses import dataclass

from ...simulator import Result
from .story import Look, Story

__all__ = ["CostByCategory"]


@dataclass(frozen=True, kw_only=True)
class CostByCategory(Story):
    """P50 and P90 of each category's TCO over a horizon, a strategy a group.

    Attributes
    ----------
    labels : dict of str to str
    looks : dict of str to Look
    horizon : int
    categories : tuple of str
        Those in which any strategy spends, largest mean first.
    p50, p90, mean : dict of str to tuple of float
        By strategy, in the order of `categories`; 0 where a strategy has no such line. Means add up, percentiles do
        not.
    """

    labels: dict[str, str]
    looks: dict[str, Look]
    horizon: int
    categories: tuple[str, ...]
    p50: dict[str, tuple[float, ...]]
    p90: dict[str, tuple[float, ...]]
    mean: dict[str, tuple[float, ...]]

    @classmethod
    def of(cls, result: Result, horizon: int | None = None) -> CostByCategory:
        """Return the story of a result."""
        raise NotImplementedError
