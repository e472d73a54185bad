"""What a verdict says of money: what the winner saves, and where its bad case is the dearer one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .view import View

__all__ = ["bad_case", "saving", "saving_of_baseline"]


def saving(view: View, found: Mapping[str, Any], against: str = "") -> str:
    """Say what a strategy saves: on average, and in the middle eight tenths of futures.

    Parameters
    ----------
    view : View
    found : mapping
        A comparison with the baseline.
    against : str
        What the other strategy is called, where the sentence has to name it.
    """
    return _sentence(view, found["savings"], against, 1.0)


def saving_of_baseline(view: View, found: Mapping[str, Any], against: str) -> str:
    """Say what the baseline saves against the strategy of a comparison; parameters as of `saving`."""
    return _sentence(view, found["savings"], against, -1.0)


def _sentence(view: View, savings: Mapping[str, Any], against: str, sign: float) -> str:
    mean, low, high = (
        sign * savings[key] for key in (("mean", "p10", "p90") if sign > 0.0 else ("mean", "p90", "p10"))
    )
    write = view.money
    average = f"{write(abs(mean), view.half_interval(savings['se']['mean']))} {view.money.unit}"
    if mean >= 0.0:
        first = f"On average it saves {average}" + (f" against {against}" if against else "")
    else:
        first = f"On average it costs {average} more" + (f" than {against}" if against else "")
    if low >= 0.0:
        spread = f"{write(low)} to {write(high)}"
    elif high <= 0.0:
        spread = f"{write(-high)} to {write(-low)} more"
    else:
        spread = f"from {write(-low)} more to {write(high)} less"
    return f"{first}; in eight futures of ten, {spread}."


def bad_case(view: View, winner: str, others: Sequence[str], called: Mapping[str, str]) -> str:
    """Say where the winner's P90 is above the lowest of the others'; empty where it is not, or not surely.

    Parameters
    ----------
    view : View
    winner : str
    others : sequence of str
        The strategies that could be chosen instead.
    called : mapping
        What each strategy is called, by name.
    """
    numbers = {name: view.numbers(name, view.last) for name in (winner, *others)}
    safest = min(others, key=lambda name: numbers[name]["p90"], default=winner)
    dearer = numbers[winner]["p90"] - numbers[safest]["p90"]
    noise = sum(view.half_interval(numbers[name]["se"]["p90"]) or 0.0 for name in (winner, safest))
    high, low = (view.amount(name, numbers[name]["p90"]) for name in (winner, safest))
    if dearer <= noise or high == low:
        return ""
    most = all(numbers[name]["p90"] <= numbers[winner]["p90"] for name in others)
    how = "the dearest of all" if most and len(others) > 1 else "dearer"
    return (
        f" But the bad case of {called[winner]} is {how}: nine futures in ten cost less than {high} with it, "
        f"less than {low} with {called[safest]}."
    )
