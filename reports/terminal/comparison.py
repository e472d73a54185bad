"""How surely each strategy beats the baseline, when it breaks even, and what decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...configs.text.spelling import listed
from ..words.break_even_words import break_even_words
from ..words.changes import changes
from ..words.cost_cells import beats_cell
from ..words.layout import column_widths, left, shorten
from ..words.names import input_names, input_owner, outermost
from ..words.numbers import months, odds_cell
from ..words.view import TextLine, View
from .grid import StrategyGrid
from .text_page import paragraph

__all__ = ["break_even_section", "change_section", "driver_section", "probability_section"]


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
    """Return the inputs that move the difference most, in plain words."""
    found = view.comparisons(view.last)
    if view.pair is not None and view.pair.against != view.baseline:  # what the verdict compares comes first
        found = [view.compared(view.pair, view.last), *found]
    items = [item for item in found if item["top_inputs"]]
    if not items:
        return []
    over = months(view.last)
    if len(items) > 1:
        lines = [TextLine(f"WHAT DECIDES, {over}", "heading")]
        for item in items:
            names = input_names([a for a, _ in _inputs(item)], view.labels, owners_shown=False)
            words = listed([f"{names[a]} ({r:+.2f})" for a, r in _inputs(item)])
            pair = f"{view.labels[item['strategy']]} against {view.labels[item['baseline']]}"
            lines += paragraph(f"{pair}: {words}", view.width, "text", "  ", "    ")
        note = "Rank correlations with the savings of the first; +: the more of it, the more it saves; -: the less."
        return [*lines, *paragraph(note, view.width, indent="  ")]
    one, base, inputs = view.labels[items[0]["strategy"]], view.labels[items[0]["baseline"]], _inputs(items[0])
    called = input_names([a for a, _ in inputs], view.labels, owners_shown=True)
    rows = [
        [called[a], input_owner(a, view.labels), f"{r:+.2f}", f"more of it favours {one if r > 0 else base}"]
        for a, r in inputs
    ]
    widths = column_widths(rows)
    lines = [TextLine(f"WHAT DECIDES BETWEEN THEM, {over}", "heading")]
    lines += [TextLine(shorten("  " + "  ".join(map(left, row, widths)), view.width).rstrip()) for row in rows]
    note = "Rank correlation with the savings: 1 decides alone, 0 does not matter."
    return [*lines, *paragraph(note, view.width, indent="  ")]


def change_section(view: View) -> list[TextLine]:
    """Return what would change the recommendation, and what each choice risks."""
    lines = [line for text in changes(view) for line in paragraph(text, view.width, "text", "  ", "    ")]
    if not lines:
        return []
    return [TextLine(f"WHAT WOULD CHANGE IT, {months(view.last)}", "heading"), *lines]


def _inputs(item: dict[str, Any]) -> list[tuple[str, float]]:
    found = {entry["address"]: entry["rank_correlation"] for entry in item["top_inputs"]}
    return [(address, found[address]) for address in outermost(list(found))]
