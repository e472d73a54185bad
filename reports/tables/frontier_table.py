"""Cost against risk: what each strategy costs on average and in the worst 5 % of futures."""

from __future__ import annotations

from ..board.board import Board
from ..stories import Frontier
from ..words.numbers import months
from ..words.view import View
from .columns import LABEL, STRATEGY, amounts, full_labels
from .table import Column, Table, table_of

__all__ = ["frontier"]

_COLUMNS = (
    LABEL,
    STRATEGY,
    Column("mean", "Total cost, mean", "money", "Total cost as present value, on average over all futures."),
    Column("cvar95", "Total cost, worst 5 %", "money", "Mean of the worst 5 % of futures: the cost of a bad case."),
    Column("efficient", "On the efficient frontier", "text", "Whether no other strategy beats it by both measures."),
)


def frontier(board: Board) -> Table | None:
    """Return the points of the picture, in the order of their means; None where there is no such picture."""
    story = board.stories.get("frontier")
    if not isinstance(story, Frontier):
        return None
    labels, view = full_labels(board), View(board.document, 100)
    records = [
        {
            "label": labels[name],
            "strategy": name,
            "mean": mean,
            "cvar95": worst,
            "efficient": "barred" if name in story.barred else "yes" if name in story.efficient else "no",
        }
        for name, (mean, worst) in sorted(story.costs.items(), key=lambda item: item[1])
    ]
    note = f"{amounts(board)} Over {months(view.last)}. Barred strategies are shown for comparison only."
    return table_of("frontier", "Cost against risk", note, _COLUMNS, records)
