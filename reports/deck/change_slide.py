"""What would change the recommendation, and what each choice risks: no sentence is left out."""

from __future__ import annotations

from ..words.changes import change_headline, changes, choice_risks, regret_headline
from ..words.numbers import months
from ..words.view import View
from .frame import Frame
from .notes import how_sure, sentence
from .slide_text import TEXT, Box, fits, paragraphs

__all__ = ["change_slide"]


def change_slide(frame: Frame, view: View, footer: str) -> None:
    """Add the slide, where there is something to choose; what each choice risks follows where both do not fit."""
    left, risks = changes(view), choice_risks(view)
    headline, about = change_headline(view), f"What would change the recommendation over {months(view.last)}"
    while left:
        slide, box = frame.slide(headline, about, footer, [sentence(headline), how_sure(view)])
        flips = left[: max(0, len(left) - len(risks))]
        shown = left if fits(left, box, TEXT) else _within(flips or left, box)
        paragraphs(slide, box, shown, (22.0, 20.0, 18.0, 16.0, 15.0, TEXT))
        left = left[len(shown) :]
        headline, about = regret_headline(view), f"What each choice risks over {months(view.last)}"


def _within(texts: list[str], box: Box) -> list[str]:
    """Return the first texts that a place has room for, one at least."""
    return texts[: next((n for n in range(len(texts), 1, -1) if fits(texts[:n], box, TEXT)), 1)]
