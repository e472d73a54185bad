"""The table beside the verdict: cash, total cost, the bad case, the budget, and how often each is cheapest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from ..board import Board
from ..stories import OptionCosts
from ..words.cost_cells import cash_cell, cash_is_cost, total_cell
from ..words.headlines import fitting
from ..words.names import in_sentence
from ..words.numbers import months, odds_cell
from ..words.view import View
from .native_tables import TableCell, height_of, needs, rows_within, widths_for
from .panels import chosen, unseen_words
from .slide_text import TEXT, Box

__all__ = ["KeyFigures", "figure_headline", "figure_words", "key_figures", "total_differs"]

_SIZES = (24.0, 22.0, 20.0, 18.0, 16.0, 15.0, TEXT)
#: Size of letters, lines of a label, lines of a head: what is tried, best first. Labels in one line are worth smaller
#: letters, down to 16 points.
_TRIED = (
    *((size, 1, head) for size in _SIZES if size >= 16.0 for head in (1, 2)),
    *((size, 2, 2) for size in _SIZES),
)
#: Columns that a narrow slide can do without, those first that are missed least; what belongs together goes together.
_ELSEWHERE = (("TCO P90",), ("TCO P50",), ("budget", "budget kept in"))
_WORST = "worst 5 %"


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The table as it fits: its rows, the size of its letters, and what there is no room for."""

    rows: list[list[TableCell]]
    size: float
    unseen: list[str]


def total_differs(view: View) -> bool:
    """Tell whether cash and total cost are two different things here."""
    return not all(cash_is_cost(view, name, view.last) for name in view.strategies)


def figure_words(view: View) -> str:
    """Say what the columns are."""
    words = "cash: what leaves the bank" if total_differs(view) else "cash and total cost are the same here"
    return words if view.all_certain else f"{words}; worst 5 %: mean total cost of the most expensive futures"


def figure_headline(view: View) -> str:
    """Return what the recommended strategy may need."""
    name, unit = view.verdict["recommended"], view.money.unit
    if view.all_certain:
        rest = f"{cash_cell(view, name, view.last, 'mean')} {unit} of cash over {months(view.last)}"
        return fitting({name: in_sentence(view.labels[name])}, lambda w: [f"{w[name]} needs {rest}"])
    cash = cash_cell(view, name, view.last, "p90", error_shown=False)
    worst = total_cell(view, name, view.last, "cvar95", error_shown=False)
    rest = f"needs {cash} {unit} of cash at P90 and costs {worst} in the worst 5 % of futures"
    return fitting({name: in_sentence(view.labels[name])}, lambda w: [f"{w[name]} {rest}"])


def key_figures(board: Board, view: View, box: Box) -> KeyFigures:
    """Return a head and a row for each strategy, in the largest letters in which they fit into a place.

    A narrow place has a column for each strategy instead; what fits neither way is left out and named.
    """
    cost = {name: view.numbers(name, view.last)["cash"]["p50"] for name in view.strategies}
    most = rows_within(box) - 2  # a head has two lines
    shown = chosen(view.labels, board.pair or (), cost, max(2, most))
    names = [name for name in OptionCosts.order(view) if name in shown]
    rows = _rows(view, names)
    unseen = [view.labels[name] for name in view.strategies if name not in names]
    for heads in ((), *_ELSEWHERE):
        unseen += [head for head in heads if any(cell.text == head for cell in rows[0])]
        rows = [[cell for cell, top in zip(row, rows[0], strict=True) if top.text not in heads] for row in rows]
        for table, (size, label, head) in product((rows, _turned(rows)), _TRIED):
            first, *others = table
            laid = [[replace(cell, lines=head) for cell in first]]
            laid += [[replace(row[0], lines=label), *row[1:]] for row in others]
            if sum(needs(laid, size)) <= box.points[0] and _height(laid, box, size) <= box.height:
                return KeyFigures(laid, size, unseen_words(unseen))
    return KeyFigures(rows, TEXT, unseen_words(unseen))


def _turned(rows: list[list[TableCell]]) -> list[list[TableCell]]:
    """Return a column for each strategy instead of a row: where many figures of few strategies are too wide."""
    first, *others = [list(column) for column in zip(*rows, strict=True)]
    head = [TableCell("Figure"), *(replace(cell, align="right") for cell in first[1:])]
    return [head, *([replace(row[0], align="left", bold=True), *row[1:]] for row in others)]


def _height(rows: Sequence[Sequence[TableCell]], box: Box, size: float) -> int:
    return height_of(rows, widths_for(rows, box, 0, size), size)


def _rows(view: View, names: Sequence[str]) -> list[list[TableCell]]:
    numbers = {name: view.numbers(name, view.last) for name in names}
    if view.all_certain:
        keys, totals = {"cash": "mean"}, {"total cost": "mean"}
    else:
        keys, totals = {"cash P50": "p50", "cash P90": "p90"}, {"TCO P50": "p50", "TCO P90": "p90"}
    last, differs = view.last, total_differs(view)
    columns = {head: {n: cash_cell(view, n, last, k, error_shown=False) for n in names} for head, k in keys.items()}
    if differs:
        columns |= {
            head: {n: total_cell(view, n, last, k, error_shown=False) for n in names} for head, k in totals.items()
        }
    worst = f"{'TCO ' if differs else ''}{_WORST}"
    if not view.all_certain:
        columns[worst] = {n: total_cell(view, n, last, "cvar95", error_shown=False) for n in names}
    budgets = {name: numbers[name]["budget"] for name in names}
    if any(budgets.values()):
        columns["budget"] = {n: view.money.exact(b["amount"]) if b else "-" for n, b in budgets.items()}
        columns["budget kept in"] = {n: _chance(view, b["p_within"] if b else None) for n, b in budgets.items()}
    if len(view.strategies) > 1:
        columns["cheapest in"] = {
            n: "barred" if n in view.barred else _chance(view, numbers[n]["p_cheapest"]) for n in names
        }
    safest = None if view.all_certain else view.verdict["bad_case"]["lowest"]
    rows = [[TableCell("Strategy"), *(TableCell(head, align="right") for head in columns)]]
    for name in names:
        cells = [
            TableCell(of[name], align="right", bold=head == worst and name == safest) for head, of in columns.items()
        ]
        rows.append([TableCell(view.labels[name], bold=True), *cells])
    return rows


def _chance(view: View, p: float | None) -> str:
    return odds_cell(p, view.trajectories, certain=view.all_certain)
