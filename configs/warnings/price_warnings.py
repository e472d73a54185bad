"""Warnings about listed prices: checked long ago, or in another currency. They depend on the day, not on a run."""

from __future__ import annotations

import re
from datetime import date

from ..listed.prices import STALE_PRICE_DAYS, Listed
from ..model.draws import quantities_in
from ..model.scenario import Caution, Scenario

__all__ = ["price_warnings"]

_DOLLARS = {"USD", "US$", "$"}
#: A driver or an input of such a name converts dollars.
_CONVERTS = re.compile(r"usd|dollar|fx|exchange|currency", re.IGNORECASE)


def price_warnings(scenario: Scenario, day: date) -> list[Caution]:
    """Return the warnings, each at the first use of the price in question.

    Prices older than `STALE_PRICE_DAYS` get one together, at the oldest of them. In a file whose currency is not the
    dollar all prices get one, unless a driver or an input is named as an exchange rate.
    """
    parts = (scenario.world, scenario.unit, scenario.strategies)
    used: dict[Listed, str] = {}
    for address, quantity in quantities_in(parts).items():
        for price in quantity.listed:
            used.setdefault(price, address)
    return [*_old(used, day), *_foreign(used, scenario)]


def _old(used: dict[Listed, str], day: date) -> list[Caution]:
    found = {price: address for price, address in used.items() if (day - price.checked).days > STALE_PRICE_DAYS}
    if not found:
        return []
    oldest = min(found, key=lambda price: price.checked)
    age = (day - oldest.checked).days
    more = f", and {len(found) - 1} more older than {STALE_PRICE_DAYS} days" if len(found) > 1 else ""
    message = f"{oldest.call} was checked on {oldest.checked.isoformat()}, {age:,} days ago{more}"
    return [Caution(found[oldest], f"{message}; compare it with the provider's list, or write a number")]


def _foreign(used: dict[Listed, str], scenario: Scenario) -> list[Caution]:
    names = {*scenario.drivers, *(name for strategy in scenario.strategies.values() for name in strategy.inputs)}
    if not used or scenario.currency.upper() in _DOLLARS or any(map(_CONVERTS.search, names)):
        return []
    price, address = next(iter(used.items()))
    message = f"{price.call} is in USD, and the amounts of this file are in {scenario.currency}"
    return [Caution(address, f'{message}; add a driver such as usd = "0.85 to 0.95", and multiply by it')]
