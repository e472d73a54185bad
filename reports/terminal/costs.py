"""What to budget, what the total is, and where it goes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from ...configs.text.spelling import listed
from ..words.cost_cells import (
    answer_cell,
    budget_cell,
    cash_cell,
    cost_parts,
    is_discounted,
    kept_cell,
    question_label,
    total_cell,
)
from ..words.layout import shorten
from ..words.numbers import ROUNDING, Money, months, percentile, whole_percent
from ..words.view import TextLine, View
from .grid import StrategyGrid
from .text_page import paragraph

__all__ = ["category_section", "cost_section"]

#: Columns of the name of a unit, in a heading.
_UNIT = 24

Cell = Callable[[str, int], str]


def cost_section(view: View) -> tuple[list[TextLine], list[str]]:
    """Return budget and total cost, one column for each strategy and horizon, and whose labels were cut."""
    grid = StrategyGrid(view.labels, [months(h) for h in view.horizons], view.leading)

    def row(label: str, cell: Cell) -> None:
        grid.row(label, {name: [cell(name, h) for h in view.horizons] for name in view.strategies})

    _budget_rows(view, grid, row)
    _total_rows(view, grid, row)
    _unit_rows(view, grid, row)
    lines, cut = grid.lines(view.width, view.money.unit)
    notes = [_difference(view)]
    if view.unit is not None and shorten(view.unit, _UNIT) != view.unit:
        notes.append(f"Cost per {view.unit}: total cost over their number.")
    return lines + [line for note in notes for line in paragraph(note, view.width, indent="  ")], cut


_PARTS = {
    "lost revenue": "adds lost revenue (Opportunity)",
    "resale": "takes off resale value",
    "payment": "takes in what is owed and paid later, and discounts at the `discount_rate`, if there is one",
    "discount": "discounts later months",
}


def _difference(view: View) -> str:
    """Say what parts total cost from cash here, or that nothing does."""
    parts = [_PARTS[part] for part in cost_parts(view)]
    if not parts:
        return "Cash and total cost are equal here: no lost revenue is counted, and nothing is discounted."
    return f"Cash is what leaves the bank. Total cost {listed(parts)}."


def _budget_rows(view: View, grid: StrategyGrid, row: Callable[[str, Cell], None]) -> None:
    def cash(key: str) -> Cell:
        return lambda name, horizon: cash_cell(view, name, horizon, key)

    def a_month(key: str) -> Cell:
        return lambda name, horizon: cash_cell(view, name, horizon, key, horizon)

    grid.heading(f"CASH TO BUDGET{', nominal' if is_discounted(view) else ''}")
    if view.all_certain:
        row("cash", cash("mean"))
        row("a month", a_month("mean"))
    else:
        row("P50, even odds", cash("p50"))
        row("P80, four in five", cash("p80"))
        row("P90, nine in ten", cash("p90"))
        row("a month, P50", a_month("p50"))
        row("a month, P90", a_month("p90"))
    row("budget, a month", lambda name, horizon: budget_cell(view, name, horizon))
    row("  kept in", lambda name, horizon: kept_cell(view, name, horizon))


_AFTER_RESALE = "  after resale value of"


def _total_rows(view: View, grid: StrategyGrid, row: Callable[[str, Cell], None]) -> None:
    def tco(key: str) -> Cell:
        return lambda name, horizon: total_cell(view, name, horizon, key)

    def resale(name: str, horizon: int) -> str:
        found = view.numbers(name, horizon).get("residual") or {"mean": 0.0}
        return view.amount(name, found["mean"]) if found["mean"] else "-"

    def estimate(name: str, horizon: int) -> str:
        return view.amount(name, view.numbers(name, horizon)["point_estimate"])

    def its_percentile(name: str, horizon: int) -> str:
        share = view.numbers(name, horizon)["point_estimate_percentile"]
        return "exact" if view.certain(name) else percentile(share)

    def asked(question: str) -> Cell:
        return lambda name, horizon: answer_cell(view, question, name, horizon)

    grid.heading("TOTAL COST, present value" if is_discounted(view) else "TOTAL COST (TCO)")
    if view.all_certain:
        row("total cost", tco("mean"))
        row(_AFTER_RESALE, resale)
        return
    row("P10, lucky", tco("p10"))
    row("P50", tco("p50"))
    row("P90, unlucky", tco("p90"))
    row("mean", tco("mean"))
    row(_AFTER_RESALE, resale)
    row("mean of the worst 5 %", tco("cvar95"))
    for question in view.questions:
        row(question_label(view, question), asked(question))
    row("spreadsheet estimate", estimate)
    row("  its percentile", its_percentile)


def _unit_rows(view: View, grid: StrategyGrid, row: Callable[[str, Cell], None]) -> None:
    """Add total cost over units, in the currency itself: a unit costs little, however large the total."""
    numbers = [view.numbers(n, h).get("unit_cost") for n in view.strategies for h in view.horizons]
    found = [each for each in numbers if each is not None]
    if view.unit is None or not found:
        return
    write = Money(view.money.currency)

    def cost(key: str) -> Cell:
        return lambda name, horizon: write(view.numbers(name, horizon)["unit_cost"][key])

    in_words = "" if view.money.scale == 1.0 else f", {view.money.currency}"
    grid.heading(f"COST PER {shorten(view.unit, _UNIT)}{in_words}")
    if all(each["p10"] == each["p90"] for each in found):
        row("each", cost("p50"))
    else:
        row("P50", cost("p50"))
        row("P90, unlucky", cost("p90"))


def category_section(view: View) -> tuple[list[TextLine], list[str]]:
    """Return the mean of each category over the longest horizon, its share, and whose labels were cut."""
    means = {
        name: {key: value["mean"] for key, value in view.numbers(name, view.last)["categories"].items()}
        for name in view.strategies
    }
    totals = {name: view.numbers(name, view.last)["mean"] for name in view.strategies}
    kept = list(dict.fromkeys(key for by_key in means.values() for key, mean in by_key.items() if mean != 0.0))
    if not kept:
        return [], []
    grid = StrategyGrid(view.labels, ["mean", "share"] if not view.all_certain else ["amount", "share"], view.leading)
    columns = {name: _amounts(view, name, [means[name].get(key) for key in kept], totals[name]) for name in means}
    for at, key in enumerate(kept):
        grid.row(key, {name: columns[name][at] for name in columns})
    grid.row("total", {name: columns[name][-1] for name in columns})
    lines, cut = grid.lines(view.width, f"WHERE IT GOES, {months(view.last)}")
    words = [] if view.all_certain else ["These are parts of the mean total cost. Means add up, percentiles do not."]
    words += [] if all(map(_adds_up, columns.values())) else [ROUNDING]
    return lines + paragraph(" ".join(words), view.width, indent="  "), cut


def _adds_up(cells: Sequence[Sequence[str]]) -> bool:
    """Tell whether amounts and shares add up to the last row as they are written."""
    for column in zip(*cells, strict=True):
        found = [float(words.removesuffix(" %").replace(",", "")) for words in column if words != "-"]
        if found and not math.isclose(math.fsum(found[:-1]), found[-1], rel_tol=1e-9):
            return False
    return True


def _amounts(view: View, name: str, parts: Sequence[float | None], total: float) -> list[list[str]]:
    """Return amount and share of each part and of the total."""
    # a share says nothing where credits and costs cancel
    shares_known = total > 0.0 and all(part >= 0.0 for part in parts if part is not None)
    cells = [
        ["-", "-"] if part is None else [view.amount(name, part), whole_percent(part / total) if shares_known else "-"]
        for part in parts
    ]
    written = total_cell(view, name, view.last, "mean", error_shown=False)
    return [*cells, [written, "100 %" if shares_known else "-"]]
