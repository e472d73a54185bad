"""What policies do: each move, how likely it is by the end of each month, and what the option to move is worth."""

from __future__ import annotations

from collections.abc import Iterator

from ...configs.text.spelling import listed
from ..board.board import Board
from ..words.policy_words import SURVEY, move_titles, policies_of
from .columns import HORIZON, LABEL, STRATEGY, amounts, full_labels
from .table import Column, Table, table_of

__all__ = ["moves", "moves_by_month", "options"]

_MOVE = Column("move", "Move", "text", "From which strategy to which; `again`: it was in force before.")
_MOVES = (
    LABEL,
    STRATEGY,
    HORIZON,
    _MOVE,
    Column("when", "When", "text", "The condition, as the file has it."),
    Column("for_months", "Months in a row", "count", "At so many month ends in a row the condition has to be met."),
    Column("p", "Made in", "chance", "Probability that the move is made within the horizon."),
    *(
        Column(f"month_{key}", f"Month, {key.upper()}", "month", f"Of the futures that move, {part} have by this month.")
        for key, part in (("p10", "one in ten"), ("p50", "half"), ("p90", "nine in ten"))
    ),
    Column("months_both", "Months both are paid", "number", "On average over the futures that move."),
    Column("cost", "Cost of the move", "money", "Its own cost and what the old strategy still costs, nominal; as before."),
)
_OPTIONS = (
    LABEL,
    STRATEGY,
    HORIZON,
    Column("starts", "Starts with", "text", "The strategy in force from month 1."),
    Column("against", "Against", "text", "The strategy with the lowest mean total cost of those it moves between."),
    Column("mean", "Value of the option", "money", "Mean total cost of that strategy, kept throughout, minus the policy's."),
    Column("low", "From", "money", "Lower end of the 90 % interval of the simulation."),
    Column("high", "To", "money", "Upper end of the 90 % interval of the simulation."),
)
_MONTHS = (
    LABEL,
    STRATEGY,
    _MOVE,
    Column("month", "Month", "month", "The first month is 1."),
    Column("p", "Made by then", "chance", "Probability that the move is made by the end of the month."),
)


def _policies(board: Board) -> Iterator[tuple[dict[str, object], dict[str, object], list[str]]]:
    ...


def moves(board: Board) -> Table | None:
    ...
