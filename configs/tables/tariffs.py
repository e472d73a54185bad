"""Reads `[tariffs.NAME]`: what a number of units costs."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import Field

from ..formulas.expressions import Quantity
from ..formulas.quantity import STAND_IN
from ..model.tariffs import Tariff, Tier
from ..text.problems import WHOLE_VALUE, Findings, Path
from ..text.spelling import shown
from .parts import TableParts
from .structure import Quantified, TomlTable, check_table, held, key

__all__ = ["TariffTable", "TierTable", "read_tariff"]

#: Tiers of a tariff: each takes some instructions of every month.
MOST_TIERS = 50


class TariffTable(TomlTable):
    """What a number of units costs: `[tariffs.NAME]`. A formula calls it as `tariffs.NAME(units)` and gets money."""

    tiers: Annotated[list[Annotated[Any, held("tier")]], Field(min_length=1, max_length=MOST_TIERS)] = key(
        "The tiers, from the first unit on; the last has no `up_to`.",
        "[{ up_to = 1_000, price = 3 }, { price = 2 }]",
        tried=("prices", "steps", "brackets"),
    )
    mode: Literal["graduated", "volume"] = key(
        'With "graduated", each tier prices the units in it; with "volume", the tier reached prices all units.',
        '"volume"',
        default="graduated",
        tried=("tiers_mode", "kind", "type"),
        value="graduated",
    )
    months: Annotated[int, Field(ge=1, le=120)] | None = key(
        "Length of the periods over which units are counted, the first from month 1.",
        "12",
        "months",
        "each month by itself",
        tried=("period", "term", "reset"),
    )


class TierTable(TomlTable):
    """A tier of a tariff: an entry of `tiers`."""

    up_to: Annotated[float, Field(gt=0.0)] | None = key(
        "The last unit of the tier, counted from the first unit of all; a plain number.",
        "1_000",
        "units",
        "no limit, in the last tier only",
        tried=("to", "upto", "limit", "until", "max"),
    )
    price: Quantified = key(
        "Price of a unit, a quantity over drivers.", "0.002", "currency a unit", tried=("rate", "unit_price", "amount")
    )


def read_tariff(raw: Any, path: Path, findings: Findings) -> Tariff:
    """Read one tariff; a broken part is replaced by something harmless."""
    table = check_table(TariffTable, raw, path, findings)
    address = ".".join(path)
    listed = [] if table is None or table.tiers is None else table.tiers
    tiers: list[Tier] = []
    for index, item in enumerate(listed):
        place = (*path, "tiers", str(index))
        tiers.append(_read_tier(item, place, findings))
        if not findings.under(place):
            _check_order(tiers, len(listed), place, findings)
    if not tiers:
        tiers = [Tier(Quantity(f"{address}.tiers.0.price", STAND_IN))]
    months = None if table is None else table.months
    volume = table is not None and table.mode == "volume"
    return Tariff(address, tuple(tiers), volume, None if months == 1 else months)


def _read_tier(raw: Any, path: Path, findings: Findings) -> Tier:
    tier = check_table(TierTable, raw, path, findings)
    if tier is None:
        return Tier(Quantity(".".join((*path, "price")), STAND_IN))
    price = TableParts(raw, path, findings).at_least("price")
    return Tier(price, math.inf if tier.up_to is None else float(tier.up_to))


def _check_order(tiers: list[Tier], count: int, path: Path, findings: Findings) -> None:
    """Report a tier that does not go on where the one before it ends."""
    tier, last = tiers[-1], len(tiers) == count
    if last and tier.up_to < math.inf:
        help = "leave `up_to` out of the last tier, or add one for the units above it"
        findings.add((*path, "up_to"), "the last tier ends: units above it have no price", help, "", WHOLE_VALUE)
    elif not last and tier.up_to == math.inf:
        findings.add(path, "a tier without `up_to` is the last one", "give it an `up_to`, or drop those after it")
    elif len(tiers) > 1 and tier.up_to <= tiers[-2].up_to < math.inf:
        message = f"`up_to` must ascend: {shown(tier.up_to)} does not come after {shown(tiers[-2].up_to)}"
        findings.add((*path, "up_to"), message, "counted from the first unit of all, not of the tier", "", WHOLE_VALUE)
