"""The first slides: the question, its answer in one sentence, and the answer with its figures."""

from __future__ import annotations

import re

from ...configs.model.calendar import MONTHS
from ...configs.text.spelling import listed
from ..board import Board
from ..words.layout import clean
from ..words.numbers import months
from ..words.verdict import verdict
from ..words.view import View
from .fitting import plain
from .frame import Frame
from .key_figures import key_figures, total_differs
from .native_tables import add_table, height_of, widths_for
from .notes import how_sure, of_chance, sentence
from .slide_text import TEXT, fits, paragraphs

__all__ = ["answer", "title_of", "title_slide", "verdict_slide"]

_BETWEEN = 250_000  # table and text, in English metric units
#: Full stops and the like in a label end no sentence.
_MASK = {ord(mark): at for at, mark in enumerate(".!?", start=1)}
_UNMASK = {at: mark for mark, at in _MASK.items()}
_END = re.compile(r"(?<=[.!?]) +(?=\S)")


def title_of(board: Board) -> str:
    """Return the scenario's title as plain text."""
    about = board.document["scenario"]
    return plain(clean(about["title"]) or about["name"])


def answer(view: View) -> list[str]:
    """Return the first sentence of the verdict, the rest of its first paragraph, and the other paragraphs."""
    first, *others = verdict(view)
    labels = sorted(view.labels.values(), key=len, reverse=True)  # one label may be part of another
    masked = re.sub("|".join(map(re.escape, labels)), lambda found: found[0].translate(_MASK), first)
    return [*(part.translate(_UNMASK) for part in _END.split(masked, maxsplit=1)), *others]


def title_slide(frame: Frame, board: Board, view: View) -> None:
    """Add the cover."""
    first = answer(view)[0]
    over = listed([months(h) for h in view.horizons])
    notes = [
        sentence(f"This deck is about one decision: {title_of(board)}"),
        sentence(first),
        f"Costs are counted over {over}{view.month.since}, in {view.money.currency}, before tax.",
        how_sure(view),
    ]
    frame.cover(
        title_of(board),
        [first.rstrip("."), f"{board.made:%d} {MONTHS[board.made.month - 1]} {board.made.year}"],
        notes,
    )


def verdict_slide(frame: Frame, board: Board, view: View, footer: str) -> None:
    """Add the verdict with its key figures; each on its own slide where both do not fit."""
    first, *others = answer(view)
    differs = total_differs(view)
    cash = "Cash is what leaves the bank, and what a budget has to cover."
    if differs:
        cash += " Total cost (TCO) decides which strategy is cheaper: with lost revenue, resale value and discount."
    percentiles = (
        "" if view.all_certain else f" P50: half of all futures cost less; P90: nine in ten cost less. {_BAD}."
    )
    notes = [sentence(first), *others[:3], f"{cash}{percentiles}", of_chance(view)]
    slide, place = frame.begin(first.rstrip("."), footer, notes)
    about = f"Cash{' and total cost (TCO)' if differs else ''} over {months(view.last)}, {view.money.unit}, before tax"
    about = about if view.all_certain else f"{about}; {_BAD}"
    below = frame.below_subtitle(place, 2)
    upper, _ = below.split(int(0.6 * below.height), 0)
    found = key_figures(board, view, upper)
    _, lower = below.split(height_of(found.rows, widths_for(found.rows, upper, 0, found.size), found.size), _BETWEEN)
    alone = bool(others) and (bool(found.unseen) or not fits(others, lower, TEXT))
    if alone or not others:
        upper, _ = below.split(int(0.92 * below.height), 0)  # fonts at hand may be wider than those reckoned with
        found = key_figures(board, view, upper)
    box = frame.subtitle(slide, place, "; ".join([about, *found.unseen]))
    widths = widths_for(found.rows, box, 0, found.size)
    needed = height_of(found.rows, widths, found.size)
    airy = max(needed, min(int(1.4 * needed), int(0.5 * box.height)))
    high = airy if fits(others, box.split(airy, _BETWEEN)[1], 16.0) else needed
    top, rest = box.split(upper.height if alone else high, _BETWEEN)
    alt = "; ".join(", ".join(cell.text for cell in row) for row in found.rows)
    add_table(slide, top, found.rows, widths, "Key figures", alt, size=found.size)
    if alone:
        slide, rest = frame.slide(first.rstrip("."), "The answer in words", footer, notes)
    if others:
        paragraphs(slide, rest, others, (24.0, 22.0, 20.0, 18.0, 16.0, TEXT))


_BAD = "worst 5 %: mean total cost of the most expensive futures"
