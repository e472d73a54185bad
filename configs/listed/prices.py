"""Prices that a formula looks up by name: `list_price("gpt-4o", "input")`, `list_rent("H100", "on_demand")`.

They are constants, found when the file is read. `models.csv` is written by `tools/refresh_prices.py`, `rents.csv` by
hand: single facts, each with its source.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from ..text.refused import Refused
from ..text.spelling import accepted, nearest

__all__ = ["LOOKUPS", "STALE_PRICE_DAYS", "Listed", "find", "table"]

#: An older price needs a check. List prices change within half a year, and this one was typed by nobody.
STALE_PRICE_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class Lookup:
    """A function that finds a price by two names.

    Attributes
    ----------
    what : str
        What the first name is: a model or a GPU.
    kinds : tuple of str
        The second names, in the order of the file's columns.
    unit : str
        Unit of the price, in words.
    """

    what: str
    kinds: tuple[str, ...]
    unit: str


#: By the name of the function.
LOOKUPS: Final = {
    "list_price": Lookup("model", ("input", "output", "cached", "cache_write"), "USD per million tokens"),
    "list_rent": Lookup("GPU", ("on_demand", "reserved_year", "spot"), "USD an hour"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed price.

    Attributes
    ----------
    function, name, kind : str
        As a formula calls it: `function("name", "kind")`.
    value : float
        In the unit of the function.
    source : str
    checked : date
    """

    function: str
    name: str
    kind: str
    value: float
    source: str
    checked: date

    @property
    def call(self) -> str:
        """How a formula writes it."""
        return f'{self.function}("{self.name}", "{self.kind}")'

    @property
    def words(self) -> str:
        """The call, its value, its source and its day."""
        unit = LOOKUPS[self.function].unit
        return f"{self.call} is {self.value:.10g} {unit}: {self.source}, checked {self.checked.isoformat()}"


@cache
def table(function: str) -> dict[str, dict[str, Listed]]:
    """Return all prices that a function finds, by name and kind, in the order of the file."""
    found: dict[str, dict[str, Listed]] = {}
    for row in _rows("models.csv" if function == "list_price" else "rents.csv"):
        cells = row if function == "list_price" else {row["contract"]: row["rent"]}
        name, source, day = row.get("model") or row["gpu"], row["source"], date.fromisoformat(row["checked"])
        kinds = found.setdefault(name, {})
        for kind in LOOKUPS[function].kinds:
            if cells.get(kind):
                kinds[kind] = Listed(function, name, kind, float(cells[kind]), source, day)
    return found


def find(function: str, name: str, kind: str) -> Listed:
    """Return a price.

    Raises
    ------
    Refused
        If there is none; with the nearest names and those that are accepted.
    """
    prices, lookup = table(function), LOOKUPS[function]
    if name not in prices:
        raise Refused(f"no {lookup.what} `{name[:60]}` is listed", _instead(name, list(prices)), key="name")
    if kind not in prices[name]:
        raise Refused(f"no `{kind[:60]}` of `{name}` is listed", _instead(kind, list(prices[name])), key="kind")
    return prices[name][kind]


def _instead(word: str, known: list[str]) -> str:
    near = next((one for one in known if word and one.startswith(word)), None) or nearest(word, known)
    return (f"did you mean `{near}`? " if near else "") + f"listed: {accepted(known, len(known))}"


def _rows(file: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / file).open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
