"""Several small charts of the same kind beside each other, one a strategy; on further slides where they are many."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ...configs.text.spelling import listed
from ..stories import Look
from ..words.headlines import BOLD
from .fitting import LEADING, fitted, lines_of
from .slide_text import TEXT, Box, paragraphs, run

__all__ = ["Pages", "chosen", "columns", "heading", "heading_height", "pages", "unseen_words"]

#: Panels that a wide slide has room for, points of width that each needs, and slides of one picture at most.
_MOST, _NEEDS, _SLIDES = 4, 210.0, 3
#: Of a panel's width: its name.
_NAME = 0.9
_GAP = 91_440  # between panels, in English metric units


@dataclass(frozen=True, slots=True)
class Pages:
    """Which strategies are on which slide, in file order, and those that are on none."""

    slides: tuple[tuple[str, ...], ...]
    unseen: tuple[str, ...]

    @property
    def beside(self) -> int:
        """The most panels of a slide: those of slides with fewer are as wide, since a length is to be compared."""
        return max(map(len, self.slides))

    @property
    def names(self) -> list[str]:
        """Every strategy that is shown: they share one scale."""
        return [name for names in self.slides for name in names]

    def words(self, at: int, labels: Mapping[str, str]) -> list[str]:
        """Return what a subtitle has to add on slide `at`; nothing where one slide has them all."""
        count = len(self.slides)
        parts = [f"slide {at + 1} of {count}, on one scale"] if count > 1 else []
        return [*parts, *unseen_words([labels[name] for name in self.unseen])]


def unseen_words(labels: list[str]) -> list[str]:
    """Return what says that a slide lacks something; nothing where it does not."""
    return [f"not shown for lack of room: {listed(labels)}"] if labels else []


def pages(labels: Mapping[str, str], compared: Collection[str], cost: Mapping[str, float], width: float) -> Pages:
    """Return how strategies are spread over slides whose charts have so many points of width, as evenly as can be."""
    most = max(2, min(_MOST, int(width // _NEEDS)))
    names = chosen(labels, compared, cost, most * _SLIDES)
    count = -(-len(names) // most)
    if count > 1:  # the first title is about those that are compared
        names.sort(key=lambda name: name not in compared)
    ends = [round(at * len(names) / count) for at in range(count + 1)]
    slides = tuple(tuple(names[a:b]) for a, b in pairwise(ends))
    return Pages(slides, tuple(name for name in labels if name not in names))


def columns(box: Box, first: float, count: int) -> list[Box]:
    """Return places for so many panels beside each other; the first one has `first` more points, for what all share."""
    share = (box.points[0] - first - (count - 1) * _GAP / 12_700) / count
    return box.columns([first + share, *[share] * (count - 1)], _GAP)


def chosen(labels: Mapping[str, str], compared: Collection[str], cost: Mapping[str, float], most: int) -> list[str]:
    """Return the strategies to show where there is room for so many, in the order of the file.

    Where there are too many: those that are compared, and the cheapest of the others.
    """
    first = list(compared)
    others = sorted((name for name in labels if name not in first), key=lambda name: cost[name])
    kept = {*first, *others[: most - len(first)]}
    return [name for name in labels if name in kept]


def heading_height(labels: Sequence[str], width: float) -> int:
    """Return what headings of so many points of width take: one line, or two where a name needs them."""
    lines = 2 if any(lines_of(label, 16.0, _NAME * width / BOLD) > 1 for label in labels) else 1
    return int((lines * TEXT + 4.0) * LEADING * 12_700)


def heading(slide: Any, box: Box, label: str, look: Look) -> None:
    """Write a panel's name beside its colour."""
    shape = paragraphs(slide, box, [" "], (16.0,))
    paragraph = shape.text_frame.paragraphs[0]
    for piece in list(paragraph.runs):
        paragraph._p.remove(piece._r)
    run(paragraph, "\u25a0", 16.0, look.colour)
    words, size = fitted(label, _NAME * box.points[0] / BOLD, box.points[1], (16.0, TEXT), 2)
    run(paragraph, words, size, bold=True, before=" ")
