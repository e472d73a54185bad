"""`NAME = { shares = { a = ..., b = ... } }` among the drivers: parts of a whole, read in formulas as `NAME.a`.

Each share is its entry over the sum of all, so that they add up to 1 in every future. An entry is a driver of its own,
with its own draw; a share is a formula over the entries.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from ..formulas.expressions import Call, Expression, Name, Quantity
from ..formulas.quantity import read_quantity
from ..formulas.ranges import at_least
from ..model.names import check_defined
from ..text.problems import Findings, Path
from .kinds import QUANTITY, Named
from .structure import TomlTable, check_table

__all__ = ["SharesTable", "has_shares", "names_of", "read_shares"]


class SharesTable(TomlTable):
    """Parts of a whole that add up to 1: a driver that formulas read as `NAME.PART`."""

    shares = Named(QUANTITY).key(
        "The parts, two or more, by name; each is divided by the sum of all.",
        '{ small = "55% to 75%", large = "25% to 45%" }',
        tried=("parts", "weights", "split"),
    )


def has_shares(raw: object) -> bool:
    """Return whether a driver is written as shares."""
    return isinstance(raw, dict) and "shares" in raw and not {"dist", "process"} & raw.keys()


def names_of(driver: str, raw: Any) -> list[str]:
    """Return the names that formulas have for a driver as written, whether it can be read or not."""
    if not has_shares(raw):
        return [driver]
    parts = raw["shares"] if isinstance(raw["shares"], dict) else {}
    return [name for part in parts for name in (f"{driver}.{part}", f"{driver}.shares.{part}")]


def read_shares(raw: dict[str, Any], name: str, findings: Findings) -> dict[str, Quantity]:
    """Read the shares of a driver: its entries and its shares, by the names that formulas have for them."""
    path: Path = ("drivers", name, "shares")
    table = check_table(SharesTable, raw, path[:-1], findings)
    written = table.shares if table is not None and isinstance(table.shares, dict) else {}
    entries = {}
    for part, value in written.items():
        place = (*path, part)
        if part == "shares":
            findings.add(place, "a share cannot be called `shares`", "choose another name")
        elif check_defined(part, place, findings):
            quantity = read_quantity(value, place, findings)
            entries[part] = at_least(quantity, 0.0, part, findings)
    if len(entries) < 2 and not findings.under(path[:-1]):
        findings.add(path, f"`{name}` needs two shares or more, got {len(entries)}", "a single share is always 1")
    if not entries:
        return {}
    names: list[Expression] = [Name(f"{name}.shares.{part}") for part in entries]
    whole = reduce(lambda a, b: Call("add", (a, b)), names)
    text = f"({' + '.join(entries)})"
    shares = {
        f"{name}.{part}": Quantity(f"drivers.{name}.{part}", Call("div", (entry, whole)), f"{part} / {text}")
        for part, entry in zip(entries, names, strict=True)
    }
    return {f"{name}.shares.{part}": quantity for part, quantity in entries.items()} | shares
