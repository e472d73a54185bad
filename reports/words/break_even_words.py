"""By which month a strategy has become cheaper for good, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .numbers import odds
from .view import View

__all__ = ["break_even_words"]

_WORDS = {"p10": "one future in ten", "p50": "half of all futures", "p90": "nine in ten"}


def break_even_words(view: View, comparison: Mapping[str, Any]) -> str:
    """Return when the strategy of a comparison breaks even: `by month 7 in one future in ten, never in 60 of 100`."""
    found = comparison["break_even"]
    if view.certain(comparison["strategy"]) and view.certain(comparison["baseline"]):
        return "never" if found["p10"] is None else f"from {view.month(found['p10'])} on"
    if found["p_never"] > 0.99:
        times = odds(1.0 - found["p_never"], view.trajectories)
        return f"{'' if times.startswith(('none', 'fewer')) else 'only '}in {times} futures"
    seen = odds(found["p_never"] or 1.0, view.trajectories)
    never = f"never in {seen} futures" if found["p_never"] else f"sooner or later in {seen} futures"
    by_month = {found[key]: words for key, words in _WORDS.items() if found[key] is not None}
    met = [f"by {view.month(month)} in {words}" for month, words in by_month.items()]
    return "; ".join([", ".join(met), never]) if met else never
