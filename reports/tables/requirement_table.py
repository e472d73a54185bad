"""What was asked of the strategies: question, answer, effect."""

from __future__ import annotations

from ..board.board import Board
from ..words.requirement_words import requirement_rows
from .columns import LABEL, STRATEGY, full_labels
from .table import Column, Table, table_of

__all__ = ["requirements"]

_COLUMNS = (
    Column("question", "Question", "text", "What the file asks of every strategy."),
    Column("limit", "Needed", "text", "What is good enough."),
    LABEL,
    STRATEGY,
    Column("answer", "Answer", "text", "What the strategy answers."),
    Column("effect", "Effect", "text", "What follows; empty where the answer is good enough."),
)


def requirements(board: Board) -> Table | None:
    """Return every answer; None where nothing is asked."""
    labels = full_labels(board)
    records = [
        {**row._asdict(), "label": labels[row.strategy], "effect": row.effect or None}
        for row in requirement_rows(board.document)
    ]
    note = "A strategy that is barred is simulated and priced, and never recommended."
    return table_of("requirements", "Requirements", note, _COLUMNS, records) if records else None
