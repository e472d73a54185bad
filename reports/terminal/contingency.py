"""What to budget to be so sure: the contingency of each strategy by cost line."""

from __future__ import annotations

from ..words.contingency_words import CONTINGENCY, contingency_table, contingency_words
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
        grid = StrategyGrid({name: label}, ["estimate", *(level.upper() for level in _LEVELS)])
        for line, *cells in contingency_table(view, name, view.last, _LEVELS):
            grid.row(line, {name: cells})
        found, too_long = grid.lines(view.width, view.money.unit)
        cut += too_long
        lines += [*found, *paragraph(contingency_words(view, name), view.width, indent="  "), TextLine("")]
    return [*lines, *paragraph(CONTINGENCY, view.width, indent="  ")], cut
