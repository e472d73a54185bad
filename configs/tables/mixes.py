"""What a strategy takes from others, as written: the parts of a mix, and the moves of a policy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..formulas.expressions import Draw, walk
from ..formulas.quantity import read_quantity
from ..model.strategies import MixPart, Switch
from ..text.problems import Findings, Path
from .dates import read_begin, read_until
from .parts import TableParts
from .strategy_shapes import PartTable, SwitchTable
from .structure import check_table

__all__ = ["read_part", "read_switches"]


def read_part(raw: Any, path: Path, findings: Findings) -> MixPart | None:
    """Read one part of a mix; None if it is not a table, or does not say of what."""
    table = check_table(PartTable, raw, path, findings)
    if table is None or table.of is None:
        return None
    parts = TableParts(raw, path, findings)
    bindings = {name: read_quantity(value, (*path, "with", name), findings) for name, value in table.with_.items()}
    address = ".".join(path)
    return MixPart(address, path[-1], table.of, bindings, tuple(table.without), read_begin(parts), read_until(parts))


def read_switches(raw: Sequence[Any], path: Path, findings: Findings) -> tuple[Switch, ...]:
    """Read the moves of a policy; those that do not say where to are left out."""
    found = [_read_switch(each, (*path, str(index)), findings) for index, each in enumerate(raw)]
    return tuple(switch for switch in found if switch is not None)


def _read_switch(raw: Any, path: Path, findings: Findings) -> Switch | None:
    table = check_table(SwitchTable, raw, path, findings)
    if table is None or table.to is None:
        return None
    parts = TableParts(raw, path, findings)
    when = parts.required("when")
    if any(isinstance(part, Draw) for part in walk(when.expression)):
        findings.add(parts.place("when"), "a law is not allowed in `when`", "make it an input, and write its name")
    overlap = None if table.overlap is None else parts.at_least("overlap")
    return Switch(
        ".".join(path),
        table.to,
        table.from_,
        when,
        table.for_months,
        overlap,
        parts.optional("one_time"),
        tuple(table.without),
    )
