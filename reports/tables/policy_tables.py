"""What policies do: each move, how likely it is by the end of each month, and what the option to move is worth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..board.board import Board
from ..words.policy_words import move_titles, policies_of, survey
from .columns import HORIZON, LABEL, STRATEGY, amounts, full_labels, strategy_horizons
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
        Column(
            f"month_{key}", f"Month, {key.upper()}", "month", f"Of the futures that move, {part} have by this month."
        )
        for key, part in (("p10", "one in ten"), ("p50", "half"), ("p90", "nine in ten"))
    ),
    Column("months_both", "Months both are paid", "number", "On average over the futures that move."),
    Column(
        "cost", "Cost of the move", "money", "Its own cost and what the old strategy still costs, nominal; as before."
    ),
)
_OPTIONS = (
    LABEL,
    STRATEGY,
    HORIZON,
    Column("starts", "Starts with", "text", "The strategy in force from month 1."),
    Column("against", "Against", "text", "The strategy with the lowest mean total cost of those it moves between."),
    Column(
        "mean", "Value of the option", "money", "Mean total cost of that strategy, kept throughout, minus the policy's."
    ),
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


def moves(board: Board) -> Table | None:
    """Return each move by policy and horizon; None where there is no policy."""
    note = f"{amounts(board)} Months are those of the futures that move. {_rates(board)}".rstrip()
    found = [
        {
            **head,
            "move": title,
            **move,
            **{f"month_{key}": month for key, month in move["month_if_made"].items()},
        }
        for head, policy, titles in _policies(board)
        for title, move in zip(titles, policy["moves"], strict=True)
    ]
    return table_of("moves", "Moves", note, _MOVES, found) if found else None


def options(board: Board) -> Table | None:
    """Return what the option to move is worth, by policy and horizon; None where there is no policy."""
    labels = full_labels(board)
    note = f"{amounts(board)} Below 0 the policy costs more on average than the strategy kept throughout."
    found = []
    for head, policy, _ in _policies(board):
        option = policy["option"]
        low, high = option["interval90"] or (None, None)
        strategies = {"starts": labels[policy["starts"]], "against": labels[option["against"]]}
        found.append({**head, **strategies, "mean": option["mean"], "low": low, "high": high})
    return table_of("options", "Value of the option", note, _OPTIONS, found) if found else None


def moves_by_month(board: Board) -> Table | None:
    """Return the probability that each move is made, by policy and month; None where there is no policy."""
    last = max(board.scenario.horizons)
    found = [
        {**head, "move": title, "month": month, "p": p}
        for head, policy, titles in _policies(board)
        if head["horizon"] == last
        for title, move in zip(titles, policy["moves"], strict=True)
        for month, p in enumerate(move["p_by_month"], 1)
    ]
    return table_of("moves_by_month", "Moves by month", _rates(board), _MONTHS, found) if found else None


def _rates(board: Board) -> str:
    return f"{rates}." if (rates := survey(board.document)) else ""


def _policies(board: Board) -> Iterator[tuple[dict[str, object], dict[str, Any], list[str]]]:
    """Yield the columns that name a policy and a horizon, what the document says of it, and its moves in words."""
    labels = full_labels(board)
    for name, horizon, head in strategy_horizons(board):
        policy = policies_of(board.document, horizon).get(name)
        if policy is not None:
            yield head, policy, move_titles(board.document, name, labels)
