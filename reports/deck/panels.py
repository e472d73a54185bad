"""Several small charts of the same kind beside each other, one a strategy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..stories import Look
from .fitting import fitted
from .text import TEXT, Box, paragraphs, run

__all__ = ["chosen", "heading"]

#: Panels that a wide slide has room for, and points of width that each needs.
_MOST, _NEEDS = 4, 210.0


def chosen(
    labels: Mapping[str, str],
    baseline: str | None,
    focus: str | None,
    cost: Mapping[str, float],
    width: float = _MOST * _NEEDS,
) -> list[str]:
    """Return the strategies to show on so many points of width, in the order of the file.

    Where there are too many: the baseline, the one held against it, and of the others the cheapest.
    """
    most = max(2, min(_MOST, int(width // _NEEDS)))
    first = [name for name in (baseline, focus) if name is not None]
    others = sorted((name for name in labels if name not in first), key=lambda name: cost[name])
    kept = {*first, *others[: most - len(first)]}
    return [name for name in labels if name in kept]


def heading(slide: Any, box: Box, label: str, look: Look) -> None:
    """Write a panel's name beside its colour."""
    shape = paragraphs(slide, box, [" "], (16.0,))
    paragraph = shape.text_frame.paragraphs[0]
    for piece in list(paragraph.runs):
        paragraph._p.remove(piece._r)
    run(paragraph, "\u25a0", 16.0, look.colour)
    words, size = fitted(label, 0.88 * box.points[0], 24.0, (16.0, TEXT), 1)
    run(paragraph, words, size, bold=True, before=" ")
