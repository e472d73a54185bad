"""Mean cash by strategy, cost line and month: what adds up to any other sum of cash."""

from __future__ import annotations

from collections.abc import Iterator

from ..board.board import Board
from ..words.month_names import MonthNames
from ..words.names import line_name
from ..words.numbers import number
from ..words.policy_words import stages_of
from .columns import LABEL, STRATEGY, amounts, full_labels
from .cost_tables import category_of
from .table import Column, Table, table_of

__all__ = ["cash_by_line"]

_COLUMNS = (
    LABEL,
    STRATEGY,
    Column("category", "Category", "text", "Kind of cost."),
    Column("line", "Cost line", "text", "What is paid for; a buffer is unlisted work."),
    Column("month", "Month", "month", "The month of payment; months count from 1."),
    Column("month_name", "Calendar month", "text", "What the month is called, counted from the start of the file."),
    Column("cash_mean", "Cash, mean", "money", "What leaves the bank in this month, on average; means add up."),
)


def cash_by_line(board: Board) -> Table | None:
    """Return a row for each strategy, line and month; None where these months would take too much memory."""
    if board.cash_by_line is None:
        return None
    ran, futures = board.document["run"]["trajectories"], board.cash_futures
    some = f" Months are means of the first {number(futures)} of {number(ran)} futures." if futures < ran else ""
    note = f"{amounts(board)} Nominal cash, on average over all futures, without lost revenue and resale value.{some}"
    return table_of("cash_by_line", "Cash by line and month", note, _COLUMNS, _records(board), ("month_name",))


def _records(board: Board) -> Iterator[dict[str, object]]:
    labels, names = full_labels(board), MonthNames.of(board.document)
    for name, lines in (board.cash_by_line or {}).items():
        stages = stages_of(board.document, name, labels)
        for line, by_month in lines.items():
            for month, cash in enumerate(by_month.tolist(), 1):
                called = {} if names.start is None else {"month_name": names.short(month)}
                yield {
                    "label": labels[name],
                    "strategy": name,
                    "category": category_of(board, name, line),
                    "line": line_name(line, stages),
                    "month": month,
                    **called,
                    "cash_mean": cash,
                }
