"""The line under every slide: what it was made from, and its number, in the template's places if it has any."""

from __future__ import annotations

from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from .elements import child
from .slide_text import TEXT, Box, box_of, fill, paragraphs

__all__ = ["FOOTER", "NUMBER", "add_footer"]

#: What the selection pane calls them.
FOOTER, NUMBER = "Footer", "Slide number"

_FOOTER, _NUMBER = PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER
#: Shares of the slide: how high the line is, how far down it begins at least, how much of the width words need.
_TALL, _LOW, _WIDE = 0.05, 0.8, 0.35


def add_footer(slide: Any, inside: Box, height: int, words: str, colour: str | None) -> int:
    """Write the footer and the slide's number.

    Parameters
    ----------
    slide : pptx.slide.Slide
    inside : Box
        The slide without its margins.
    height : int
        Of the slide.
    words : str
    colour : str, optional
        Of what the template has no place for, and of all in our own look.

    Returns
    -------
    int
        Where it begins, in English metric units from the top.
    """
    tall = int(_TALL * height)
    top = height - int(1.35 * tall)
    own = {
        _FOOTER: Box(inside.left, top, int(0.88 * inside.width), tall),
        _NUMBER: Box(inside.left + int(0.9 * inside.width), top, int(0.1 * inside.width), tall),
    }
    places = {shape.placeholder_format.type: shape for shape in slide.slide_layout.placeholders}
    tops = []
    for kind in (_FOOTER, _NUMBER):
        box = box_of(places.get(kind))
        narrow = kind is _FOOTER and box is not None and box.width < _WIDE * inside.width
        if box is None or box.top < _LOW * height or narrow:
            box = own[kind]
            shape = paragraphs(slide, box, [words if kind is _FOOTER else "0"], (TEXT,), colour)
        else:
            slide.shapes.clone_placeholder(places[kind])
            shape = slide.placeholders[places[kind].placeholder_format.idx]
            fill(shape, [words if kind is _FOOTER else "0"], (TEXT,), 1)
        shape.name = FOOTER if kind is _FOOTER else NUMBER
        if kind is _NUMBER:
            _count(shape)
        tops.append(box.top)
    return min(tops)


def _count(shape: Any) -> None:
    """Turn the one run of a shape into the slide's number, which PowerPoint keeps right when slides move."""
    paragraph = shape.text_frame.paragraphs[0]
    run = paragraph.runs[0]._r
    field = child(paragraph._p, "a:fld")
    field.set("id", "{C1FF6DA9-008F-8B48-92A6-B652298478BF}")  # any fixed one will do
    field.set("type", "slidenum")
    for part in list(run):
        field.append(part)
    paragraph._p.replace(run, field)
    paragraph.alignment = PP_ALIGN.RIGHT
    for letters in field.iter(qn("a:rPr")):
        letters.set("sz", str(Pt(TEXT).centipoints))
