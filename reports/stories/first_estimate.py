"""From the first estimate to the full bill: what was left out, step by step, in means."""

from __future__ import annotations

from dataclasses import dataclass

from ...simulator import Result
from .story import Story

__all__ = ["FirstEstimate", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """What one line or several small ones add to the mean bill."""

    label: str
    adds: float


@dataclass(frozen=True, kw_only=True)
class FirstEstimate(Story):
    """The waterfall of one strategy, a month on average over a horizon.

    It begins with what was promised (`budget_per_month`), or without a promise with the first cost line of the file.
    The promise is held against the first lines of the file that it pays for: the longest run of them, one at least,
    whose mean is within it. The first step is by how much they differ; then come the other lines, largest first,
    small ones together, and the mean bill is reached: means add up. P50 and P90 of the bill stand beside.

    Amounts are cash where a promise is kept in cash (no lost revenue, no resale value, not discounted).

    Attributes
    ----------
    strategy : str
    label : str
    horizon : int
    promised : bool
        Whether `start` was promised, or is the first line's mean.
    start : float
        A month.
    covered : tuple of str
        The lines that the promise is held against.
    steps : tuple of Step
    mean, p50, p90 : float
        The bill a month; `mean` = `start` + all steps.
    """

    strategy: str
    label: str
    horizon: int
    promised: bool
    start: float
    covered: tuple[str, ...]
    steps: tuple[Step, ...]
    mean: float
    p50: float
    p90: float

    @classmethod
    def of(cls, result: Result, strategy: str | None = None, horizon: int | None = None) -> FirstEstimate:
        """Return the story of a result; `strategy` defaults to the first with a budget, else the focus."""
        raise NotImplementedError
