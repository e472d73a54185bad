"""A TOML text with one more table: its comments and all its places stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .locate import Locator
from .problems import Path
from .spelling import key_text, toml_text, written

__all__ = ["with_table"]


def with_table(text: str, path: Path, table: Mapping[str, Any]) -> str:
    """Return the text with a table at its end, or within the inline table that holds it: no heading may reopen one."""
    places = Locator(text).places
    for depth in range(len(path) - 1, 0, -1):
        place = places.get(path[:depth])
        if place is not None and place.value >= 0 and text[place.value] == "{":
            before, after = text[: place.stop - 1].rstrip(), text[place.stop - 1 :]
            comma = "" if before.endswith("{") else ","
            return f"{before}{comma} {'.'.join(map(key_text, path[depth:]))} = {written(table)} {after}"
    for key in reversed(path):
        table = {key: table}
    return f"{text.rstrip()}\n\n{toml_text(table)}"
