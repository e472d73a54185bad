"""What the scenario reports beside its costs: utilisation, requests served, whatever it names under `outputs`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..words.layout import shorten
from ..words.names import OUTPUT_FIGURES, spoken
from ..words.numbers import Money, months, odds_cell
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
    every = [each for outputs in found.values() for each in outputs.values()]
    certain = all(each["mean"] is not None and each["p10"] == each["p90"] for each in every)
    keys = {"value": "mean"} if certain else {"mean": "mean", "P10": "p10", "P90": "p90"}
    write = Money("")

    def cell(output: Mapping[str, Any], key: str) -> str:
        if output.get("as") != "first_month":
            return "-" if output[key] is None else write(output[key])
        return "-" if key == "mean" else "never" if output[key] is None else view.month(output[key])

    grid = StrategyGrid({name: view.labels[name] for name in found}, list(keys), view.leading)
    for output in dict.fromkeys(output for outputs in found.values() for output in outputs):
        cells = {
            name: [cell(outputs[output], key) if output in outputs else "-" for key in keys.values()]
            for name, outputs in found.items()
        }
        shown = next(outputs[output].get("as", "mean") for outputs in found.values() if output in outputs)
        words = shorten(spoken(output.replace("_", " ")), _NAME)
        grid.row(words + OUTPUT_FIGURES[shown][0], cells)
        missing = {name: outputs[output].get("p_undefined") for name, outputs in found.items() if output in outputs}
        if any(missing.values()):  # a ratio of which some futures have none: the figures are those of the others
            dashes = ["-"] * (len(keys) - 1)
            shares = {name: odds_cell(missing.get(name) or None, view.trajectories) for name in found}
            grid.row(f"  {words}: not defined in", {name: [share, *dashes] for name, share in shares.items()})
    lines, cut = grid.lines(view.width, f"OTHER FIGURES, {months(view.last)}")
    plain = all("as" not in each for each in every)
    figure = "Each figure" if plain else "A figure without brackets"
    note = f"{figure} is the mean over its months. None of them is part of a cost."
    if all("as" in each for each in every):
        note = "None of these is part of a cost."
    return lines + paragraph(note, view.width, indent="  "), cut
