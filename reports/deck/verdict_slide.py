"""The first slides: the question, its answer in one sentence, and the answer with its figures."""

from __future__ import annotations

import re

from ..board import Board
from ..chances import chance_cell
from ..layout import clean
from ..names import listed, months
from ..verdict import verdict
from ..view import View
from .fitting import plain
from .frame import Frame
from .notes import how_sure, of_chance, sentence
from .panels import chosen
from .tables import Cell, add_table, widths_for
from .text import TEXT, paragraphs

__all__ = ["answer", "title_of", "title_slide", "verdict_slide"]

_MOST = 6  # strategies that the table has room for
_END = re.compile(r"(?<=[.!?]) +(?=\S)")


def title_of(board: Board) -> str:
    """Return the scenario's title as plain text."""
    about = board.document["scenario"]
    return plain(clean(about["title"]) or about["name"])


def answer(view: View) -> list[str]:
    """Return the first sentence of the verdict, what follows it, and the other paragraphs."""
    first, *others = verdict(view)
    for at, label in enumerate(view.labels.values()):  # a full stop in a label ends no sentence
        first = first.replace(label, f"\0{at}\0")
    parts = _END.split(first, maxsplit=1)
    for at, label in enumerate(view.labels.values()):
        parts = [part.replace(f"\0{at}\0", label) for part in parts]
    return [*parts, *others]


def title_slide(frame: Frame, board: Board, view: View) -> None:
    """Add the cover."""
    first = answer(view)[0]
    notes = [
        f"This deck answers one question: {title_of(board)}.",
        sentence(first),
        f"Costs are counted over {listed([months(h) for h in view.horizons])}, in {view.money.currency}, before tax.",
        how_sure(view),
    ]
    frame.cover(
        title_of(board),
        [first.rstrip("."), f"{board.made:%d} {_MONTHS[board.made.month - 1]} {board.made.year}"],
        notes,
    )


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def verdict_slide(frame: Frame, board: Board, view: View, footer: str) -> None:
    """Add the verdict with its key figures."""
    first, *others = answer(view)
    certain = view.all_certain
    percentiles = "" if certain else " P50: half of all futures cost less; P90: nine in ten cost less."
    notes = [sentence(first), *others[:2], f"The table shows what leaves the bank.{percentiles}", of_chance(view)]
    slide, box = frame.slide(
        first.rstrip("."), f"Cash over {months(view.last)}, {view.money.unit}, before tax", footer, notes
    )
    rows = _rows(board, view)
    size = 18.0 if len(rows[0]) < 5 else 16.0
    tall = min(int(0.6 * box.height), len(rows) * 480_000)
    top, rest = box.split(tall, 300_000)
    alt = "; ".join(", ".join(cell.text for cell in row) for row in rows)
    add_table(slide, top, rows, widths_for(rows, box, 0, size), "Key figures", alt, size=size)
    if others:
        paragraphs(slide, rest, others, (24.0, 22.0, 20.0, 18.0, 16.0, TEXT))


def _rows(board: Board, view: View) -> list[list[Cell]]:
    """Return a row for each strategy: cash, the promise, the chance to be cheaper."""
    names = list(view.strategies)
    if len(names) > _MOST:
        cost = {name: view.numbers(name, view.last)["cash"]["p50"] for name in names}
        names = chosen(view.labels, view.baseline, board.focus, cost)
    numbers = {name: view.numbers(name, view.last) for name in names}
    keys = {"cash": "mean"} if view.all_certain else {"P50": "p50", "P90": "p90"}
    columns = {head: {n: view.amount(n, numbers[n]["cash"][key]) for n in names} for head, key in keys.items()}
    if any(numbers[name]["budget"] for name in names):
        columns["promised"] = {
            n: "-" if numbers[n]["budget"] is None else view.money.exact(numbers[n]["budget"]["amount"]) for n in names
        }
        columns["kept in"] = {
            n: _chance(view, n, numbers[n]["budget"] and numbers[n]["budget"]["p_within"]) for n in names
        }
    if len(view.strategies) > 1:
        columns["cheapest in"] = {n: _chance(view, n, numbers[n]["p_cheapest"]) for n in names}
    rows = [[Cell("Strategy"), *(Cell(head, align="right") for head in columns)]]
    for name in names:
        rows.append([Cell(view.labels[name], bold=True), *(Cell(of[name], align="right") for of in columns.values())])
    return rows


def _chance(view: View, name: str, p: float | None) -> str:
    return chance_cell(p, view.trajectories, certain=view.all_certain)
