"""The first slides: the question, and the decision: how sure it is, what it needs, and when to look again."""

from __future__ import annotations

from ...configs.model.calendar import MONTHS
from ...configs.text.spelling import listed
from ..board import Board
from ..board.decision_parts import decision_parts
from ..words.decision_words import decision_headline
from ..words.layout import clean
from ..words.numbers import months
from ..words.verdict import reasons, recommendation
from ..words.view import View
from .fitting import plain
from .frame import Frame
from .notes import how_sure, of_chance, sentence
from .slide_text import TEXT, paragraphs
from .text_blocks import write_blocks

__all__ = ["title_of", "title_slide", "verdict_slide"]


def title_of(board: Board) -> str:
    """Return the scenario's title as plain text."""
    about = board.document["scenario"]
    return plain(clean(about["title"]) or about["name"])


def title_slide(frame: Frame, board: Board, view: View) -> None:
    """Add the cover."""
    answer = decision_headline(view)
    over = listed([months(h) for h in view.horizons])
    notes = [
        sentence(f"This deck is about one decision: {title_of(board)}"),
        sentence(answer),
        f"Costs are counted over {over}{view.month.since}, in {view.money.currency}, before tax.",
        how_sure(view),
    ]
    frame.cover(title_of(board), [answer, f"{board.made:%d} {MONTHS[board.made.month - 1]} {board.made.year}"], notes)


def verdict_slide(frame: Frame, board: Board, view: View, footer: str) -> None:
    """Add the decision; on two slides where one has too little room."""
    title = decision_headline(view)
    blocks = [(head, [plain(text, 2_000) for text in texts]) for head, texts in decision_parts(board, view)]
    notes = [recommendation(view), *reasons(view)[:2], _CASH, *([] if view.all_certain else [_READING])]
    notes.append(of_chance(view))
    slide, place = frame.begin(title, footer, notes)
    box = frame.subtitle(slide, place, about(view))
    if write_blocks(slide, box, blocks):
        return
    head, texts = blocks[0]
    paragraphs(slide, box, [head, *texts], (20.0, 18.0, 16.0, 15.0, TEXT), bold=[head])
    slide, box = frame.slide("What the recommended strategy needs, and when to look again", about(view), footer, notes)
    write_blocks(slide, box, blocks[1:])


def about(view: View) -> str:
    """Say what the figures are, with the words that a reader needs first."""
    unit = f"{view.money.unit}, before tax"
    if view.all_certain:
        return f"Over {months(view.last)}, {unit}; nothing is random"
    return (
        f"From {view.trajectories:,} simulated outcomes (futures) over {months(view.last)}; {unit}; "
        "P50: half of all futures cost less"
    )


_CASH = (
    "Cash is what leaves the bank, and what a budget has to cover. Total cost of ownership (TCO) decides which "
    "strategy is cheaper: with lost revenue, resale value and discount."
)
_READING = (
    "P50: half of all futures cost less; P90: nine in ten cost less. The runner-up is the second best of those that "
    "may be chosen; the margin is what it has to save before the baseline is left."
)
