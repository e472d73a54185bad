"""How surely each strategy beats the baseline, when it breaks even, and what decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...configs.text.spelling import listed
from ..words.break_even_words import break_even_words
from ..words.changes import changes
from ..words.cost_cells import beats_cell
from ..words.layout import shorten
from ..words.names import outermost, owned_names
from ..words.numbers import T90, months, odds_cell
from ..words.view import TextLine, View
from .grid import StrategyGrid
from .text_page import paragraph, table

__all__ = ["break_even_section", "change_section", "driver_section", "probability_section"]

_MOST = 5  # inputs of a comparison


def probability_section(view: View) -> tuple[list[TextLine], list[str]]:
    """Return how probably each strategy is the cheapest and beats the baseline, and whose labels were cut."""
    if len(view.strategies) == 1 or view.all_certain:
        return [], []
    several = len(view.strategies) > 2
    names = [name for name in view.strategies if several or name != view.baseline]
    grid = StrategyGrid({name: view.labels[name] for name in names}, [months(h) for h in view.horizons], view.leading)
    found = {(item["strategy"], h): item for h in view.horizons for item in view.comparisons(h)}

    def row(label: str, cell: Callable[[str, int], str]) -> None:
        grid.row(label, {name: [cell(name, h) for h in view.horizons] for name in names})

    def beats(key: str) -> Callable[[str, int], str]:
        return lambda name, h: beats_cell(view, found[name, h], key) if (name, h) in found else "-"

    def cheapest(name: str, horizon: int) -> str:
        p = view.numbers(name, horizon)["p_cheapest"]
        return "-" if name in view.barred else odds_cell(p, view.trajectories)

    if several:
        row("cheapest allowed" if view.barred else "cheapest of all", cheapest)
    row(f"beats {shorten(view.labels[view.baseline], 24)}", beats("p_beats"))
    row("  by 10 % or more", beats("p_beats_by_10"))
    row("  by 20 % or more", beats("p_beats_by_20"))
    if any(item["p_ties"] > 0.0 for item in found.values()):
        row("  costs the same", beats("p_ties"))
    return grid.lines(view.width, "PROBABILITY OF BEING CHEAPEST")


def break_even_section(view: View) -> list[TextLine]:
    """Return by which month each strategy has become cheaper for good, in how many futures."""
    within = months(view.last)
    lines = [TextLine(f"BREAK-EVEN, {within}", "heading")]
    for item in view.comparisons(view.last):
        text = f"{view.labels[item['strategy']]}: {break_even_words(view, item)}."
        lines += paragraph(text, view.width, "text", "  ", "    ")
    note = (
        f"Total cost so far is lower than that of {view.labels[view.baseline]} from that month to the end of {within}."
    )
    return [*lines, *paragraph(note, view.width, indent="  ")] if len(lines) > 1 else []


def driver_section(view: View) -> list[TextLine]:
    """Return the inputs that move the mean saving most: with both ends for the verdict's two, by effect for others."""
    found = view.comparisons(view.last)
    pair = None if view.pair is None else view.compared(view.pair, view.last)
    first = [] if pair is None else _ends(view, pair)
    others = [item for item in found if item is not pair and item["drivers"]]
    if not first and not others:
        return []
    lines = first or [TextLine(f"WHAT DECIDES, {months(view.last)}", "heading")]
    for item in others:
        shown = _named(item)
        names = owned_names([each["address"] for each in shown], view.labels)
        words = [f"{names[each['address']]} ({_effect(view, each)})" for each in shown]
        against = f"{view.labels[item['strategy']]} against {view.labels[item['baseline']]}"
        lines += paragraph(f"{against}: {listed(words)}", view.width, "text", "  ", "    ")
    if others:
        note = "In brackets: mean saving where the input is in its highest tenth, less that in its lowest tenth."
        lines += paragraph(note, view.width, indent="  ")
    return lines


def _ends(view: View, item: dict[str, Any]) -> list[TextLine]:
    """Return a table of the inputs that decide between two strategies: the mean saving at both ends of each."""
    shown = _named(item)
    if not shown:
        return []
    names = owned_names([each["address"] for each in shown], view.labels)
    rows = [[f"WHAT DECIDES, {months(view.last)}", "lowest tenth", "highest tenth"]]
    for each in shown:
        ends = (view.money(each[end], T90 * each[f"{end}_se"]) for end in ("low", "high"))
        rows.append([names[each["address"]], *ends])
    one, other = view.labels[item["strategy"]], view.labels[item["baseline"]]
    note = (
        f"Mean saving of {one} against {other}, {view.money.unit}, in the tenth of futures where the input is lowest, "
        "and where it is highest; below 0 it costs more."
    )
    return [*table(rows, view.width), *paragraph(note, view.width, indent="  ")]


def _named(item: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the inputs that are named; a process speaks for its own start and growth."""
    alone = outermost([each["address"] for each in item["drivers"]])
    return [each for each in item["drivers"] if each["address"] in alone][:_MOST]


def _effect(view: View, item: dict[str, Any]) -> str:
    """Return an effect with its sign, without the digits that its error is larger than."""
    words = view.money(item["effect"], T90 * item["effect_se"], error_shown=False)
    return f"{'+' * (item['effect'] > 0.0)}{words}"


def change_section(view: View) -> list[TextLine]:
    """Return what would change the recommendation, and what each choice risks."""
    lines = [line for text in changes(view) for line in paragraph(text, view.width, "text", "  ", "    ")]
    if not lines:
        return []
    return [TextLine(f"WHAT WOULD CHANGE IT, {months(view.last)}", "heading"), *lines]
