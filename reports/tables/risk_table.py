"""The risk register: causes, how probable and how large they are, what to watch for, and who watches."""

from __future__ import annotations

from ..board.board import Board
from ..words.risk_words import HEADS, ORDER, TO_BE_NAMED, risk_rows
from ..words.view import View
from .columns import amounts, full_labels
from .table import Column, Table, table_of

__all__ = ["risks"]

_COLUMNS = (
    Column(
        "cause",
        HEADS["cause"],
        "text",
        "The input or event that raises the cost, or changes the choice.",
    ),
    Column("whose", "Whose", "text", "The strategy it belongs to, or every one."),
    Column("sign", HEADS["sign"], "text", "Where the cause is there: a value of the input, or that it happens."),
    Column("source", "Comment in the file", "text", "The comment beside the input: its unit, where it says so."),
    Column("probability", HEADS["probability"], "chance", "Probability of being there within the horizon."),
    Column("per_year", HEADS["per_year"], "number", "How often it happens in a year, on average."),
    Column("size", HEADS["size"], "money", "What the recommended strategy costs more there, on average."),
    Column("size_se", "Extra mean cost, se", "money", "Standard error: the simulation's precision."),
    Column("against", HEADS["against"], "text", "Its own mean over all futures, or the strategy that is better there."),
    Column("to", HEADS["to"], "text", "The strategy that would be recommended there; empty for no change."),
    Column("owner", HEADS["owner"], "text", "Who watches it: to be filled in."),
    Column("address", "Address", "text", "Where it is in the file; `simulate explain` takes it."),
)


def risks(board: Board) -> Table | None:
    """Return the register of the recommended strategy; None where there is no risk to list."""
    rows = risk_rows(View(board.document, 100))
    if not rows:
        return None
    strategy = full_labels(board)[board.document["verdict"]["recommended"]]
    sources = {each.address: each.source for each in board.given}
    records = [
        {
            **row.facts,
            "cause": row.cause,
            "whose": row.whose,
            "sign": row.sign,
            "source": sources.get(row.facts["address"]) or None,
            "against": row.against,
            "to": row.to or None,
            "owner": TO_BE_NAMED,
        }
        for row in rows
    ]
    note = f"{amounts(board)} {ORDER}"
    return table_of("risks", f"What could go wrong: {strategy}", note, _COLUMNS, records, ("source", "per_year", "to"))
