"""What was asked of the strategies, and which of them may not be chosen."""

from __future__ import annotations

from ...configs.model.scenario import BARRED
from ...configs.text.spelling import listed
from ..tables.tables import Table
from ..words.view import View
from .cell_text import sheet_of
from .sections import PageSection

__all__ = ["gated"]

_SHOWN = ("question", "needed", "label", "answer", "effect")


def gated(view: View, tables: dict[str, Table]) -> PageSection | None:
    """Return the answers under what they lead to; None where nothing is asked."""
    table = tables.get("requirements")
    if table is None:
        return None
    barred = {row["strategy"] for row in table.records() if row["effect"] == "barred"}
    labels = [view.labels[name].removesuffix(BARRED) for name in view.strategies if name in barred]
    heading = f"The requirements bar {listed(labels)}" if labels else "Every strategy meets the requirements"
    sheet = sheet_of(view, table, _SHOWN, table.rows)
    return PageSection("requirements", "Requirements", heading, (), (), (sheet,))
