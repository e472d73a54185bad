"""Where the money goes: by month, by cost line, by category."""

from __future__ import annotations

from collections.abc import Iterator

from ..board.board import Board
from ..words.month_names import MonthNames
from ..words.names import line_name
from ..words.policy_words import stages_of
from .columns import HORIZON, LABEL, STRATEGY, amounts, full_labels, spread, strategy_horizons
from .table import Column, Table, table_of

__all__ = ["categories", "category_of", "lines", "months"]

#: Categories of the lines that no file names.
_OWN = {"launch": "Opportunity", "buffer": "Buffer"}

_MONTH_KEYS = ("mean", "p10", "p50", "p90")
_SHARE = Column("share", "Share of the mean", "share", "Its part of the strategy's mean total cost; these add up to 1.")
_MEAN = "Part of the total cost, on average over all futures. Means add up to the strategy's mean."


def months(board: Board) -> Table:
    """Return cash and cumulative total cost by strategy and month."""
    columns = [
        LABEL,
        STRATEGY,
        Column("month", "Month", "month", "Months count from 1."),
        Column("month_name", "Calendar month", "text", "What the month is called, counted from the start of the file."),
        *spread("cash_", "Cash", "What leaves the bank in this month", _MONTH_KEYS, less="need less"),
        *spread(
            "cumulative_tco_", "Total cost so far,", "Total cost of a horizon that ends with this month", _MONTH_KEYS
        ),
    ]
    note = f"{amounts(board)} Percentiles are taken month by month: those of cash do not add up, its means do."
    return table_of("months", "Month by month", note, columns, _months(board), ("month_name",))


def _months(board: Board) -> Iterator[dict[str, object]]:
    labels, names = full_labels(board), MonthNames.of(board.document)
    for name, strategy in board.document["strategies"].items():
        series = {
            f"{what}_{key}": values for what, by_key in strategy["months"].items() for key, values in by_key.items()
        }
        for at in range(len(strategy["months"]["cash"]["mean"])):
            here = {key: values[at] for key, values in series.items()}
            called = {} if names.start is None else {"month_name": names.short(at + 1)}
            yield {"label": labels[name], "strategy": name, "month": at + 1, **called, **here}


def lines(board: Board) -> Table:
    """Return the mean of each cost line by strategy and horizon."""
    columns = (
        LABEL,
        STRATEGY,
        HORIZON,
        Column("category", "Category", "text", "Kind of cost."),
        Column("line", "Cost line", "text", "What is paid for. A launch counts lost revenue, a buffer unlisted work."),
        Column("mean", "Mean", "money", _MEAN),
        _SHARE,
        Column("address", "Address", "text", "Where it is in the file; `simulate explain` takes it."),
    )
    note = f"{amounts(board)} Lines as the file has them; their means add up to the mean total cost."
    return table_of("lines", "Cost lines", note, columns, _lines(board), ("share",))


def _lines(board: Board) -> Iterator[dict[str, object]]:
    labels = full_labels(board)
    for name, horizon, head in strategy_horizons(board):
        numbers = board.document["strategies"][name]["horizons"][str(horizon)]
        written, stages = board.scenario.strategies[name].lines, stages_of(board.document, name, labels)
        for line, of_one in numbers["lines"].items():
            here = f"costs.{line}" if line in written else line
            yield {
                **head,
                "category": category_of(board, name, line),
                "line": line_name(line, stages),
                "mean": of_one["mean"],
                "share": _share(of_one["mean"], numbers["mean"]),
                "address": f"strategies.{name}.{here}",
            }


def category_of(board: Board, strategy: str, line: str) -> str:
    """Return the category of a line, that of launch and buffer too."""
    written = board.scenario.strategies[strategy].lines
    return written[line].category if line in written else _OWN.get(line, "")


def categories(board: Board) -> Table:
    """Return mean and percentiles of each category by strategy and horizon."""
    mean, *percentiles = spread("", "Total cost", "Its total cost", _MONTH_KEYS)
    columns = (
        LABEL,
        STRATEGY,
        HORIZON,
        Column("category", "Category", "text", "Kind of cost."),
        Column(mean.key, "Mean", "money", _MEAN),
        _SHARE,
        *(Column(each.key, each.key.upper(), "money", each.meaning) for each in percentiles),
    )
    note = f"{amounts(board)} Means add up. Percentiles do not: bad luck seldom strikes everywhere at once."
    return table_of("categories", "Cost by category", note, columns, _categories(board), ("share",))


def _categories(board: Board) -> Iterator[dict[str, object]]:
    for name, horizon, head in strategy_horizons(board):
        numbers = board.document["strategies"][name]["horizons"][str(horizon)]
        for category, of_one in numbers["categories"].items():
            yield {**head, "category": category, **of_one, "share": _share(of_one["mean"], numbers["mean"])}


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
