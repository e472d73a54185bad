"""Several small charts of the same kind beside each other, one a strategy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..stories import Look
from .fitting import one_line
from .native import GREY
from .text import Box, paragraphs, run

__all__ = ["MOST", "chosen", "heading"]

#: Panels that a slide has room for.
MOST = 4


def chosen(labels: Mapping[str, str], baseline: str | None, focus: str | None, cost: Mapping[str, float]) -> list[str]:
    """Return the strategies to show, in the order of the file.

    Where there are too many: the baseline, the one held against it, and of the others the cheapest.
    """
    first = [name for name in (baseline, focus) if name is not None]
    others = sorted((name for name in labels if name not in first), key=lambda name: cost[name])
    kept = {*first, *others[: MOST - len(first)]}
    return [name for name in labels if name in kept]


def heading(slide: Any, box: Box, label: str, look: Look, reference: str = "") -> None:
    """Write a panel's name beside its colour, and what a dashed grey line in it is."""
    width, _ = box.points
    room = width * (0.6 if reference else 0.94)
    shape = paragraphs(slide, box, [" "], (16.0,))
    paragraph = shape.text_frame.paragraphs[0]
    for piece in list(paragraph.runs):
        paragraph._p.remove(piece._r)
    run(paragraph, "\u25a0", 16.0, look.colour)
    run(paragraph, one_line(label, 16.0, room), 16.0, bold=True, before=" ")
    if reference:
        run(paragraph, one_line(f"{reference}, P50", 14.0, width * 0.28), 14.0, GREY, before="    - - ")
