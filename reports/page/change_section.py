"""What would change the recommendation."""

from __future__ import annotations

from ..words.changes import change_headline, changes
from ..words.view import View
from .sections import PageSection

__all__ = ["change"]


def change(view: View) -> PageSection | None:
    """Return what would change the recommendation; None where there is nothing to choose."""
    found = changes(view)
    return PageSection("change", "What would change it", change_headline(view), tuple(found)) if found else None
