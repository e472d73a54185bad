"""Puts words on a slide as plain runs of text, never as links, fields or markup."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Emu, Pt

from .fitting import LEADING, fitted, lines_of, plain

__all__ = ["TEXT", "Box", "box_of", "fill", "fits", "paragraphs", "rgb", "run"]

#: The smallest letters of a slide, in points.
TEXT = 14.0
_GAP = 0.5  # between paragraphs, in lines


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in English metric units (914,400 an inch)."""

    left: int
    top: int
    width: int
    height: int

    @property
    def points(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.width / 12_700, self.height / 12_700

    def columns(self, shares: Sequence[float], gap: int = 182_880) -> list[Box]:
        """Return boxes beside each other, of these shares of the width."""
        room, left, found = self.width - gap * (len(shares) - 1), self.left, []
        for share in shares:
            wide = int(room * share / sum(shares))
            found.append(Box(left, self.top, wide, self.height))
            left += wide + gap
        return found

    def split(self, top: int, gap: int = 91_440) -> tuple[Box, Box]:
        """Return the upper part of that height, and the lower one."""
        below = self.top + top + gap
        return (
            Box(self.left, self.top, self.width, top),
            Box(self.left, below, self.width, max(0, self.top + self.height - below)),
        )


def rgb(colour: str) -> Any:
    """Return a colour written `#0072B2` or `0072B2`."""
    kind: Any = RGBColor  # its constructor has no types
    return kind.from_string(colour.lstrip("#").upper())


def run(
    paragraph: Any,
    text: str,
    size: float | None = None,
    colour: str | None = None,
    bold: bool | None = None,
    before: str = "",
) -> None:
    """Add words to a paragraph, `before` (ours) as it is; what is not given is left to the template."""
    piece = paragraph.add_run()
    piece.text = before + plain(text, 2_000)
    if size is not None:
        piece.font.size = Pt(size)
    if colour is not None:
        piece.font.color.rgb = rgb(colour)
    if bold is not None:
        piece.font.bold = bold


def fill(shape: Any, texts: Sequence[str], sizes: Sequence[float], lines: int = 99, wide: float = 1.0) -> None:
    """Write paragraphs into a placeholder, the first one in `lines` lines at most.

    Parameters
    ----------
    shape : pptx.shapes.placeholder.SlidePlaceholder
    texts : sequence of str
    sizes : sequence of float
        In points, largest first.
    lines : int
    wide : float
        How much wider its letters are than plain ones.
    """
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    width = (shape.width - frame.margin_left - frame.margin_right) / 12_700 / wide
    height = (shape.height - frame.margin_top - frame.margin_bottom) / 12_700
    others = [plain(text, 2_000) for text in texts[1:]]
    below = _height(others, sizes[-1], width) + sizes[-1] * _GAP * LEADING * bool(others)
    words, size = fitted(plain(texts[0], 2_000), width, height - below, sizes, lines)
    size = next((s for s in sizes if s <= size and _height([words, *others], s, width) <= height), sizes[-1])
    frame.clear()
    run(frame.paragraphs[0], words, size)
    for text in others:
        run(frame.add_paragraph(), text, size)


def paragraphs(
    slide: Any,
    box: Box,
    texts: Sequence[str],
    sizes: Sequence[float],
    colour: str | None = None,
    bold: Collection[str] = (),
) -> Any:
    """Write paragraphs into a new text box, all at the largest size at which they fit; those in `bold` are headings."""
    width, height = box.points
    texts = [plain(text, 2_000) for text in texts]
    size = next((s for s in sizes if _height(texts, s, width) <= height), sizes[-1])
    while len(texts) > 1 and _height(texts[:-1], size, width) > height - size * LEADING * (1 + _GAP):
        texts.pop()
    last = height - _height(texts[:-1], size, width) - (_GAP * size * LEADING if len(texts) > 1 else 0.0)
    texts[-1] = fitted(texts[-1], width, last, [size])[0]
    shape = slide.shapes.add_textbox(*(Emu(value) for value in (box.left, box.top, box.width, box.height)))
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for at, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        if at:
            paragraph.space_before = Pt(size * LEADING * _GAP)
        run(paragraph, text, size, colour, True if text in bold else None)
    return shape


def fits(texts: Sequence[str], box: Box, size: float) -> bool:
    """Tell whether paragraphs fit into a place in letters of that size."""
    width, height = box.points
    return _height([plain(text, 2_000) for text in texts], size, width) <= height


def _height(texts: Sequence[str], size: float, width: float) -> float:
    lines = sum(lines_of(text, size, width) for text in texts)
    return size * LEADING * (lines + _GAP * max(0, len(texts) - 1))


def box_of(shape: Any) -> Box | None:
    """Return where a shape lies; None where there is none, or it does not say."""
    if shape is None or any(value is None for value in (shape.left, shape.top, shape.width, shape.height)):
        return None
    return Box(int(shape.left), int(shape.top), int(shape.width), int(shape.height))
