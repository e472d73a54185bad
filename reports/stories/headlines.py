"""How long the words above and beside a picture may be."""

from __future__ import annotations

from collections.abc import Callable

from ..words.layout import shorten
from ..words.view import View

__all__ = ["LABEL", "LONGEST", "Way", "unit_of"]

#: Columns of a headline: two lines of a slide.
LONGEST = 110
#: Columns of a strategy's label beside a line of a picture.
LABEL = 40
#: Makes a sentence from labels by name.
Way = Callable[[dict[str, str]], str]


def unit_of(view: View) -> str:
    """Return what amounts are in, in a few letters: the currency, or a million of it."""
    return shorten(view.money.unit, 20)
