"""`[strategies.NAME.parts.NAME]`: another strategy inside a mix, as written."""

from __future__ import annotations

from typing import Any

from ..formulas.quantity import read_quantity
from ..model.scenario import MixPart
from ..text.problems import Findings, Path
from .dates import read_begin, read_until
from .parts import TableParts
from .strategy_shapes import PartTable
from .structure import check_table

__all__ = ["read_part"]


def read_part(raw: Any, path: Path, findings: Findings) -> MixPart | None:
    """Read one part of a mix; None if it is not a table, or does not say of what."""
    table = check_table(PartTable, raw, path, findings)
    if table is None or table.of is None:
        return None
    parts = TableParts(raw, path, findings)
    bindings = {name: read_quantity(value, (*path, "with", name), findings) for name, value in table.with_.items()}
    address = ".".join(path)
    return MixPart(address, path[-1], table.of, bindings, tuple(table.without), read_begin(parts), read_until(parts))
