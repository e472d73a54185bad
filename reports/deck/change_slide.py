"""What would change the recommendation."""

from __future__ import annotations

from ..words.changes import change_headline, changes
from ..words.numbers import months
from ..words.view import View
from .frame import Frame
from .notes import how_sure, sentence
from .slide_text import TEXT, paragraphs

__all__ = ["change_slide"]


def change_slide(frame: Frame, view: View, footer: str) -> None:
    """Add the slide, where there is something to choose."""
    found = changes(view)
    if found:
        headline, about = change_headline(view), f"What would change the recommendation over {months(view.last)}"
        slide, box = frame.slide(headline, about, footer, [sentence(headline), how_sure(view)])
        paragraphs(slide, box, found, (22.0, 20.0, 18.0, 16.0, 15.0, TEXT))
