"""The confidence table: cash at P50 to P90, and the contingency above the spreadsheet estimate by cost line."""

from __future__ import annotations

from collections.abc import Iterator

from ..board.board import Board
from ..words.contingency_words import ALL_LINES, CONTINGENCY
from ..words.names import line_name
from ..words.policy_words import stages_of
from ..words.view import View
from .columns import HORIZON, LABEL, STRATEGY, amounts, full_labels, strategy_horizons
from .table import Column, Table, table_of

__all__ = ["contingency"]

_LEVELS = {"p50": "half of all futures", "p70": "seven in ten", "p80": "four in five", "p90": "nine in ten"}
_COLUMNS = (
    LABEL,
    STRATEGY,
    HORIZON,
    Column("line", "Cost line", "text", f"What is paid for; `{ALL_LINES}` is their sum."),
    Column("spreadsheet", "Spreadsheet estimate", "money", "Cash with one best guess for every input."),
    *(
        Column(level, f"Contingency, {level.upper()}", "money", f"Cash to add to the estimate for {words}.")
        for level, words in _LEVELS.items()
    ),
    *(
        Column(f"cash_{level}", f"Budget, {level.upper()}", "money", f"Estimate and contingency: enough in {words}.")
        for level, words in _LEVELS.items()
    ),
    *(
        Column(
            f"{level}_se",
            f"Contingency, {level.upper()}, se",
            "money",
            "Its standard error: the simulation's precision.",
        )
        for level in _LEVELS
    ),
)


def contingency(board: Board) -> Table | None:
    """Return a row for each line of each strategy and horizon, and for all its lines; None where nothing is random."""
    if View(board.document, 100).all_certain:
        return None
    note = f"{amounts(board)} {CONTINGENCY}"
    errors = {f"{level}_se" for level in _LEVELS}
    return table_of("contingency", "Contingency by cost line", note, _COLUMNS, _records(board), errors)


def _records(board: Board) -> Iterator[dict[str, object]]:
    labels = full_labels(board)
    for name, horizon, head in strategy_horizons(board):
        stages = stages_of(board.document, name, labels)
        found = board.document["strategies"][name]["horizons"][str(horizon)]["confidence"]
        whole = {"spreadsheet": found["spreadsheet"], "se": found["se"], **found["contingency"]}
        for line, part in {**found["lines"], ALL_LINES: whole}.items():
            yield {
                **head,
                "line": line if part is whole else line_name(line, stages),
                "spreadsheet": part["spreadsheet"],
                **{level: part[level] for level in _LEVELS},
                **{f"cash_{level}": part["spreadsheet"] + part[level] for level in _LEVELS},
                **{f"{level}_se": part["se"][level] for level in _LEVELS},
            }
