"""One row per comparison and horizon: how often a strategy is cheaper, by how much, and from which month."""

from __future__ import annotations

from collections.abc import Iterator

from ..board.board import Board
from ..words.month_names import MonthNames
from ..words.names import input_name
from .columns import BASELINE, HORIZON, LABEL, STRATEGY, amounts, full_labels
from .table import Column, Table, table_of

__all__ = ["comparisons"]

_BY = "The probability that it costs at least {} % less than the strategy that it is compared with."
_EVEN = ("p10", "p50", "p90")
_COLUMNS = (
    LABEL,
    STRATEGY,
    BASELINE,
    HORIZON,
    Column(
        "p_beats",
        "Probability of costing less",
        "chance",
        "The probability that it costs strictly less than the strategy that it is compared with.",
    ),
    Column(
        "p_beats_se",
        "Probability of costing less, se",
        "share",
        "Standard error of this probability: the simulation's precision.",
    ),
    Column("p_ties", "Probability of a tie", "chance", "The probability that both cost the same."),
    Column("p_beats_by_10", "Probability, by 10 %", "chance", _BY.format(10)),
    Column(
        "p_beats_by_20",
        "Probability, by 20 %",
        "chance",
        _BY.format(20) + " A smaller advantage on paper is often lost in practice.",
    ),
    Column(
        "savings_mean",
        "Mean of the difference",
        "money",
        "The other minus this strategy in the same future, on average; below 0 it costs more.",
    ),
    Column("savings_p10", "Savings P10", "money", "Nine futures in ten save more: the bad end."),
    Column("savings_p50", "Median saving", "money", "P50 of the difference: half of all futures save more."),
    Column("savings_p90", "Savings P90", "money", "Only one future in ten saves more: the good end."),
    Column("savings_mean_se", "Mean of the difference, se", "money", "Its standard error."),
    Column("savings_p50_se", "Median saving, se", "money", "Its standard error."),
    Column(
        "break_even_p10",
        "Break-even month P10",
        "month",
        "One future in ten has broken even for good by this month; empty where fewer ever do.",
    ),
    Column(
        "break_even_p50",
        "Break-even month P50",
        "month",
        "Half of all futures have broken even for good by this month; empty where fewer ever do.",
    ),
    Column(
        "break_even_p90",
        "Break-even month P90",
        "month",
        "Nine futures in ten have broken even for good by this month; empty where fewer ever do.",
    ),
    *(
        Column(
            f"break_even_{key}_name",
            f"Break-even {key.upper()}, by name",
            "text",
            f"What the break-even month {key.upper()} is called, counted from the start of the file.",
        )
        for key in _EVEN
    ),
    Column(
        "p_never",
        "Probability of never breaking even",
        "chance",
        "The probability of never breaking even within the horizon.",
    ),
    Column(
        "top_input",
        "Largest driver",
        "text",
        "The uncertain input that moves the mean saving most, from its lowest tenth to its highest.",
    ),
    Column(
        "top_input_effect",
        "Its effect",
        "money",
        "Mean saving in its highest tenth less that in its lowest tenth.",
    ),
    Column(
        "top_input_rank_correlation",
        "Its rank correlation",
        "number",
        "From -1 to 1: positive if a higher value means more savings.",
    ),
)
_OPTIONAL = frozenset(
    {
        "p_beats_se",
        "p_beats_by_10",
        "p_beats_by_20",
        "savings_mean_se",
        "savings_p50_se",
        "top_input",
        "top_input_effect",
        "top_input_rank_correlation",
        *(f"break_even_{key}_name" for key in _EVEN),
    }
)


def comparisons(board: Board) -> Table | None:
    """Return the table, the pair of pictures and sentences first; None where there is nothing to compare."""
    if not board.document["comparisons"]:
        return None
    futures = f"A probability of 0 means none of {board.document['run']['trajectories']:,} futures, not impossible."
    note = f"{amounts(board)} Both strategies are run in the same futures. {futures}"
    return table_of("comparisons", "Comparisons, two at a time", note, _COLUMNS, _records(board), _OPTIONAL)


def _records(board: Board) -> Iterator[dict[str, object]]:
    labels, names = full_labels(board), MonthNames.of(board.document)
    found = board.document["comparisons"]
    for item in sorted(found, key=lambda item: (item["strategy"], item["baseline"]) != board.pair):
        top = next(iter(item["drivers"]), None)
        savings, even = item["savings"], item["break_even"]
        yield {
            **{key: value for key, value in item.items() if not isinstance(value, dict | list)},
            "label": labels[item["strategy"]],
            "baseline": labels[item["baseline"]],
            **{f"savings_{key}": savings[key] for key in ("mean", "p10", "p50", "p90")},
            **{f"savings_{key}_se": savings["se"][key] for key in ("mean", "p50")},
            **{f"break_even_{key}": even[key] for key in _EVEN},
            **{f"break_even_{key}_name": _name(names, even[key]) for key in _EVEN},
            "p_never": even["p_never"],
            "top_input": None if top is None else input_name(top["address"]),
            "top_input_effect": None if top is None else top["effect"],
            "top_input_rank_correlation": None if top is None else top["rank_correlation"],
        }


def _name(names: MonthNames, month: int | None) -> str | None:
    return None if names.start is None or month is None else names.short(month)
