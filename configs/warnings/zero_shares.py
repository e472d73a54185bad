"""Shares whose entries can all be 0 in one future: then they are parts of nothing, and a run stops there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import numpy as np

from ..formulas.expressions import Draw, Quantity
from ..glimpse import Glimpse
from ..model.scenario import Caution, Source
from ..text.spelling import rough_percent

__all__ = ["zero_shares"]


def zero_shares(drivers: Mapping[str, Source]) -> list[Caution]:
    """Return a warning for each driver of shares whose entries are all 0 in some futures."""
    whole: dict[str, list[Quantity]] = {}
    for name, source in drivers.items():
        driver, shares, _ = name.partition(".shares.")
        if shares and isinstance(source, Quantity):
            whole.setdefault(driver, []).append(source)
    glimpse = Glimpse(drivers) if whole else None
    found = []
    for driver, entries in whole.items():
        often = 0.0 if glimpse is None else _all_zero(entries, glimpse)
        if often > 0.0:
            message = f"all shares are 0 in about {rough_percent(often)} of futures, where a run stops; "
            found.append(Caution(f"drivers.{driver}", f"{message}give one of them a value that is never 0"))
    return found


def _all_zero(entries: list[Quantity], glimpse: Glimpse) -> float:
    """Return the probability that all entries are 0: exact for laws alone, else as far as a glimpse shows it."""
    if all(isinstance(entry.expression, Draw) for entry in entries):
        laws = [entry.expression.law for entry in entries if isinstance(entry.expression, Draw)]
        return float(np.prod([float(law.cdf(np.zeros(1))[0]) for law in laws]))
    values = [glimpse.values(entry.expression) for entry in entries]
    known = [value == 0.0 for value in values if value is not None]
    return float(np.mean(reduce(np.logical_and, known))) if len(known) == len(values) else 0.0
