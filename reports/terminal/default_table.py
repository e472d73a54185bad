"""The default report: one page of plain text that answers in the order in which a director asks.

Who wins and how surely; what to budget; what the total is; where it goes; what decides; how sure the simulation is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..words.layout import clean
from ..words.numbers import futures
from ..words.verdict import verdict
from ..words.view import TextLine, View
from .comparison import break_even_section, change_section, driver_section, probability_section
from .contingency import contingency_section
from .costs import category_section, cost_section
from .outputs import output_section
from .policy_moves import policy_section
from .precision import precision_section
from .requirement_answers import requirement_section
from .risk_register import risk_section
from .text_page import NARROWEST, as_text, paragraph, stacked, title, warnings

__all__ = ["DEFAULT_WIDTH", "render_table", "table_lines"]

DEFAULT_WIDTH = 100


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
    return as_text(table_lines(document, width))


def table_lines(document: Mapping[str, Any], width: int = DEFAULT_WIDTH, details: bool = False) -> list[TextLine]:
    """Return the lines of the page, each with its role, for a terminal that can show headings in bold.

    With `details` they tell the contingency by cost line and the risk register too.
    """
    view = View(document, max(NARROWEST, width))
    probabilities, cut_in_probabilities = probability_section(view)
    costs, cut_in_costs = cost_section(view)
    categories, cut_in_categories = category_section(view)
    outputs, cut_in_outputs = output_section(view)
    contingency, cut_in_contingency = contingency_section(view) if details else ([], [])
    cut = {*cut_in_probabilities, *cut_in_costs, *cut_in_categories, *cut_in_outputs, *cut_in_contingency}
    return stacked(
        [
            _head(view),
            [line for text in verdict(view) for line in paragraph(text, view.width - 2, "verdict", "  ")],
            requirement_section(view),
            probabilities,
            costs,
            categories,
            contingency,
            outputs,
            driver_section(view),
            change_section(view),
            risk_section(view) if details else [],
            break_even_section(view),
            policy_section(view),
            precision_section(view),
            _full_names(view, cut),
            warnings(view.document["warnings"], view.width),
        ]
    )


def _head(view: View) -> list[TextLine]:
    head = title(view.document["scenario"], f"{view.money.unit}, before tax{view.month.since}", view.width)
    if view.all_certain:
        return [head]
    run = f"{futures(view.trajectories)}, seed {view.document['run']['seed']}"
    reading = "P50: half of all futures cost less.  P90: nine in ten cost less."
    gap = view.width - len(reading) - len(run)
    second = [reading + " " * gap + run] if gap > 1 else [reading, run]
    return [head, *(TextLine(text, "note") for text in second)]


def _full_names(view: View, cut: set[str]) -> list[TextLine]:
    """Return the labels that did not fit, in full."""
    labels = {name: clean(strategy["label"]) for name, strategy in view.strategies.items()}
    found = [name for name in labels if name in cut or not view.labels[name].startswith(labels[name])]
    return [
        line
        for name in found
        for line in paragraph(f"Full label of {name}: {labels[name] or name}", view.width, "note", "", "  ")
    ]
