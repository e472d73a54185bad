"""What a bad case costs: the worst 5 % of futures of the recommended strategy, and of the one that costs least then."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ..words.cost_cells import total_cell
from ..words.names import in_sentence
from ..words.numbers import months
from ..words.view import View
from .wording import fitting, unit_of

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
    runner_up = view.verdict["compared_with"]
    if runner_up is None:
        return fitting({name: in_sentence(view.labels[name])}, partial(_alone, view, name))
    other = runner_up if lowest in (None, name) else lowest
    called = {each: in_sentence(view.labels[each]) for each in (name, other)}
    return fitting(called, partial(_pair, view, name, other, lowest))


def _worst(view: View, name: str) -> float:
    return float(view.numbers(name, view.last)["cvar95"])


def _cost(view: View, name: str, error: bool = False) -> str:
    return total_cell(view, name, view.last, "cvar95", error_shown=error)


def _alone(view: View, name: str, w: dict[str, str]) -> list[str]:
    more = view.money(_worst(view, name) - view.numbers(name, view.last)["p50"])
    rest = f"costs {_cost(view, name, error=True)} {unit_of(view)} on average, {more} more than at P50"
    return [f"In the worst 5 % of futures {w[name]} {rest}", f"In its worst 5 % {w[name]} {rest}"]


def _pair(view: View, name: str, other: str, lowest: str | None, w: dict[str, str]) -> list[str]:
    """Compare the bad case of the recommended strategy with the lowest one, or with its rival's."""
    mine, theirs, unit = _cost(view, name), _cost(view, other), unit_of(view)
    short = f"Worst 5 %: {mine} {unit} with {w[name]}, {theirs} with {w[other]}"
    barred = [view.numbers(each, view.last)["cvar95"] for each in view.barred]
    if lowest == name == view.verdict["lowest"] and _worst(view, name) < min(barred, default=float("inf")):
        rest = f"{mine} {unit} in the worst 5 %, {theirs} with {w[other]}"
        return [f"{w[name]} costs least in a bad case too: {rest}", short]
    if lowest is None and mine == theirs:
        return [f"In a bad case all cost about the same: {mine} {unit} over {months(view.last)} in the worst 5 %"]
    return [f"In the worst 5 % of futures {w[name]} costs {mine} {unit} on average, {w[other]} {theirs}", short]
