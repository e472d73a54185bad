"""Columns that many tables share, and the words that go into headings and notes."""

from __future__ import annotations

from collections.abc import Iterator

from ..board.board import Board
from ..words.layout import clean, shorten
from ..words.names import labels_of
from .table import Column

__all__ = ["BASELINE", "HORIZON", "LABEL", "STRATEGY", "amounts", "full_labels", "spread", "strategy_horizons"]

#: Columns of a user's word in a heading or a note.
_SHORT = 40
#: Longer than any label: in a table words are never cut.
_UNCUT = 1_000_000

LABEL = Column("label", "Strategy", "text", "The strategy's label.")
STRATEGY = Column("strategy", "Name", "text", "The strategy's short name, as commands and addresses write it.")
BASELINE = Column("baseline", "Against", "text", "The strategy it is compared with.")
HORIZON = Column("horizon", "Horizon, months", "month", "How many months are counted, from the first.")

#: Statistics: heading, and the sentence that says what it is about `{what}`.
_STATISTICS = {
    "mean": ("mean", "{what}, on average over all futures. Means add up, percentiles do not."),
    "p10": ("P10", "{what}: only one future in ten {less}; a lucky case."),
    "p50": ("P50", "{what}: half of all futures {less}."),
    "p80": ("P80", "{what}: four futures in five {less}."),
    "p90": ("P90", "{what}: nine futures in ten {less}."),
}


def spread(
    prefix: str, heading: str, what: str, keys: tuple[str, ...], kind: str = "money", less: str = "cost less"
) -> list[Column]:
    """Return columns for the mean and percentiles of one thing: `cash_p90`, "Cash P90", "Nine futures in ten ...".

    Parameters
    ----------
    prefix : str
        Of the keys, its underscore included; may be empty.
    heading : str
        Begins each heading.
    what : str
        Begins each sentence.
    keys : tuple of str
        Of `mean`, `p10`, `p50`, `p80`, `p90`.
    kind : str
    less : str
        What a better future does.
    """
    found = []
    for key in keys:
        short, meaning = _STATISTICS[key]
        found.append(Column(f"{prefix}{key}", f"{heading} {short}", kind, meaning.format(what=what, less=less)))
    return found


def amounts(board: Board) -> str:
    """Return the sentence on the currency."""
    return f"Amounts in {shorten(clean(board.scenario.currency), _SHORT)}."


def full_labels(board: Board, width: int = _UNCUT) -> dict[str, str]:
    """Return what each strategy is called, by name, in full or in at most so many columns."""
    return labels_of({name: strategy.label for name, strategy in board.scenario.strategies.items()}, width)


def strategy_horizons(board: Board) -> Iterator[tuple[str, int, dict[str, object]]]:
    """Yield strategy, horizon, and the columns that name them."""
    labels = full_labels(board)
    for name, strategy in board.document["strategies"].items():
        for horizon in map(int, strategy["horizons"]):
            yield name, horizon, {"label": labels[name], "strategy": name, "horizon": horizon}
