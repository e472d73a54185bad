"""What a unit costs, and what is reported beside the costs: a small table, a row for each figure."""

from __future__ import annotations

import math

from ..words.names import capital
from ..words.output_words import output_about, output_headline, output_rows
from ..words.view import View
from .frame import Frame
from .native_tables import TableCell, add_table, height_of, needs, widths_for
from .notes import how_sure, sentence
from .panels import unseen_words
from .slide_text import TEXT, Box

__all__ = ["unit_slide"]

_SIZES = (20.0, 18.0, 16.0, 15.0, TEXT)


def unit_slide(frame: Frame, view: View, footer: str) -> None:
    """Add the slide, where units or outputs are counted."""
    found = output_rows(view)
    if not found:
        return
    title, about = output_headline(view), output_about(view)
    notes = [sentence(title), f"{about}. None of them is part of a cost.", how_sure(view)]
    slide, place = frame.begin(title, footer, notes)
    box = frame.below_subtitle(place, 2)
    names, unseen = _by_interest(view), []
    rows = _rows(view, found, names)
    while len(names) > 2 and sum(needs(rows)) > box.points[0]:
        unseen.append(view.labels[names.pop()])
        rows = _rows(view, found, names)
    while len(rows) > 2 and not _fit(rows, box, TEXT):
        unseen.append(rows.pop()[0].text)
    size = next((size for size in _SIZES if _fit(rows, box, size)), TEXT)
    box = frame.subtitle(slide, place, "; ".join([about, *unseen_words(unseen)]))
    add_table(slide, box, rows, widths_for(rows, box, 0, size), "Unit cost", f"{title}. {about}.", size=size)


def _by_interest(view: View) -> list[str]:
    """Return the recommended strategy, the one it is compared with, then the others by score: the last may go."""
    found = view.verdict
    pair = [found["recommended"], found["compared_with"]]
    others = sorted(view.strategies, key=lambda name: found["scores"].get(name, math.inf))
    return list(dict.fromkeys(name for name in [*pair, *others] if name is not None))


def _fit(rows: list[list[TableCell]], box: Box, size: float) -> bool:
    wide, widths = sum(needs(rows, size)), widths_for(rows, box, 0, size)
    return wide <= box.points[0] and height_of(rows, widths, size) <= box.height


def _rows(view: View, found: list[tuple[str, dict[str, str]]], names: list[str]) -> list[list[TableCell]]:
    head = [TableCell("Figure", lines=2)]
    head += [TableCell(view.labels[name], align="right", lines=2) for name in names]
    return [
        head,
        *(
            [TableCell(capital(what), bold=True, lines=2)]
            + [TableCell(cells[name], align="right", lines=2) for name in names]
            for what, cells in found
        ),
    ]
