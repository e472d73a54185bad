"""The tables of a report: the page, the workbook and the data files show these, so their numbers agree."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ..board.board import Board
from .audit_tables import assumptions_table, provenance_table, trajectories, warnings
from .cash_table import cash_by_period
from .comparison_table import comparisons
from .contingency_table import contingency
from .cost_tables import categories, lines, months
from .driver_tables import heat_map, sensitivity, volume
from .frontier_table import frontier
from .line_cash_table import cash_by_line
from .percentile_table import percentiles
from .policy_tables import moves, moves_by_month, options
from .requirement_table import requirements
from .risk_table import risks
from .stress_table import stress
from .summary_table import summary
from .table import KINDS, Column, Table, Value

__all__ = ["KINDS", "TABLES", "Column", "Table", "Value", "all_tables", "tables"]

#: How each table is made, in their order; one that this scenario has no data for is None.
TABLES: dict[str, Callable[[Board], Table | None]] = {
    "summary": summary,
    "requirements": requirements,
    "frontier": frontier,
    "comparisons": comparisons,
    "moves": moves,
    "options": options,
    "moves_by_month": moves_by_month,
    "months": months,
    "cash_by_period": cash_by_period,
    "lines": lines,
    "categories": categories,
    "percentiles": percentiles,
    "contingency": contingency,
    "sensitivity": sensitivity,
    "risks": risks,
    "volume": volume,
    "heat_map": heat_map,
    "stress": stress,
    "assumptions": assumptions_table,
    "warnings": warnings,
    "provenance": provenance_table,
    "trajectories": trajectories,
}


@lru_cache(maxsize=1)  # page, workbook and data files of one report ask for the same ones
def tables(board: Board) -> dict[str, Table]:
    """Return every table that there is data for, by name, in the order of `TABLES`.

    Where nothing is random there are no percentiles, no sensitivity and no single futures: they are all the same.
    """
    found = ((name, make(board)) for name, make in TABLES.items())
    return {name: table for name, table in found if table is not None}


@lru_cache(maxsize=1)
def all_tables(board: Board) -> dict[str, Table]:
    """Return the tables of `tables`, and the cash of each line by month, for which the lines run once more."""
    by_line = cash_by_line(board)
    return tables(board) | ({} if by_line is None else {by_line.name: by_line})
