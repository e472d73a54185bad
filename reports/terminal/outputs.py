"""What the scenario reports beside its costs: utilisation, requests served, whatever it names under `outputs`."""

from __future__ import annotations

from ..words.layout import shorten
from ..words.numbers import Money, months
from ..words.view import TextLine, View
from .grid import StrategyGrid
from .text_page import paragraph

__all__ = ["output_section"]

#: Columns of the name of an output.
_NAME = 40


def output_section(view: View) -> tuple[list[TextLine], list[str]]:
    """Return each output's mean and spread over the longest horizon, and whose labels were cut."""
    found = {name: view.numbers(name, view.last).get("outputs") or {} for name in view.strategies}
    found = {name: outputs for name, outputs in found.items() if outputs}
    if not found:
        return [], []
    certain = all(each["p10"] == each["p90"] for outputs in found.values() for each in outputs.values())
    keys = {"value": "mean"} if certain else {"mean": "mean", "P10": "p10", "P90": "p90"}
    write = Money("")
    grid = StrategyGrid({name: view.labels[name] for name in found}, list(keys))
    for output in dict.fromkeys(output for outputs in found.values() for output in outputs):
        cells = {
            name: [write(outputs[output][key]) if output in outputs else "-" for key in keys.values()]
            for name, outputs in found.items()
        }
        grid.row(shorten(output.replace("_", " "), _NAME), cells)
    lines, cut = grid.lines(view.width, f"OTHER FIGURES, {months(view.last)}")
    note = "Each figure is the mean over its months. None of them is part of a cost."
    return lines + paragraph(note, view.width, indent="  "), cut
