"""What to budget to be so sure: the contingency of each strategy by cost line."""

from __future__ import annotations

from ..words.contingency_words import CONTINGENCY, contingency_cells, contingency_rows, contingency_words
from ..words.numbers import months
from ..words.view import TextLine, View
from .grid import StrategyGrid
from .text_page import paragraph

__all__ = ["contingency_section"]

_LEVELS = ("p50", "p70", "p80", "p90")


def contingency_section(view: View) -> tuple[list[TextLine], list[str]]:
    """Return a table for each strategy over the horizon of the decision, and whose labels were cut."""
    if view.all_certain:
        return [], []
    lines = [TextLine(f"CONTINGENCY BY COST LINE, {months(view.last)}", "heading")]
    cut: list[str] = []
    for name, label in view.labels.items():
        rows = contingency_rows(view, name, view.last)
        grid = StrategyGrid({name: label}, ["estimate", *(level.upper() for level in _LEVELS)])
        for row, cells in zip(rows, contingency_cells(view, name, rows, _LEVELS), strict=True):
            grid.row(row.line, {name: cells})
        needed = view.numbers(name, view.last)["confidence"]["amounts"]
        grid.row("cash to budget", {name: ["-", *(view.amount(name, needed[level]) for level in _LEVELS)]})
        found, too_long = grid.lines(view.width, view.money.unit)
        cut += too_long
        lines += [*found, *paragraph(contingency_words(view, name), view.width, indent="  "), TextLine("")]
    return [*lines, *paragraph(f"{CONTINGENCY} Figures may not add up due to rounding.", view.width, indent="  ")], cut
