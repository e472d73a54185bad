"""One row per strategy and horizon: total cost, cash, and probabilities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..board.board import Board
from ..words.layout import clean, shorten
from ..words.names import OUTPUT_FIGURES, spoken
from .columns import HORIZON, LABEL, STRATEGY, amounts, spread, strategy_horizons
from .table import Column, Table, table_of

__all__ = ["summary"]

_SHORT = 40  # columns of the unit's name in a heading
_ERROR = "Standard error of the {}: the simulation's precision. The risk is in the percentiles."

_BEFORE = (
    LABEL,
    STRATEGY,
    Column("kind", "Kind", "text", "API, self-hosted, custom training, or a mix of them."),
    Column("barred", "Barred", "text", "Why it may not be chosen; it is shown for comparison only."),
    HORIZON,
    *spread("", "Total cost", "Total cost as present value", ("mean", "p10", "p50", "p80", "p90")),
    Column("cvar95", "Total cost, worst 5 %", "money", "Mean of the worst 5 % of futures: the cost of a bad case."),
    Column("sd", "Total cost, sd", "money", "Standard deviation of the total cost."),
    Column(
        "point_estimate",
        "Spreadsheet estimate",
        "money",
        "The same scenario with one best guess for every input, as a spreadsheet computes it.",
    ),
    Column(
        "point_estimate_percentile",
        "Futures below the spreadsheet estimate",
        "share",
        "The probability of costing less than the spreadsheet estimate, counting half of the ties.",
    ),
    *spread("cash_", "Cash", "What leaves the bank", ("mean", "p10", "p50", "p80", "p90"), less="need less"),
    Column("cash_p50_per_month", "Cash a month, P50", "money", "P50 of cash over the number of months."),
    Column("cash_p90_per_month", "Cash a month, P90", "money", "P90 of cash over the number of months."),
    Column("budget_per_month", "Budget a month", "money", "The budget a month that the file states."),
    Column("budget", "Budget in total", "money", "The budget a month times the number of months."),
    Column(
        "p_within",
        "Probability of staying within budget",
        "chance",
        "The probability that the cash stays within the budget.",
    ),
    Column(
        "p_beats",
        "Probability of beating the baseline",
        "chance",
        "The probability that it costs strictly less than the baseline.",
    ),
    Column(
        "p_cheapest",
        "Probability of being cheapest",
        "chance",
        "The probability that no other strategy costs less; ties are shared.",
    ),
)
_AFTER = (
    Column(
        "residual_mean",
        "Resale value, mean",
        "money",
        "Mean resale value of purchases at the horizon; the total cost is net of it.",
    ),
    Column("mean_se", "Total cost mean, se", "money", _ERROR.format("mean")),
    Column("p50_se", "Total cost P50, se", "money", _ERROR.format("P50")),
    Column("p90_se", "Total cost P90, se", "money", _ERROR.format("P90")),
)
_OPTIONAL = frozenset(
    {
        "kind",
        "barred",
        "point_estimate_percentile",
        "budget_per_month",
        "budget",
        "p_within",
        "p_beats",
        "p_cheapest",
        "residual_mean",
        "mean_se",
        "p50_se",
        "p90_se",
    }
)


def summary(board: Board) -> Table:
    """Return the table."""
    unit, outputs = _unit_columns(board), list(_output_columns(board))
    note = (
        f"{amounts(board)} Total cost is a present value and decides which strategy is cheaper; cash is what to budget."
    )
    return table_of(
        "summary",
        "Cost, cash and probabilities",
        note,
        [*_BEFORE, *unit, *outputs, *_AFTER],
        _records(board),
        _OPTIONAL | {column.key for column in (*unit, *outputs)},
    )


def _unit_columns(board: Board) -> list[Column]:
    name = shorten(clean(board.document["scenario"]["unit"] or "") or "unit", _SHORT)
    return spread(
        "unit_cost_", f"Cost per {name},", f"Total cost over the number of units ({name})", ("p10", "p50", "p90")
    )


def _output_columns(board: Board) -> Iterator[Column]:
    """Yield the columns of what is reported beside the cost: utilisation and the like."""
    shown = {name: output.over for each in board.scenario.strategies.values() for name, output in each.outputs.items()}
    for name, over in shown.items():
        words = spoken(name.replace("_", " "))
        title = f"{words[:1].upper()}{words[1:]}"
        keys = ("mean", "p10", "p50", "p90")
        yield from spread(
            f"outputs_{name}_", f"{title},", f"{title}, {OUTPUT_FIGURES[over][1]}", keys, "number", "have less"
        )
        if over == "ratio":
            meaning = "The probability that it is not defined, because what it is divided by is 0."
            yield Column(f"outputs_{name}_p_undefined", f"{title}, not defined", "chance", meaning)


def _records(board: Board) -> Iterator[dict[str, object]]:
    baseline = board.document["scenario"]["baseline"]
    with_baseline = [item for item in board.document["comparisons"] if item["baseline"] == baseline]
    beats = {(item["strategy"], item["horizon"]): item["p_beats"] for item in with_baseline}
    several = len(board.document["strategies"]) > 1
    for name, horizon, head in strategy_horizons(board):
        strategy = board.document["strategies"][name]
        numbers: dict[str, Any] = strategy["horizons"][str(horizon)]
        budget = numbers["budget"] or {}
        record = {
            **head,
            "kind": None if strategy["kind"] is None else strategy["kind"].replace("_", " "),
            "barred": clean(strategy.get("barred") or "") or None,
            **{key: numbers[key] for key in ("mean", "p10", "p50", "p80", "p90", "cvar95", "sd")},
            "point_estimate": numbers["point_estimate"],
            # where nothing is random no future lies below it or above
            "point_estimate_percentile": numbers["point_estimate_percentile"] if numbers["sd"] > 0.0 else None,
            **{f"cash_{key}": value for key, value in numbers["cash"].items()},
            **{f"cash_{key}_per_month": numbers["cash"][key] / horizon for key in ("p50", "p90")},
            "budget_per_month": board.scenario.strategies[name].budget_per_month,
            "budget": budget.get("amount"),
            "p_within": budget.get("p_within"),
            "p_beats": beats.get((name, horizon)),
            "p_cheapest": numbers["p_cheapest"] if several and not strategy.get("barred") else None,
            "residual_mean": (numbers["residual"] or {}).get("mean"),
            **{f"{key}_se": numbers["se"][key] for key in ("mean", "p50", "p90")},
            **{f"unit_cost_{key}": value for key, value in (numbers["unit_cost"] or {}).items()},
        }
        for output, of_one in (numbers["outputs"] or {}).items():
            record |= {f"outputs_{output}_{key}": of_one[key] for key in ("mean", "p10", "p50", "p90")}
            if of_one.get("p_undefined"):
                record[f"outputs_{output}_p_undefined"] = of_one["p_undefined"]
        yield record
