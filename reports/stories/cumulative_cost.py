"""What each strategy has cost by the end of each month, and when the one overtakes the other."""

from __future__ import annotations

from dataclasses import dataclass

from ...simulator import Result
from .story import Band, Look, Story

__all__ = ["CumulativeCost"]


@dataclass(frozen=True, kw_only=True)
class CumulativeCost(Story):
    """The fan chart: cumulative TCO by month.

    Attributes
    ----------
    labels : dict of str to str
        What each strategy is called, by name.
    looks : dict of str to Look
    bands : dict of str to Band
        Cumulative TCO at the end of months 1, 2, ..., by strategy.
    focus : str or None
        The strategy held against the baseline.
    baseline : str
    break_even : int or None
        P50 of the month from which `focus` stays cheaper than the baseline; None where that is never.
    """

    labels: dict[str, str]
    looks: dict[str, Look]
    bands: dict[str, Band]
    focus: str | None
    baseline: str
    break_even: int | None

    @classmethod
    def of(cls, result: Result, strategy: str | None = None) -> CumulativeCost:
        """Return the story of a result."""
        raise NotImplementedError
