"""Stress: each what-if, what the recommended strategy costs then, and what is recommended then."""

from __future__ import annotations

import re
from dataclasses import asdict

from ..board.board import Board
from .columns import amounts, full_labels
from .table import Column, Table, table_of

__all__ = ["stress"]

_COLUMNS = (
    Column("what", "What if", "text", "The one thing that differs."),
    Column("p50", "Recommended strategy, P50", "money", "P50 of the total cost of the strategy recommended today."),
    Column("change", "Change", "share", "By how much that differs from the P50 as things are."),
    Column("rival_label", "Best of the others", "text", "The strategy that the rule ranks first among the others."),
    Column("rival_p50", "Its P50", "money", "P50 of the total cost of the best of the others."),
    Column("verdict", "Recommendation", "text", "What becomes of it by the same rule."),
    Column("recommended", "Recommended then", "text", "The short name of the strategy that is recommended then."),
    Column("kind", "Kind", "text", "What is done: doubles, halves, lowest or highest tenth, price."),
    Column("address", "Address", "text", "Of the input; of a price the strategy that pays it."),
)
_OPTIONAL = {"change", "rival_label", "rival_p50", "verdict", "kind", "address"}


def stress(board: Board) -> Table | None:
    """Return a row for the scenario as it is and for each what-if; None without any."""
    story = board.stress_story
    if story is None:
        return None
    labels = full_labels(board)
    records = [
        {
            **asdict(row),
            "rival_label": None if row.rival is None else labels[row.rival],
            **{key: getattr(row, key) or None for key in ("kind", "address")},
            # the picture names the strategy in the column before it
            "verdict": re.sub(r"^changes(?! to)", f"changes to {labels[row.recommended]}", row.verdict) or None,
        }
        for row in story.rows
    ]
    note = f"{amounts(board)} {story.subtitle}. {story.note}"
    return table_of("stress", story.headline, note, _COLUMNS, records, _OPTIONAL)
