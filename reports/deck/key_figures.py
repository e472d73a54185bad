"""The table beside the verdict: what to budget, what it costs in all, whether the promise is kept, who is cheapest."""

from __future__ import annotations

from ..board import Board
from ..chances import chance_cell
from ..view import View
from .panels import chosen
from .tables import Cell, needs

__all__ = ["key_figures", "total_differs", "within"]

#: Columns that a narrow slide can do without, those first that are missed least.
_ELSEWHERE = ("TCO P90", "promised", "kept in", "TCO P50")
_LABEL = 0.3  # of the width, that a strategy's name gets where columns need more than there is
_MOST = 6  # strategies that the table has room for


def total_differs(view: View) -> bool:
    """Tell whether cash and total cost are two different things here."""
    found = [view.numbers(name, view.last) for name in view.strategies]
    return any(abs(n["cash"]["mean"] - n["mean"]) > 1e-9 * max(abs(n["mean"]), abs(n["cash"]["mean"])) for n in found)


def key_figures(board: Board, view: View) -> tuple[list[list[Cell]], list[str]]:
    """Return a head and a row for each strategy, and the labels of those that there is no room for."""
    names = list(view.strategies)
    if len(names) > _MOST:
        cost = {name: view.numbers(name, view.last)["cash"]["p50"] for name in names}
        names = chosen(view.labels, view.baseline, board.focus, cost)
    numbers = {name: view.numbers(name, view.last) for name in names}
    if view.all_certain:
        keys, totals = {"cash": "mean"}, {"total cost": "mean"}
    else:
        keys, totals = {"cash P50": "p50", "cash P90": "p90"}, {"TCO P50": "p50", "TCO P90": "p90"}
    columns = {head: {n: view.amount(n, numbers[n]["cash"][key]) for n in names} for head, key in keys.items()}
    if total_differs(view):
        columns |= {head: {n: view.amount(n, numbers[n][key]) for n in names} for head, key in totals.items()}
    budgets = {name: numbers[name]["budget"] for name in names}
    if any(budgets.values()):
        columns["promised"] = {n: view.money.exact(b["amount"]) if b else "-" for n, b in budgets.items()}
        columns["kept in"] = {n: _chance(view, b["p_within"] if b else None) for n, b in budgets.items()}
    if len(view.strategies) > 1:
        columns["cheapest in"] = {n: _chance(view, numbers[n]["p_cheapest"]) for n in names}
    rows = [[Cell("Strategy"), *(Cell(head, align="right") for head in columns)]]
    for name in names:
        rows.append([Cell(view.labels[name], bold=True), *(Cell(of[name], align="right") for of in columns.values())])
    return rows, [label for name, label in view.labels.items() if name not in names]


def within(rows: list[list[Cell]], room: float) -> list[list[Cell]]:
    """Return rows without the columns that other slides have too, as far as so many points of width ask for it."""
    for head in _ELSEWHERE:
        first, *others = needs(rows)
        if min(first, _LABEL * room) + sum(others) <= room:
            break
        rows = [[cell for cell, top in zip(row, rows[0], strict=True) if top.text != head] for row in rows]
    return rows


def _chance(view: View, p: float | None) -> str:
    return chance_cell(p, view.trajectories, certain=view.all_certain)
