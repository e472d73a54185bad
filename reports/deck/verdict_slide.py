"""The first slides: the question, its answer in one sentence, and the answer with its figures."""

from __future__ import annotations

import re

from ..board import Board
from ..layout import clean
from ..names import listed, months
from ..verdict import verdict
from ..view import View
from .fitting import plain
from .frame import Frame
from .key_figures import key_figures, total_differs, within
from .notes import how_sure, left_out, of_chance, sentence
from .tables import add_table, needs, widths_for
from .text import TEXT, paragraphs

__all__ = ["answer", "title_of", "title_slide", "verdict_slide"]

_SIZES = (18.0, 16.0, TEXT)
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
        sentence(f"This deck is about one decision: {title_of(board)}"),
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
    differs = total_differs(view)
    cash = "Cash is what leaves the bank, and what a budget has to hold."
    cash += " Total cost (TCO) decides who wins: it counts lost revenue, resale value and discount too." * differs
    rows, unseen = key_figures(board, view)
    notes = [sentence(first), *others[:2], f"{cash}{percentiles}", *left_out(unseen), of_chance(view)]
    about = f"Cash{' and total cost (TCO)' if differs else ''} over {months(view.last)}, {view.money.unit}, before tax"
    slide, box = frame.slide(first.rstrip("."), about, footer, notes)
    rows = within(rows, box.points[0])
    size = next((size for size in _SIZES if sum(needs(rows, size)) <= box.points[0]), TEXT)
    top, rest = box.split(min(int(0.6 * box.height), len(rows) * 480_000), 300_000)
    alt = "; ".join(", ".join(cell.text for cell in row) for row in rows)
    add_table(slide, top, rows, widths_for(rows, box, 0, size), "Key figures", alt, size=size)
    if others:
        paragraphs(slide, rest, others, (24.0, 22.0, 20.0, 18.0, 16.0, TEXT))
