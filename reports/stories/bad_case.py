"""What a bad case costs, and whether what is cheapest most often is cheapest then too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..words.names import months
from ..words.view import View
from .headlines import Way, unit_of
from .wording import fitting

__all__ = ["bad_case", "leader_of"]

_MOST = 0.5


def leader_of(view: View) -> str | None:
    """Return the strategy that is the cheapest most often at the last horizon; None where two are so equally often."""
    share = {name: float(view.numbers(name, view.last)["p_cheapest"] or 0.0) for name in view.allowed}
    first, *others = sorted(share, key=lambda name: -share[name])
    return None if others and share[others[0]] == share[first] else first


def bad_case(document: Mapping[str, Any]) -> str:
    """Return one sentence on the worst 5 % of futures of those that may be chosen: a heading of what could go wrong.

    What is cheapest most often may be the dearest when it goes badly: the sentence holds both beside each other.

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
    worst = {name: float(view.numbers(name, view.last)["cvar95"]) for name in view.allowed}
    order, leader = sorted(worst, key=lambda name: worst[name]), leader_of(view)
    least, most = order[0], order[-1]
    if least == most:
        ways = _alone(view, least)
    elif _alike(view, least, most):
        ways = _all_alike(view, least, leader)
    elif leader is None:
        ways = _unled(view, least, most)
    elif leader == most:
        ways = _dearest(view, leader, least)
    elif leader == least or _alike(view, leader, least):
        ways = _cheapest(view, leader, most, least)
    else:
        ways = _between(view, leader, least)
    named = {name: view.labels[name] for name in (least, most, leader) if name is not None}
    return fitting(named, lambda w: [way(w) for way in ways])


def _cost(view: View, name: str, error: bool = False) -> str:
    found = view.numbers(name, view.last)
    return view.amount(name, found["cvar95"], found["se"]["cvar95"] if error else None)


def _alike(view: View, one: str, other: str) -> bool:
    """Tell whether two bad cases are not told apart, by what is written or by the simulation's error."""
    numbers = [view.numbers(name, view.last) for name in (one, other)]
    error = sum(view.half_interval(part["se"]["cvar95"]) or 0.0 for part in numbers)
    return _cost(view, one) == _cost(view, other) or abs(numbers[0]["cvar95"] - numbers[1]["cvar95"]) <= error


def _often(view: View, leader: str) -> str:
    most = view.numbers(leader, view.last)["p_cheapest"] > _MOST
    return f"{_est(view, 'cheap')} {'in most futures' if most else 'most often'}"


def _est(view: View, word: str) -> str:
    """Return a comparative of two, a superlative of many."""
    return f"{word}{'est' if len(view.allowed) > 2 else 'er'}"


def _alone(view: View, name: str) -> list[Way]:
    found = view.numbers(name, view.last)
    cost, unit, more = _cost(view, name, error=True), unit_of(view), view.money(found["cvar95"] - found["p50"])
    return [
        lambda w: f"In the worst 5 % of futures {w[name]} costs {cost} {unit} on average, {more} more than at P50",
        lambda w: f"In its worst 5 % {w[name]} costs {cost} {unit}, {more} more than at P50",
    ]


def _all_alike(view: View, name: str, leader: str | None) -> list[Way]:
    cost, unit, over = _cost(view, name), unit_of(view), months(view.last)
    if leader is None:
        return [lambda w: f"When it goes badly all cost about the same: the worst 5 %, {cost} {unit} over {over}"]
    often = _often(view, leader)
    return [lambda w: f"{w[leader]} is {often}; when it goes badly all cost about the same: {cost} {unit}"]


def _unled(view: View, least: str, most: str) -> list[Way]:
    low, high, unit = _cost(view, least), _cost(view, most), unit_of(view)
    return [
        lambda w: f"{w[least]} has the cheapest bad case: {low} {unit} in the worst 5 %, against {high} for {w[most]}",
        lambda w: f"Worst 5 %: {low} {unit} with {w[least]}, {high} with {w[most]}",
    ]


def _dearest(view: View, leader: str, least: str) -> list[Way]:
    often, unit, degree = _often(view, leader).capitalize(), unit_of(view), _est(view, "dear")
    mine, best = _cost(view, leader), _cost(view, least)
    return [
        lambda w: (
            f"{often}, but its bad case is the {degree}: in the worst 5 % {w[leader]} costs {mine} {unit}, "
            f"{w[least]} {best}"
        ),
        lambda w: f"{often}, but its worst 5 % is the {degree}: {w[leader]} {mine} {unit}, {w[least]} {best}",
        lambda w: f"{often}, {degree} in its worst 5 %: {w[leader]} {mine}, {w[least]} {best}",
    ]


def _cheapest(view: View, leader: str, most: str, least: str) -> list[Way]:
    often, unit, mine, high = _often(view, leader).capitalize(), unit_of(view), _cost(view, leader), _cost(view, most)
    too = f"the {_est(view, 'cheap')} too" if leader == least else "as cheap as any"
    return [
        lambda w: (
            f"{often}, and its bad case is {too}: in the worst 5 % {w[leader]} costs {mine} {unit}, {w[most]} {high}"
        ),
        lambda w: f"{often}, and its worst 5 % is {too}: {w[leader]} {mine} {unit}, {w[most]} {high}",
        lambda w: f"{often}, worst 5 % {too}: {w[leader]} {mine}, {w[most]} {high}",
    ]


def _between(view: View, leader: str, least: str) -> list[Way]:
    often, unit, mine, best = _often(view, leader), unit_of(view), _cost(view, leader), _cost(view, least)
    return [
        lambda w: (
            f"{w[leader]} is {often}, {w[least]} when it goes badly: {best} {unit} in its worst 5 %, against {mine}"
        ),
        lambda w: f"{w[leader]} is {often}, {w[least]} when it goes badly: {best} against {mine} {unit}",
        lambda w: f"{often.capitalize()}: {w[leader]}; when it goes badly: {w[least]}, {best} against {mine}",
    ]
