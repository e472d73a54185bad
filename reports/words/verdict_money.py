"""What the verdict says of money: what one strategy saves against another, and whose bad case is worse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .view import View

__all__ = ["bad_case", "saving"]


def saving(view: View, found: Mapping[str, Any], against: str = "") -> str:
    """Say what a strategy, `it`, saves: on average, and in the middle eight tenths of futures.

    Parameters
    ----------
    view : View
    found : mapping
        A comparison.
    against : str
        What the other strategy is called, where the sentence has to name it; then the average alone is given.
    """
    saved, write, unit = found["savings"], view.money, view.money.unit
    average = f"{write(abs(saved['mean']), view.half_interval(saved, 'mean'))} {unit}"
    saves = saved["mean"] >= 0.0
    what = f"it saves {average}" if saves else f"it costs {average} more"
    if against:
        return f"Compared with {against}, {what} on average."
    low, high = (saved["p10"], saved["p90"]) if saves else (-saved["p90"], -saved["p10"])
    if low >= 0.0 or high <= 0.0:
        ends = dict.fromkeys(write(abs(end)) for end in ((low, high) if low >= 0.0 else (high, low)))
        way = ("" if saves else " more") if low >= 0.0 else (" more" if saves else " less")
        spread = " to ".join(ends) + way
    else:
        more, less = (-low, high) if saves else (high, -low)
        spread = f"from {write(more)} more to {write(less)} less"
    return f"On average {what}; in eight futures of ten, {spread}."


def bad_case(view: View, called: Mapping[str, str]) -> list[str]:
    """Say that another strategy has the cheaper bad case, where the verdict has found one."""
    name, lowest = view.verdict["recommended"], view.verdict["bad_case"]["lowest"]
    if lowest in (None, name):
        return []
    mine, best = (view.amount(each, view.numbers(each, view.last)["cvar95"]) for each in (name, lowest))
    if mine == best:
        return []
    return [
        f"The bad case of {called[name]} is worse: its worst 5 % of futures cost {mine} {view.money.unit} on average, "
        f"those of {called[lowest]} {best}."
    ]
