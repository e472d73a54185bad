"""What identifies a result: the version of the program, of the result's layout, and of its random numbers."""

from __future__ import annotations

from typing import Final

__all__ = ["SCHEMA", "STREAM_VERSION", "VERSION"]

VERSION: Final = "0.1.0"
#: Layout of the JSON documents.
SCHEMA: Final = 1
#: Increases when the same seed gives other draws.
STREAM_VERSION: Final = 2
