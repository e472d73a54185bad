"""Headed paragraphs in columns, all in letters of one size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .slide_text import TEXT, Box, fits, paragraphs

__all__ = ["write_blocks"]

_SIZES = (20.0, 18.0, 16.0, 15.0, TEXT)
_FIRST = (1.0, 1.5, 2.0, 2.5)  # widths of the first column that are tried, in those of the others
_GAP = 400_000  # between columns, in English metric units

Blocks = Sequence[tuple[str, Sequence[str]]]


def write_blocks(slide: Any, box: Box, blocks: Blocks) -> bool:
    """Write a block a column in the largest letters in which all fit; tell whether there was room for them."""
    for size in _SIZES:
        for first in _FIRST:
            columns = box.columns([first, *[1.0] * (len(blocks) - 1)], _GAP)
            pairs = list(zip(columns, blocks, strict=True))
            if all(fits([head, *texts], column, size) for column, (head, texts) in pairs):
                for column, (head, texts) in pairs:
                    paragraphs(slide, column, [head, *texts], (size,), bold=[head])
                return True
    return False
