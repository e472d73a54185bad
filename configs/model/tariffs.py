"""Tariffs: prices that depend on how many units are used."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..formulas.expressions import Call, Expression, Name, Quantity, walk

__all__ = ["Tariff", "Tier", "counting_tariffs"]


@dataclass(frozen=True, slots=True)
class Tier:
    """Units up to and including `up_to`, and their price; the last tier goes up to infinity."""

    price: Quantity
    up_to: float = math.inf


@dataclass(frozen=True, slots=True)
class Tariff:
    """A table `[tariffs.NAME]`: what a month's units cost together.

    Attributes
    ----------
    volume : bool
        Whether the tier that the number of units reaches prices all of them; else each tier prices its own units.
    months : int or None
        Length of the periods over which units are counted; None: each month by itself.
    after : int
        Elapsed months after which a period begins, from 0 to months - 1; in the months before it an earlier period
        ends, of which nothing before month 1 is known.
    dated : bool
        Whether that was written as a date: then it is one of the calendar, in a part of a mix too.
    """

    address: str
    tiers: tuple[Tier, ...]
    volume: bool = False
    months: int | None = None
    after: int = 0
    dated: bool = False

    def prices(self) -> dict[str, Quantity]:
        """Return the prices by key: `tiers.0.price`."""
        return {f"tiers.{k}.price": tier.price for k, tier in enumerate(self.tiers)}


def counting_tariffs(expression: Expression, sources: Mapping[str, object]) -> Iterator[str]:
    """Yield the names of the tariffs in an expression that count over more than one month."""
    for part in walk(expression):
        if isinstance(part, Call) and part.function == "tariff" and isinstance(part.arguments[1], Name):
            tariff = sources.get(part.arguments[1].name)
            if isinstance(tariff, Tariff) and tariff.months is not None:
                yield part.arguments[1].name
