"""What a strategy saves against the baseline, future by future."""

from __future__ import annotations

from dataclasses import dataclass

from ...simulator import Result
from .story import Story

__all__ = ["Savings"]


@dataclass(frozen=True, kw_only=True)
class Savings(Story):
    """The histogram of savings in common worlds.

    Attributes
    ----------
    strategy, baseline : str
    labels : dict of str to str
    horizon : int
    edges : tuple of float
        Ascending edges of the bins, 0 among them where savings of both signs occur.
    shares : tuple of float
        Share of all futures in each bin, one less than edges; what lies beyond the first and the last edge (at most
        1 % together) is counted into the outer bins.
    p_beats : float
    mean, p10, p50, p90 : float
    """

    strategy: str
    baseline: str
    labels: dict[str, str]
    horizon: int
    edges: tuple[float, ...]
    shares: tuple[float, ...]
    p_beats: float
    mean: float
    p10: float
    p50: float
    p90: float

    @classmethod
    def of(cls, result: Result, strategy: str | None = None, horizon: int | None = None) -> Savings:
        """Return the story of a result.

        Raises
        ------
        ValueError
            If there is nothing to compare.
        """
        raise NotImplementedError
