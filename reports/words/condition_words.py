"""A condition on a result in words: the figure that meets it, and how certain that is."""

from __future__ import annotations

from ...simulator.decision.conditions import Condition, Judged
from .numbers import number

__all__ = ["condition_words"]


def condition_words(condition: Condition, found: Judged) -> str:
    """Return a condition, the figure, its 90 % interval, and whether the limit lies within it."""
    if isinstance(found.found, bool | str):
        return f"{condition.text}: it is {str(found.found).lower() if isinstance(found.found, bool) else found.found}"
    words = f"{condition.text}: it is {number(found.found)}"
    if found.interval is None or found.interval[0] == found.interval[1]:
        return words
    low, high = found.interval
    close = isinstance(condition.value, float) and low <= condition.value <= high
    doubt = "; the limit lies within it, so run more futures" if close else ""
    return f"{words} (90 % interval {number(low)} to {number(high)}{doubt})"
