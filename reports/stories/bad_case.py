"""What a bad case costs: the worst 5 % of futures of the recommended strategy, and of the one that costs least then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..words.names import months
from ..words.view import View
from .headlines import Way, unit_of
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
        return fitting({name: view.labels[name]}, *_alone(view, name))
    highest = max(others, key=lambda each: others[each])
    spoken_of = lowest if lowest not in (None, name) else highest
    ways = _cheapest(view, name, highest) if lowest == name else _beside(view, name, spoken_of, lowest)
    return fitting({each: view.labels[each] for each in (name, spoken_of)}, *ways)


def _worst(view: View, name: str) -> float:
    return float(view.numbers(name, view.last)["cvar95"])


def _cost(view: View, name: str, error: bool = False) -> str:
    found = view.numbers(name, view.last)
    return view.amount(name, found["cvar95"], found["se"]["cvar95"] if error else None)


def _alone(view: View, name: str) -> list[Way]:
    cost, unit = _cost(view, name, error=True), unit_of(view)
    more = view.money(_worst(view, name) - view.numbers(name, view.last)["p50"])
    return [
        lambda w: f"In the worst 5 % of futures {w[name]} costs {cost} {unit} on average, {more} more than at P50",
        lambda w: f"In its worst 5 % {w[name]} costs {cost} {unit}, {more} more than at P50",
    ]


def _cheapest(view: View, name: str, highest: str) -> list[Way]:
    mine, theirs, unit = _cost(view, name), _cost(view, highest), unit_of(view)
    return [
        lambda w: (
            f"{w[name]} has the cheapest bad case too: {mine} {unit} in the worst 5 %, {theirs} with {w[highest]}"
        ),
        lambda w: f"Worst 5 %: {mine} {unit} with {w[name]}, the cheapest, {theirs} with {w[highest]}",
    ]


def _beside(view: View, name: str, other: str, lowest: str | None) -> list[Way]:
    mine, theirs, unit = _cost(view, name), _cost(view, other), unit_of(view)
    if lowest is None and mine == theirs:
        over = months(view.last)
        return [lambda w: f"In a bad case all cost about the same: {mine} {unit} over {over} in the worst 5 %"]
    return [
        lambda w: f"In the worst 5 % of futures {w[name]} costs {mine} {unit} on average, {w[other]} {theirs}",
        lambda w: f"Worst 5 %: {mine} {unit} with {w[name]}, {theirs} with {w[other]}",
    ]
