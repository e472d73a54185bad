"""A warning about listed prices that were checked long ago. It depends on the day, so no result holds it."""

from __future__ import annotations

from datetime import date

from ..listed.prices import STALE_PRICE_DAYS, Listed, listed_in
from ..model.draws import quantities_in
from ..model.scenario import Caution, Scenario

__all__ = ["old_prices"]


def old_prices(scenario: Scenario, day: date) -> list[Caution]:
    """Return one warning, at the first use of the oldest price, for all that are older than `STALE_PRICE_DAYS`."""
    parts = (scenario.world, scenario.unit, scenario.strategies)
    found: dict[Listed, str] = {}
    for address, quantity in quantities_in(parts).items():
        for listed in listed_in(quantity.text):
            if (day - listed.checked).days > STALE_PRICE_DAYS:
                found.setdefault(listed, address)
    if not found:
        return []
    oldest = min(found, key=lambda listed: listed.checked)
    age = (day - oldest.checked).days
    more = f", and {len(found) - 1} more older than {STALE_PRICE_DAYS} days" if len(found) > 1 else ""
    message = f"{oldest.call} was checked on {oldest.checked.isoformat()}, {age:,} days ago{more}"
    return [Caution(found[oldest], f"{message}; compare it with the provider's list, or write a number")]
