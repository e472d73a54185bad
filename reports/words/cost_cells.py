"""Cells about costs: one rule for what each figure is and how it is rounded, wherever it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .numbers import odds_cell
from .view import View

__all__ = [
    "alike",
    "answer_cell",
    "beats_cell",
    "budget_cell",
    "cash_cell",
    "cash_is_cost",
    "cost_measure",
    "cost_parts",
    "is_discounted",
    "kept_cell",
    "question_label",
    "total_cell",
]


def total_cell(view: View, name: str, horizon: int, key: str, *, error_shown: bool = True) -> str:
    """Write a statistic of a strategy's total cost."""
    numbers = view.numbers(name, horizon)
    return view.amount(name, numbers[key], view.half_interval(numbers, key), error_shown=error_shown)


def question_label(view: View, question: str) -> str:
    """Return what a row with the answers to a question is called: `P99.5`, `above 500,000`."""
    what, _, amount = question.partition(" ")
    return f"{what} {view.money.exact(float(amount))}" if amount else what.upper()


def answer_cell(view: View, question: str, name: str, horizon: int) -> str:
    """Write the answer to a question about a strategy's total cost: an amount, or a probability."""
    answer = view.document["asked"][question][name][str(horizon)]
    half = view.half_interval({**answer, "interval90": {"value": answer["interval90"]}}, "value")
    if " " in question:
        return odds_cell(answer["value"], view.trajectories, half, view.certain(name))
    return view.amount(name, answer["value"], half)


def cash_cell(view: View, name: str, horizon: int, key: str, length: float = 1, *, error_shown: bool = True) -> str:
    """Write a statistic of a strategy's cash, in all or, where `length` is the horizon, a month."""
    numbers = view.numbers(name, horizon)
    # the error of cash is known where cash and total cost are the same
    half = view.half_interval(numbers, key) if cash_is_cost(view, name, horizon) else None
    half = None if half is None else half / length
    return view.amount(name, numbers["cash"][key] / length, half, error_shown=error_shown)


def cash_is_cost(view: View, name: str, horizon: int) -> bool:
    """Tell whether every figure of a strategy's cash is that of its total cost."""
    numbers = view.numbers(name, horizon)
    return all(alike(amount, numbers[key]) for key, amount in numbers["cash"].items())


def cost_parts(view: View) -> list[str]:
    """Return what parts total cost from cash: `lost revenue`, `resale`, `payment`, `discount`; nothing where nothing.

    Where something is paid later, `payment` covers a discount too.
    """
    numbers = [view.numbers(name, horizon) for name in view.strategies for horizon in view.horizons]
    lost = [n["categories"].get("Opportunity", {"mean": 0.0})["mean"] for n in numbers]
    resale = [(n.get("residual") or {"mean": 0.0})["mean"] for n in numbers]
    parts = ["lost revenue"] * any(lost) + ["resale"] * any(resale)
    nominal = [n["cash"]["mean"] + more - less for n, more, less in zip(numbers, lost, resale, strict=True)]
    if any(strategy.get("paid_after") for strategy in view.strategies.values()):
        return [*parts, "payment"]
    if all(alike(one, n["mean"]) for one, n in zip(nominal, numbers, strict=True)):
        same = all(cash_is_cost(view, name, horizon) for name in view.strategies for horizon in view.horizons)
        return parts or ["discount"] * (not same)
    return [*parts, "discount"]


def is_discounted(view: View) -> bool:
    """Tell whether total cost is a present value, and cash nominal."""
    return not {"discount", "payment"}.isdisjoint(cost_parts(view))


def cost_measure(view: View) -> str:
    """Return what total cost is where it is not cash, to follow these words: `, present value net of resale`."""
    parts = cost_parts(view)
    words = ["present value"] * is_discounted(view)
    words += ["net of resale"] * ("resale" in parts) + ["with lost revenue"] * ("lost revenue" in parts)
    return f", {' '.join(words)}" if words else ""


def alike(one: float, other: float) -> bool:
    """Tell whether two amounts differ by rounding alone."""
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))


def budget_cell(view: View, name: str, horizon: int) -> str:
    """Write a strategy's budget a month."""
    budget = view.numbers(name, horizon)["budget"]
    return "-" if budget is None else view.money.exact(budget["amount"] / horizon)


def kept_cell(view: View, name: str, horizon: int) -> str:
    """Write in how many futures a strategy's cash stays within its budget."""
    budget = view.numbers(name, horizon)["budget"]
    return odds_cell(budget and budget["p_within"], view.trajectories, certain=view.certain(name))


def beats_cell(view: View, comparison: Mapping[str, Any], key: str) -> str:
    """Write a probability of a comparison with the baseline, such as `p_beats`."""
    error = view.half_interval(comparison, key) if key == "p_beats" else None
    certain = view.certain(comparison["strategy"]) and view.certain(comparison["baseline"])
    return odds_cell(comparison[key], view.trajectories, error, certain)
