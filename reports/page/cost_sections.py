"""The sections about money: what it may cost, what to budget, what is saved."""

from __future__ import annotations

from typing import Any

from ..board import Board
from ..words.contingency_words import CONTINGENCY, contingency_table, contingency_words
from ..words.cost_cells import beats_cell, budget_cell, cash_cell, cost_measure, is_discounted, kept_cell, total_cell
from ..words.numbers import full_percent, months
from ..words.view import View
from .cell_text import STUBS, amount_cell, by_strategy, stubs
from .glossary import MEANINGS
from .pictures import headline, pictures
from .sections import PageCell, PageColumn, PageSection, PageSheet

__all__ = ["budget", "options", "savings"]


def options(board: Board, view: View) -> PageSection:
    """Return what each strategy may come to in all."""
    keys = {"mean": "Total cost"} if view.all_certain else _TOTALS
    rows = []
    for name, horizon, numbers in _runs(view):
        cells = [amount_cell(view, numbers[key], total_cell(view, name, horizon, key)) for key in keys]
        rows.append((*stubs(view, name, horizon), *cells))
    meaning = {**MEANINGS, "mean": MEANINGS["certain"]} if view.all_certain else MEANINGS
    sheet = PageSheet(
        "total",
        f"Total cost of ownership{cost_measure(view)}, in {view.money.unit}",
        (*STUBS, *(PageColumn(heading, meaning[_TERM.get(key, key)]) for key, heading in keys.items())),
        tuple(rows),
        "" if view.all_certain else "Means add up over lines, percentiles do not.",
        stubs=2,
    )
    heading = headline(board, "options") or "What each option costs"
    return PageSection("options", "What each option costs", heading, (), pictures(board, "options"), (sheet,))


_TOTALS = {"p10": "P10, lucky", "p50": "P50", "p90": "P90, unlucky", "mean": "Mean", "cvar95": "Mean of worst 5 %"}
_TERM = {"cvar95": "worst"}


def budget(board: Board, view: View) -> PageSection:
    """Return what to set aside in cash, in how many futures a budget is kept, and the contingency by line."""
    shown = {"mean": "Cash"} if view.all_certain else {"p50": "P50", "p80": "P80", "p90": "P90"}
    columns = [*STUBS]
    cash = MEANINGS["cash"]
    columns += [
        PageColumn(f"{words}, in all", f"{cash} {'' if key == 'mean' else MEANINGS[key]}".strip())
        for key, words in shown.items()
    ]
    columns += [
        PageColumn(f"{words}, a month", f"{MEANINGS['a_month']} {'' if key == 'mean' else MEANINGS[key]}".strip())
        for key, words in shown.items()
    ]
    budgeted = any(numbers["budget"] is not None for _, _, numbers in _runs(view))
    if budgeted:
        columns += [PageColumn("Budget, a month", MEANINGS["budget"]), PageColumn("Budget kept in", MEANINGS["kept"])]
    rows = []
    for name, horizon, numbers in _runs(view):
        row = [*stubs(view, name, horizon)]
        for length in (1, horizon):
            for key in shown:
                text = cash_cell(view, name, horizon, key, length)
                row.append(amount_cell(view, numbers["cash"][key] / length, text))
        if budgeted:
            kept = numbers["budget"] and full_percent(numbers["budget"]["p_within"], 4)
            row += [PageCell(budget_cell(view, name, horizon)), PageCell(kept_cell(view, name, horizon), kept or "")]
        rows.append(tuple(row))
    sheet = PageSheet(
        "cash",
        f"Cash to budget{', nominal' if is_discounted(view) else ''}, in {view.money.unit}",
        tuple(columns),
        tuple(rows),
        stubs=2,
    )
    return PageSection(
        "budget",
        "What to budget",
        headline(board, "budget") or "Cash to budget",
        () if view.all_certain else (contingency_words(view, view.verdict["recommended"]),),
        pictures(board, "budget"),
        (sheet, *_contingency(view)),
    )


def _contingency(view: View) -> tuple[PageSheet, ...]:
    """Return the contingency by cost line over the horizon of the decision; nothing where nothing is random."""
    if view.all_certain:
        return ()
    levels = ("p50", "p70", "p80", "p90")
    rows = [
        tuple(map(PageCell, (label, *cells)))
        for name, label in view.labels.items()
        for cells in contingency_table(view, name, view.last, levels)
    ]
    columns = [
        STUBS[0],
        PageColumn("Cost line", numeric=False, wide=True),
        PageColumn("Spreadsheet estimate", MEANINGS["spreadsheet"]),
        *(PageColumn(f"Contingency, {level.upper()}", MEANINGS["contingency"]) for level in levels),
    ]
    caption = f"Contingency by cost line over {months(view.last)}, in {view.money.unit}"
    return (PageSheet("contingency", caption, tuple(columns), tuple(rows), CONTINGENCY, stubs=2, totals=True),)


def savings(board: Board, view: View) -> PageSection | None:
    """Return what the pair's first saves, then each strategy against the baseline; None with nothing to compare."""
    found = by_strategy(view, board.pair)
    if not found or view.all_certain:
        return None
    several = len({item["baseline"] for _, item in found}) > 1
    base = "Two at a time" if several else f"Compared with {view.labels[view.baseline]}"
    ties = any(item["p_ties"] > 0.0 for _, item in found)
    shown = {"p_beats": "Costs less", "p_beats_by_10": "by 10 % or more", "p_beats_by_20": "by 20 % or more"}
    terms = {"p_beats": "beats", "p_beats_by_10": "by_10", "p_beats_by_20": "by_20", "p_ties": "ties"}
    if ties:
        shown["p_ties"] = "costs the same"
    saved = {"p50": "Median saving", "p10": "Saving, P10 (the bad end)", "p90": "Saving, P90 (the good end)"}
    columns = [*STUBS]
    columns += [PageColumn(heading, MEANINGS[terms[key]]) for key, heading in shown.items()]
    columns += [PageColumn(heading, MEANINGS[f"saves_{key}"]) for key, heading in saved.items()]
    rows = []
    for name, item in found:
        row = [PageCell(name), PageCell(months(item["horizon"]))]
        row += [PageCell(beats_cell(view, item, key), _in_full(item[key])) for key in shown]
        for key in saved:
            half = view.half_interval(item["savings"], key)
            row.append(amount_cell(view, item["savings"][key], view.money(item["savings"][key], half)))
        rows.append(tuple(row))
    sheet = PageSheet(
        "comparisons",
        f"{base}, in the same futures: probabilities in futures, savings in {view.money.unit}",
        tuple(columns),
        tuple(rows),
        "The P90 of a difference is not the difference of the P90s.",
        stubs=2,
    )
    heading = headline(board, "savings") or "What is saved"
    return PageSection("savings", "Savings", heading, (), pictures(board, "savings"), (sheet,))


def _in_full(p: float | None) -> str:
    return "" if p is None else full_percent(p, 4)


def _runs(view: View) -> list[tuple[str, int, dict[str, Any]]]:
    return [(name, horizon, view.numbers(name, horizon)) for name in view.strategies for horizon in view.horizons]
