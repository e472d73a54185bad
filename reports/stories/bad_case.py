"""What a bad case costs: the worst 5 % of futures of the recommended strategy, and of the one that costs least then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..words.names import months
from ..words.view import View
from .headlines import unit_of
from .wording import fitting

__all__ = ["bad_case"]


def bad_case(document: Mapping[str, Any]) -> str:
    """Return one sentence on the worst 5 % of futures: a heading of what could go wrong.

    Parameters
    ----------
    document : mapping
        As `Result.document` gives it.

    Returns
    -------
    str
        Without the full stop at its end, 110 columns at most.
    """
    view = View(document, 100)
    if view.all_certain:
        return "Every input is one number: what could go wrong is not in these figures"
    name, lowest = view.verdict["recommended"], view.verdict["bad_case"]["lowest"]
    others = {each: _worst(view, each) for each in view.allowed if each != name}
    if not others:
        return fitting({name: view.labels[name]}, lambda w: _alone(view, name, w))
    other = lowest if lowest not in (None, name) else max(others, key=lambda each: others[each])
    return fitting({each: view.labels[each] for each in (name, other)}, lambda w: _beside(view, name, other, w))


def _worst(view: View, name: str) -> float:
    return float(view.numbers(name, view.last)["cvar95"])


def _alone(view: View, name: str, w: dict[str, str]) -> list[str]:
    cost, unit = view.amount(name, _worst(view, name), view.numbers(name, view.last)["se"]["cvar95"]), unit_of(view)
    more = view.money(_worst(view, name) - view.numbers(name, view.last)["p50"])
    return [
        f"In the worst 5 % of futures {w[name]} costs {cost} {unit} on average, {more} more than at P50",
        f"In its worst 5 % {w[name]} costs {cost} {unit}, {more} more than at P50",
    ]


def _beside(view: View, name: str, other: str, w: dict[str, str]) -> list[str]:
    lowest, unit = view.verdict["bad_case"]["lowest"], unit_of(view)
    mine, theirs = (view.amount(each, _worst(view, each)) for each in (name, other))
    if lowest is None and mine == theirs:
        return [f"In a bad case all cost about the same: {mine} {unit} over {months(view.last)} in the worst 5 %"]
    if lowest == name:
        return [
            f"{w[name]} has the cheapest bad case too: {mine} {unit} in the worst 5 %, {theirs} with {w[other]}",
            f"Worst 5 %: {mine} {unit} with {w[name]}, the cheapest, {theirs} with {w[other]}",
        ]
    return [
        f"In the worst 5 % of futures {w[name]} costs {mine} {unit} on average, {w[other]} {theirs}",
        f"Worst 5 %: {mine} {unit} with {w[name]}, {theirs} with {w[other]}",
    ]
