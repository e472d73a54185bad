"""What was asked of the strategies, and which of them may not be chosen."""

from __future__ import annotations

from ...configs.model.strategies import BARRED
from ...configs.text.spelling import listed
from ..tables.tables import Table
from ..words.view import View
from .cell_text import sheet_of
from .sections import PageSection

__all__ = ["required"]

_SHOWN = ("question", "limit", "label", "answer", "effect")


def required(view: View, tables: dict[str, Table]) -> PageSection | None:
    """Return the answers under what they lead to; None where nothing is asked."""
    table = tables.get("requirements")
    if table is None:
        return None
    with_effect = {row["strategy"] for row in table.records() if row["effect"]}
    failing = [name for name in view.strategies if name in with_effect]
    barred = [name for name in failing if name in view.barred]
    labels = listed([view.labels[name].removesuffix(BARRED) for name in barred or failing])
    heading = f"The requirements bar {labels}" if barred else f"The requirements cost {labels} time or money"
    heading = heading if failing else "Every strategy meets the requirements"
    sheet = sheet_of(view, table, _SHOWN, table.rows)
    return PageSection("requirements", "Requirements", heading, (), (), (sheet,))
