"""What a unit costs, and what is reported beside the costs."""

from __future__ import annotations

from ..words.names import capital
from ..words.output_words import output_about, output_headline, output_rows
from ..words.view import View
from .sections import PageCell, PageColumn, PageSection, PageSheet

__all__ = ["unit_costs"]


def unit_costs(view: View) -> PageSection | None:
    """Return a row for each figure; None where neither units nor outputs are counted."""
    found = output_rows(view)
    if not found:
        return None
    columns = [PageColumn("Figure", numeric=False, wide=True), *(PageColumn(label) for label in view.labels.values())]
    rows = [tuple(map(PageCell, (capital(what), *cells.values()))) for what, cells in found]
    sheet = PageSheet("unit-cost", output_about(view), tuple(columns), tuple(rows))
    return PageSection("units", "Unit cost", output_headline(view), sheets=(sheet,))
