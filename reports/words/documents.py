"""The result's document as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...configs.text.spelling import date_text

__all__ = ["render_json"]


def render_json(document: Mapping[str, Any]) -> str:
    """Return a document as JSON: the same bytes for the same document, whatever the terminal can show.

    Raises
    ------
    ValueError
        If a number in it is not finite: JSON has no word for it.
    """
    return json.dumps(document, indent=2, allow_nan=False, default=date_text) + "\n"
