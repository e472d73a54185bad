"""What every slide has: a title that fits, a subtitle, a footer with its number, notes, and room for one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn

from ..words.headlines import BOLD, OWN_BOLD, TITLE
from .blank import MUTED, open_blank
from .fitting import LEADING, lines_of, plain
from .footers import FOOTER, NUMBER, add_footer
from .layouts import TITLES, chart_layout, title_layout
from .slide_text import TEXT, Box, box_of, fill, paragraphs
from .template import open_template

__all__ = ["Frame", "add_note"]

_TITLES = (TITLE, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0, TEXT)
_COVER = (40.0, 36.0, 32.0, 28.0, 24.0, 20.0, 18.0)
_ANSWER = (24.0, 20.0, 18.0, 16.0, TEXT)
_SUBTITLES = (16.0, 15.0, TEXT)
#: Shares of the slide's height.
_LOWEST_TITLE, _OWN_TITLE, _SUBTITLE = 0.45, 0.14, 0.045
_EDGE, _TALL_ENOUGH = 0.045, 0.15
_CAPITALS = 1.4  # how much wider bold capitals are
_WORDS = (PP_PLACEHOLDER.SUBTITLE, PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT)


@dataclass(frozen=True)
class Frame:
    """A presentation that slides are added to.

    Attributes
    ----------
    presentation : pptx.presentation.Presentation
    own : bool
        Whether it looks as we like, or as a company's template does.
    """

    presentation: Any
    own: bool

    @classmethod
    def of(cls, template: Path | None) -> Frame:
        """Return an empty one.

        Raises
        ------
        ValueError
            If the template cannot be used.
        """
        return cls(open_blank(), True) if template is None else cls(open_template(template), False)

    @property
    def muted(self) -> str | None:
        """Colour of words that matter less; a template's words keep its own."""
        return MUTED if self.own else None

    def cover(self, title: str, lines: Sequence[str], notes: Sequence[str]) -> Any:
        """Add the title slide."""
        slide = self.presentation.slides.add_slide(title_layout(self.presentation))
        body = next((shape for shape in slide.placeholders if shape.placeholder_format.type in _WORDS), None)
        place = box_of(body)
        if place is None or place.height < _TALL_ENOUGH * self._height:
            body = None
        below = self._title(slide, title, _COVER, 3, keep=body)
        if body is None:
            paragraphs(slide, below, lines, _ANSWER)
        else:
            fill(body, lines, _ANSWER)
        add_note(slide, notes)
        return slide

    def slide(self, title: str, subtitle: str, footer: str, notes: Sequence[str]) -> tuple[Any, Box]:
        """Add a slide.

        Returns
        -------
        slide : pptx.slide.Slide
        box : Box
            Where its one thing has its place.
        """
        slide, box = self.begin(title, footer, notes)
        return slide, self.subtitle(slide, box, subtitle)

    def begin(self, title: str, footer: str, notes: Sequence[str]) -> tuple[Any, Box]:
        """Add a slide whose subtitle depends on the room that it turns out to have."""
        slide = self.presentation.slides.add_slide(chart_layout(self.presentation))
        below = self._title(slide, title, (TITLE,) if self.own else _TITLES, 2)
        bottom = add_footer(slide, self._inside, self._height, footer, self.muted)
        add_note(slide, notes)
        return slide, Box(below.left, below.top, below.width, bottom - below.top - int(0.01 * self._height))

    def finish(self) -> None:
        """Put the shapes of each slide in the order in which they are read: title, pictures, tables, footer."""
        for slide in self.presentation.slides:
            for shape in sorted(slide.shapes, key=_rank):
                slide.shapes._spTree.append(shape._element)

    def subtitle(self, slide: Any, box: Box, words: str) -> Box:
        """Write the subtitle at the top of a place, and return what is below."""
        if not words:
            return box
        lines = min(3, lines_of(plain(words), TEXT, box.points[0]))
        rest = self.below_subtitle(box, lines)
        line, _ = box.split(rest.top - box.top, 0)
        paragraphs(slide, line, [words], _SUBTITLES, self.muted).name = "Subtitle"
        return rest

    def below_subtitle(self, box: Box, lines: int = 1) -> Box:
        """Return what of a place is below a subtitle of so many lines."""
        high = max(lines * _SUBTITLE * self._height, lines * TEXT * LEADING * 12_700)
        return box.split(int(high))[1]

    @property
    def _height(self) -> int:
        return int(self.presentation.slide_height)

    @property
    def _inside(self) -> Box:
        """The slide without its margins."""
        width, edge = int(self.presentation.slide_width), int(_EDGE * self.presentation.slide_width)
        return Box(edge, edge, width - 2 * edge, self._height - 2 * edge)

    def _title(self, slide: Any, title: str, sizes: Sequence[float], lines: int, keep: Any = None) -> Box:
        """Write the title, take all other placeholders away but one to keep, and return what is below."""
        inside, heading = self._inside, slide.shapes.title
        place = box_of(heading)
        for shape in list(slide.placeholders):
            if not (_is_title(shape) or (keep is not None and shape.element is keep.element)):
                shape.element.getparent().remove(shape.element)
        low = place is not None and place.top + place.height > _LOWEST_TITLE * self._height
        if lines == 2 and place is not None and (low or place.width < inside.width // 2):
            # a title in the middle, at the bottom or at a side leaves no room for a chart: the usual place then
            place, _ = inside.split(int(_OWN_TITLE * self._height))
            heading.left, heading.top, heading.width, heading.height = place.left, place.top, place.width, place.height
        if place is None:
            place, rest = inside.split(int(_OWN_TITLE * lines / 2 * self._height))
            paragraphs(slide, place, [title], sizes, bold=[title])
            return rest
        letters = OWN_BOLD if self.own else _CAPITALS if _shouted(slide) else BOLD
        fill(heading, [title], sizes, lines, letters)
        top = place.top + place.height + int(0.01 * self._height)
        wide = place if place.width > 0.7 * inside.width else inside
        margin = 0 if self.own else int(heading.text_frame.margin_left)
        return Box(wide.left + margin, top, wide.width - 2 * margin, inside.top + inside.height - top)


def _rank(shape: Any) -> int:
    if shape.is_placeholder and _is_title(shape):
        return 0
    return 3 if shape.name in (FOOTER, NUMBER) else 1 + bool(shape.has_table)


def _is_title(shape: Any) -> bool:
    return shape.placeholder_format.type in TITLES


def _shouted(slide: Any) -> bool:
    """Tell whether titles are set in capitals here, which are wider."""
    layout = slide.slide_layout
    styles = [holder.element.findall(f".//{qn('a:defRPr')}") for holder in (layout, layout.slide_master)]
    return any(style.get("cap") == "all" for found in styles for style in found)


def add_note(slide: Any, words: Sequence[str]) -> None:
    """Add paragraphs to the speaker's notes, also where a template's notes have no place for them."""
    notes = slide.notes_slide
    if notes.notes_text_frame is None:
        tree = notes.shapes._spTree
        tree.add_placeholder(tree.max_shape_id + 1, "Notes", PP_PLACEHOLDER.BODY, "horz", "full", 1)
    there = [notes.notes_text_frame.text] if notes.notes_text_frame.text else []
    notes.notes_text_frame.text = "\n".join([*there, *(plain(text, 2_000) for text in words)])
