"""The whole distribution: P1 to P99 of total cost and of cash."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...simulator.intervals import standard_error
from ...simulator.statistics import percentiles_of_rows
from ..board.board import Board
from ..words.view import View
from .columns import HORIZON, LABEL, STRATEGY, amounts, strategy_horizons
from .table import Column, Table, table_of

__all__ = ["percentiles"]

_ALL = tuple(range(1, 100))
_COLUMNS = (
    LABEL,
    STRATEGY,
    HORIZON,
    Column("percentile", "Percentile", "count", "So many futures in a hundred cost less."),
    Column("tco", "Total cost", "money", "Total cost as present value: so many futures in a hundred cost less."),
    Column("tco_se", "Total cost, se", "money", "Standard error of this percentile: the simulation's precision."),
    Column("cash", "Cash", "money", "What leaves the bank: so many futures in a hundred need less."),
)


def percentiles(board: Board) -> Table | None:
    """Return the table; None where nothing is random, so that all of them are the same."""
    if View(board.document, 100).all_certain:
        return None
    note = f"{amounts(board)} The future at P90 of total cost need not be the one at P90 of cash."
    return table_of("percentiles", "P1 to P99", note, _COLUMNS, _records(board), ("tco_se",))


def _records(board: Board) -> Iterator[dict[str, object]]:
    tally = board.result.tally
    layout = tally.layout
    shares = np.array(_ALL) / 100.0
    counts = tally.count[tally.count > 0].astype(np.float64)
    for name, horizon, head in strategy_horizons(board):
        row = layout.row(layout.tco[name], horizon)
        tco = tally.distribution(row).quantile(shares)
        parts = tally.by_replicate(row).quantile(shares)
        (cash,) = percentiles_of_rows(tally, [layout.row(layout.cash[name], horizon)], _ALL)
        for at, percentile in enumerate(_ALL):
            yield {
                **head,
                "percentile": percentile,
                "tco": tco[at],
                "tco_se": standard_error(parts[:, at], counts),
                "cash": cash[f"p{percentile}"],
            }
