"""Where the money goes: categories, cost lines, and how the budget became the full bill."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..board import Board
from ..tables.tables import Table
from ..words.cost_cells import total_cell
from ..words.numbers import ROUNDING, months
from ..words.view import View
from .cell_text import STRATEGY, amount_cell, cell
from .glossary import MEANINGS
from .pictures import headline, pictures
from .sections import PageCell, PageColumn, PageSection, PageSheet

__all__ = ["bill", "line_sheet", "where"]

_SHARE = "Its part of the strategy's mean total cost."
_ADDING_UP = (
    "Means add up to the total. Percentiles do not: bad luck seldom strikes everywhere at once, and rare events may "
    f"move the total's P90 where no category's P90 shows them. {ROUNDING}"
)


def where(board: Board, view: View, tables: dict[str, Table]) -> PageSection:
    """Return cost by category and by line, over the longest horizon."""
    lines = line_sheet(view, tables["lines"], "lines", "Cost lines")
    return PageSection(
        "where",
        "Where it goes",
        headline(board, "categories") or "Where the money goes",
        pictures=pictures(board, "categories"),
        sheets=tuple(filter(None, [_categories(view, tables["categories"]), lines])),
    )


def _categories(view: View, table: Table) -> PageSheet:
    """Return categories with means that add up to a total, and percentiles that do not."""
    spread = {} if view.all_certain else {"p50": "P50", "p90": "P90"}
    rows: list[tuple[PageCell, ...]] = []
    for name in view.strategies:
        found = [r for r in table.records() if r["strategy"] == name and r["horizon"] == view.last and r["mean"]]
        numbers = view.numbers(name, view.last)
        parts = [_mean(view, name, r) for r in found]
        means = [*parts, amount_cell(view, numbers["mean"], total_cell(view, name, view.last, "mean"))]
        totals = {key: amount_cell(view, numbers[key], total_cell(view, name, view.last, key)) for key in spread}
        spreads = [[*(cell(view, "money", r[key]) for r in found), total] for key, total in totals.items()]
        titles = [*(str(r["category"]) for r in found), "Total"]
        shares = [*(cell(view, "share", r["share"]) for r in found), PageCell("100 %")]
        for at, title in enumerate(titles):
            rows.append(
                (PageCell(view.labels[name]), PageCell(title), means[at], shares[at], *(s[at] for s in spreads))
            )
    columns = (
        STRATEGY,
        PageColumn("Category", numeric=False, wide=True),
        PageColumn("Amount" if view.all_certain else "Mean", MEANINGS["certain" if view.all_certain else "mean"]),
        PageColumn("Share", _SHARE),
        *(PageColumn(heading, MEANINGS[key]) for key, heading in spread.items()),
    )
    return PageSheet(
        "categories",
        f"Total cost by category over {months(view.last)}, in {view.money.unit}",
        columns,
        tuple(rows),
        "" if view.all_certain else _ADDING_UP,
        stubs=2,
        totals=True,
    )


def line_sheet(
    view: View, table: Table, name: str, caption: str, kept: Callable[[Mapping[str, Any]], bool] = lambda line: True
) -> PageSheet | None:
    """Return a row for each cost line over the longest horizon, most expensive first; None without any.

    Parameters
    ----------
    view : View
    table : Table
        The report's table of cost lines.
    name, caption : str
        Of the sheet.
    kept : callable
        Whether a line of the table is shown.
    """
    rows: list[tuple[PageCell, ...]] = []
    for strategy in view.strategies:
        found = [r for r in table.records() if r["strategy"] == strategy and r["horizon"] == view.last and r["mean"]]
        found = sorted(filter(kept, found), key=lambda r: -float(str(r["mean"])))
        for r in found:
            words = (view.labels[strategy], str(r["line"]), str(r["category"]))
            rows.append((*map(PageCell, words), _mean(view, strategy, r), cell(view, "share", r["share"])))
    columns = (
        STRATEGY,
        PageColumn("Cost line", numeric=False, wide=True),
        PageColumn("Category", numeric=False, wide=True),
        PageColumn("Amount" if view.all_certain else "Mean", MEANINGS["certain" if view.all_certain else "mean"]),
        PageColumn("Share", _SHARE),
    )
    return (
        PageSheet(name, f"{caption} over {months(view.last)}, in {view.money.unit}", columns, tuple(rows), stubs=2)
        if rows
        else None
    )


def _mean(view: View, name: str, record: Mapping[str, Any]) -> PageCell:
    return amount_cell(view, record["mean"], view.amount(name, record["mean"]))


def bill(board: Board) -> PageSection | None:
    """Return how the budget became the full bill; None without that story."""
    found = headline(board, "first_estimate")
    if not found:
        return None
    return PageSection("bill", "From budget to full bill", found, pictures=pictures(board, "first_estimate"))
