"""What each answer writes: `priors.toml`, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["priors"]


@cache
def priors() -> dict[str, Any]:
    """Return the table: a question, a choice, then pairs of a law and its source."""
    return tomllib.loads(Path(__file__).with_name("priors.toml").read_text("utf-8"))
