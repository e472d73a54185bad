"""What the verdict says of money: what one strategy saves against another, and whose bad case is worse.

One saving has one figure, the median saving: the P50 of the difference, future by future. It is neither the difference
of two P50s nor that of two means; where a rule compares means, they are called mean costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .cost_cells import total_cell
from .view import View

__all__ = ["bad_case", "median_saving", "saving"]


def median_saving(view: View, found: Mapping[str, Any], link: str = "", *, error_shown: bool = True) -> str:
    """Write what the strategy of a comparison saves, with its unit: `median saving 30,500 USD`.

    Parameters
    ----------
    view : View
    found : mapping
        A comparison.
    link : str
        What is between name and amount, such as ` is`.
    error_shown : bool
        With half its interval.
    """
    saved = found["savings"]
    certain = view.certain(found["strategy"]) and view.certain(found["baseline"])
    amount, half = abs(saved["p50"]), view.half_interval(saved, "p50")
    words = view.money.exact(amount) if certain else view.money(amount, half, error_shown=error_shown)
    return f"median {'extra cost' if saved['p50'] < 0.0 else 'saving'}{link} {words} {view.money.unit}"


def saving(view: View, found: Mapping[str, Any], against: str = "") -> str:
    """Say what a strategy saves: half of all futures save more, and what eight in ten of them save.

    Parameters
    ----------
    view : View
    found : mapping
        A comparison.
    against : str
        What the other strategy is called, where the sentence has to name it; then the median saving alone is given.
    """
    if against:
        return f"Compared with {against}, its {median_saving(view, found, ' is')}."
    saved, write = found["savings"], view.money
    saves = saved["p50"] >= 0.0
    low, high = (saved["p10"], saved["p90"]) if saves else (-saved["p90"], -saved["p10"])
    if low >= 0.0 or high <= 0.0:
        ends = dict.fromkeys(write(abs(end)) for end in ((low, high) if low >= 0.0 else (high, low)))
        way = ("less" if saves else "more") if low >= 0.0 else ("more" if saves else "less")
        spread = f"{' to '.join(ends)} {way}"
    else:
        more, less = (-low, high) if saves else (high, -low)
        spread = f"from {write(more)} more to {write(less)} less"
    middle = median_saving(view, found, " (P50 of the difference) is")
    return f"Its {middle}; eight futures in ten cost {spread}."


def bad_case(view: View, called: Mapping[str, str]) -> list[str]:
    """Say that another strategy has the cheaper bad case, where the verdict has found one."""
    name, lowest = view.verdict["recommended"], view.verdict["bad_case"]["lowest"]
    if lowest in (None, name):
        return []
    mine, best = (total_cell(view, each, view.last, "cvar95", error_shown=False) for each in (name, lowest))
    if mine == best:
        return []
    return [
        f"The bad case of {called[name]} is worse: its worst 5 % of futures cost {mine} {view.money.unit} on average, "
        f"those of {called[lowest]} {best}."
    ]
