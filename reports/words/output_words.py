"""What a unit costs, and what a scenario reports beside its costs, as rows with a cell for each strategy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from .headlines import fitting
from .names import OUTPUT_FIGURES, capital, in_sentence, spoken
from .numbers import Money, months
from .view import View

__all__ = ["output_about", "output_headline", "output_rows"]

_KEYS = ("p10", "p50", "p90")


def output_rows(view: View) -> list[tuple[str, dict[str, str]]]:
    """Return what each figure is, and by strategy its P50, with P10 to P90 where they differ, over the last horizon."""
    return [
        (what, {name: _cell(view, figures.get(name)) for name in view.strategies}) for what, figures in _figures(view)
    ]


def output_headline(view: View) -> str:
    """Return what the first figure is for the recommended strategy, and for the one it is compared with."""
    what, figures = _figures(view)[0]
    names = [view.verdict["recommended"], view.verdict["compared_with"]]
    called = {name: in_sentence(view.labels[name]) for name in names if name in figures}
    if not called:
        called = {name: in_sentence(view.labels[name]) for name in list(figures)[:1]}
    return fitting(called, partial(_phrased, view, what, figures))


def output_about(view: View) -> str:
    """Say what the rows are."""
    spread = "" if view.all_certain else ": P50, in brackets P10 to P90"
    return f"Figures per unit and beside the costs, over {months(view.last)}{spread}"


def _phrased(view: View, what: str, figures: Mapping[str, Any], w: dict[str, str]) -> list[str]:
    at = "" if view.all_certain else ", P50"
    amounts = [f"{_middle(view, figures[name])} with {label}" for name, label in w.items()]
    return [f"{capital(what)}{at}: {', '.join(amounts)}"]


def _figures(view: View) -> list[tuple[str, dict[str, Any]]]:
    """Return the cost per unit, then each output, by strategy."""
    numbers = {name: view.numbers(name, view.last) for name in view.strategies}
    found: list[tuple[str, dict[str, Any]]] = []
    units = {name: part["unit_cost"] for name, part in numbers.items() if part.get("unit_cost")}
    if units:
        found.append((f"{view.money.currency} per {view.unit}, all costs", units))
    outputs = {name: part.get("outputs") or {} for name, part in numbers.items()}
    for output in dict.fromkeys(output for each in outputs.values() for output in each):
        having = {name: each[output] for name, each in outputs.items() if output in each}
        shown = next(iter(having.values())).get("as", "mean")
        words = spoken(output.replace("_", " "))
        beside = "" if shown == "ratio" else OUTPUT_FIGURES[shown][0]
        # the file chooses what such a figure counts, unlike the one above
        beside += (
            ", as the file defines it" if words.casefold().startswith(f"{view.money.currency} per ".casefold()) else ""
        )
        found.append((words + beside, having))
    return found


def _middle(view: View, figures: Mapping[str, Any]) -> str:
    return _written(view, figures, "p50")


def _written(view: View, figures: Mapping[str, Any], key: str) -> str:
    if figures.get("as") == "first_month":
        return "never" if figures[key] is None else view.month(figures[key])
    return "-" if figures[key] is None else Money("")(figures[key])


def _cell(view: View, figures: Mapping[str, Any] | None) -> str:
    if figures is None:
        return "-"
    low, middle, high = (_written(view, figures, key) for key in _KEYS)
    return middle if low == high else f"{middle} ({low} to {high})"
