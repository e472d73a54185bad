"""What is to be said about a crossover: why there is none, or what its value does not tell."""

from __future__ import annotations

from .crossing import Bracket
from .search import Found, Values

__all__ = ["no_crossing", "remarks"]


def no_crossing(values: Values, looks: list[Found]) -> str:
    """Say why nothing is crossed."""
    axis, goal = values.axis, values.question.goal
    span = f"from {axis.low:g} to {axis.high:g}"
    seen = [look.above for look in looks]
    low, high = min(seen), max(seen)
    if goal is None:
        if low == high:
            return f"the P50s differ by {low:,.6g} at every value {span}: {axis.address} changes neither"
        cheaper = values.question.strategy if low > 0.0 else values.question.baseline
        return f"the P50 of {cheaper} is the lower one {span}"
    if low == high:
        return f"p_beats is {low + goal:.4g} at every value {span}"
    return f"p_beats stays between {low + goal:.4g} and {high + goal:.4g} {span}: it does not reach {goal:g}"


def remarks(values: Values, first: Bracket, others: int, close: float, known: bool) -> str | None:
    """Say what is to be known about a value."""
    found = []
    goal = values.question.goal
    if others:
        found.append(f"{others + 1} crossings: the first is reported, the rest stand under others")
    if first.left != first.right and abs(first.at_right - first.at_left) > 10.0 * close:
        before, after = (x + (goal or 0.0) for x in (first.at_left, first.at_right))
        what = "the difference of the P50s" if goal is None else "p_beats"
        found.append(f"{what} jumps from {before:.4g} to {after:.4g} there")
    if not known:
        few = values.at(first.left).margin is None
        found.append("too few futures for an interval" if few else "the interval reaches beyond the range")
    return "; ".join(found) or None
