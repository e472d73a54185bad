"""The default report: one page of plain text that answers in the order in which a director asks.

Who wins and how surely; what to budget; what the total is; where it goes; what decides; how sure the simulation is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..words.layout import clean, shorten, text_width, wrap
from ..words.verdict import verdict
from ..words.view import Line, View
from .comparison import break_even_section, chance_section, driver_section
from .costs import category_section, cost_section
from .outputs import output_section
from .precision import precision_section

__all__ = ["DEFAULT_WIDTH", "NARROWEST", "render_table", "table_lines"]

DEFAULT_WIDTH = 100
NARROWEST = 72


def render_table(document: Mapping[str, Any], width: int = DEFAULT_WIDTH) -> str:
    """Return a result's document as a page of plain text.

    Parameters
    ----------
    document : mapping
        As `Result.document` gives it.
    width : int
        Columns of the longest line; at least 72.

    Returns
    -------
    str
        Lines without control characters, the last one ended too.
    """
    return "\n".join(line.text for line in table_lines(document, width)) + "\n"


def table_lines(document: Mapping[str, Any], width: int = DEFAULT_WIDTH) -> list[Line]:
    """Return the lines of the page, each with its role, for a terminal that can show headings in bold."""
    view = View(document, max(NARROWEST, width))
    chances, cut_in_chances = chance_section(view)
    costs, cut_in_costs = cost_section(view)
    categories, cut_in_categories = category_section(view)
    outputs, cut_in_outputs = output_section(view)
    cut = {*cut_in_chances, *cut_in_costs, *cut_in_categories, *cut_in_outputs}
    sections = [
        _head(view),
        _verdict(view),
        chances,
        costs,
        categories,
        outputs,
        driver_section(view),
        break_even_section(view),
        precision_section(view),
        _full_names(view, cut),
        _warnings(view),
    ]
    lines: list[Line] = []
    for section in filter(None, sections):
        lines += [Line(""), *section] if lines else section
    return lines


def _head(view: View) -> list[Line]:
    scenario = view.document["scenario"]
    title = clean(scenario["title"]) or clean(scenario["name"])
    unit = f"{view.money.unit}, before tax"
    room = view.width - text_width(unit) - 2
    title = shorten(title, room)
    first = title + " " * (view.width - text_width(title) - text_width(unit)) + unit
    if view.all_certain:
        return [Line(first, "title")]
    run = f"{view.trajectories:,} future{'' if view.trajectories == 1 else 's'}, seed {view.document['run']['seed']}"
    reading = "P50: half of all futures cost less.  P90: nine in ten cost less."
    gap = view.width - len(reading) - len(run)
    second = [reading + " " * gap + run] if gap > 1 else [reading, run]
    return [Line(first, "title"), *(Line(text, "note") for text in second)]


def _verdict(view: View) -> list[Line]:
    return [Line(line, "verdict") for text in verdict(view) for line in wrap(text, view.width - 2, "  ")]


def _full_names(view: View, cut: set[str]) -> list[Line]:
    """Return the labels that did not fit, in full."""
    labels = {name: clean(strategy["label"]) for name, strategy in view.strategies.items()}
    found = [name for name in labels if name in cut or not view.labels[name].startswith(labels[name])]
    return [
        Line(text, "note") for name in found for text in wrap(f"{name}: {labels[name] or name}", view.width, "", "  ")
    ]


def _warnings(view: View) -> list[Line]:
    return [
        Line(text, "warning")
        for item in view.document["warnings"]
        for text in wrap(f"Warning: {clean(item['address'])}: {clean(item['message'])}", view.width, "", "  ")
    ]
