"""Reads `[tariffs.NAME]`: what a number of units costs."""

from __future__ import annotations

import math
from typing import Any

from ..formulas.expressions import Quantity
from ..formulas.quantity import STAND_IN
from ..model.tariffs import Tariff, Tier
from ..text.problems import WHOLE_VALUE, Findings, Path
from ..text.spelling import shown
from .dates import read_first_of_month
from .kinds import DATE, QUANTITY, Items, Number, OneOf, Whole, held
from .parts import TableParts
from .structure import TomlTable, check_table

__all__ = ["TariffTable", "TierTable", "read_tariff"]

#: Tiers of a tariff: each takes some instructions of every month.
MOST_TIERS = 50


class TariffTable(TomlTable):
    """What a number of units costs: `[tariffs.NAME]`. A formula calls it as `tariffs.NAME(units)` and gets money."""

    tiers = Items(held("tier"), 1, MOST_TIERS).key(
        "The tiers, from the first unit on; the last has no `up_to`.",
        "[{ up_to = 1_000, price = 3 }, { price = 2 }]",
        tried=("prices", "steps", "brackets"),
    )
    mode = OneOf("graduated", "volume").key(
        'With "graduated", each tier prices the units in it; with "volume", the tier reached prices all units.',
        '"volume"',
        default="graduated",
        tried=("tiers_mode", "kind", "type"),
        value="graduated",
    )
    months = Whole(1, 120).key(
        "Length of the periods over which units are counted.",
        "12",
        "months",
        "each month by itself",
        tried=("period", "term", "reset"),
    )
    after = Whole(0, 119).key(
        "After how many elapsed months a period begins, a whole number; `from` takes a date. In the months before, an "
        "earlier period ends; what was used before month 1 is not counted.",
        "9",
        "elapsed months",
        "0",
        tried=("begin", "offset", "start"),
    )
    from_ = DATE.key(
        "The first day of a period, in place of `after`: the first of a month, before or after `start`.",
        "2027-01-01",
        default="none",
        tried=("since", "first_day", "starting", "renewal"),
    )


class TierTable(TomlTable):
    """A tier of a tariff: an entry of `tiers`."""

    up_to = Number(gt=0.0).key(
        "The last unit of the tier, counted from the first unit of all; a plain number.",
        "1_000",
        "units",
        "no limit, in the last tier only",
        tried=("to", "upto", "limit", "until", "max"),
    )
    price = QUANTITY.key(
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
    after = 0 if table is None else _read_begin(table, TableParts(raw, path, findings))
    dated = table is not None and table.from_ is not None
    return Tariff(address, tuple(tiers), volume, None if months == 1 else months, after % (months or 1), dated)


def _read_begin(table: TariffTable, parts: TableParts) -> int:
    """Read after how many months a period begins."""
    given = [key for key, value in (("after", table.after), ("from", table.from_)) if value is not None]
    if len(given) > 1:
        parts.findings.add(parts.place("from"), "a period begins `after` or `from`, not both", "keep one of the two")
    elif given and table.months is None and not parts.findings.under(parts.place("months")):
        message = f"`{given[0]}` goes with `months`: each month is a bill of its own"
        parts.findings.add(parts.place(given[0]), message, "write months = 12 beside it, or leave it out")
    elif table.from_ is not None:
        return read_first_of_month(table.from_, parts.place("from"), parts.findings)
    return table.after or 0


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
