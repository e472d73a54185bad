"""The line under every picture: what it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ...configs import Scenario

__all__ = ["dates_in", "footer", "price_dates"]

_DATE = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")


def footer(scenario: Scenario, trajectories: int, seed: int) -> str:
    """Return futures, seed, date of prices where the file gives any, and the first digits of the config's hash."""
    dated = price_dates(scenario)
    if not dated:
        priced = []
    elif dated[0] == dated[-1]:
        priced = [f"prices of {dated[0]}"]
    else:
        priced = [f"prices of {dated[0]} to {dated[-1]}"]
    futures = "1 future" if trajectories == 1 else f"{trajectories:,} futures"
    return " · ".join([futures, f"seed {seed}", *priced, f"config {scenario.sha256[:8]}"])


def price_dates(scenario: Scenario) -> list[date]:
    """Return the days that the file's comments on its numbers give as `2026-11-01`, ascending."""
    comments = {} if scenario.origin is None else scenario.origin.comments()
    return sorted({day for comment in comments.values() for day in dates_in(comment)})


def dates_in(comment: str) -> Iterable[date]:
    """Yield the days that stand in a comment; what only looks like one is passed over."""
    for year, month, day in _DATE.findall(comment):
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue
