"""The last slide: how the figures were made, how precise they are, and what it takes to make them again."""

from __future__ import annotations

from ..board import Board
from ..board.provenance import provenance
from ..words.layout import clean
from ..words.method_words import method_headline, method_words
from ..words.view import View
from .fitting import plain
from .frame import Frame
from .native_tables import TableCell, add_table, height_of, widths_for
from .notes import how_sure, sentence
from .slide_text import TEXT, fits, paragraphs

__all__ = ["method_slide"]

_GAP = 150_000
#: What goes first where there is no room: the slide or its footer says it.
_KNOWN = ("Scenario", "Futures", "Sampler", "Seed", "Python", "Day of the report", "Libraries", "Read from")


def method_slide(frame: Frame, board: Board, view: View, footer: str) -> None:
    """Add the slide; words first, then as much of the provenance as has room, the command last."""
    title, words = method_headline(view), method_words(view)
    notes = [
        sentence(title),
        *words,
        "The same file, version and seed give the same bytes again, with any number of threads: compare the hash of "
        "the file with the one here before you compare figures.",
        how_sure(view),
    ]
    slide, box = frame.slide(title, "Method and provenance", footer, notes)
    rows = [[TableCell("What"), TableCell("Which")]]
    rows += [[TableCell(plain(head), bold=True), TableCell(clean(text), lines=2)] for head, text in provenance(board)]
    low = height_of(rows[:1], widths_for(rows[:1], box, 1))
    size = next((s for s in (18.0, 16.0, TEXT) if fits(words, box.split(box.height // 2, _GAP)[0], s)), TEXT)
    high = next(h for h in range(low, box.height, low // 4) if fits(words, box.split(h, _GAP)[0], size))
    top, rest = box.split(high, _GAP)
    paragraphs(slide, top, words, (size,))
    for head in _KNOWN:
        if height_of(rows, widths_for(rows, rest, 1)) > rest.height:
            rows = [row for row in rows if row[0].text != head]
    add_table(slide, rest, rows, widths_for(rows, rest, 1), "Provenance", f"{title}. {'; '.join(words)}")
