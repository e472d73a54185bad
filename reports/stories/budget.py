"""What the cash may come to, and the chance to keep what was promised."""

from __future__ import annotations

from dataclasses import dataclass

from ...simulator import Result
from .story import Look, Story

__all__ = ["BudgetKept"]


@dataclass(frozen=True, kw_only=True)
class BudgetKept(Story):
    """The exceedance curve of cash over a horizon, one strategy a curve.

    Attributes
    ----------
    labels : dict of str to str
    looks : dict of str to Look
    horizon : int
        Months.
    amounts : dict of str to tuple of float
        Ascending amounts of cash over the horizon, by strategy: 101 quantiles or fewer.
    exceedance : dict of str to tuple of float
        The chance to spend more than each of them, from 1 down to 0.
    promised : dict of str to float
        What was promised, over the whole horizon, of those strategies that have a budget.
    kept : dict of str to float
        The chance to keep it.
    p50, p80, p90 : dict of str to float
        Cash over the horizon.
    """

    labels: dict[str, str]
    looks: dict[str, Look]
    horizon: int
    amounts: dict[str, tuple[float, ...]]
    exceedance: dict[str, tuple[float, ...]]
    promised: dict[str, float]
    kept: dict[str, float]
    p50: dict[str, float]
    p80: dict[str, float]
    p90: dict[str, float]

    @classmethod
    def of(cls, result: Result, horizon: int | None = None) -> BudgetKept:
        """Return the story of a result."""
        raise NotImplementedError
