"""Reads the quantities of one table by their keys, with the bounds that several tables share.

Each reader returns a complete object whatever the file says: a broken part is reported and replaced by something
harmless, so that later checks find the other mistakes and not consequences of this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..formulas.expressions import Number, Quantity
from ..formulas.quantity import STAND_IN, read_quantity
from ..formulas.ranges import at_least, at_most
from ..model.processes import MOST_DISPERSION, MOST_KNOWN_EVENTS, Events, Every
from ..model.timing import Timing
from ..text.problems import Findings, Path

__all__ = [
    "FREQUENCIES",
    "MOST_VOLATILITY",
    "RARELY",
    "TOO_MANY",
    "TableParts",
    "one_of",
    "read_dispersion",
    "read_frequency",
]

#: Largest sd of a monthly log step or log noise, 200 %: more is usually a percentage without its sign.
MOST_VOLATILITY = 2.0

#: The probability of an implausible value that a law may have.
RARELY = 0.01

#: What to write instead of more events than can be drawn.
TOO_MANY = "write the line as `monthly`, the amount of all its events"

FREQUENCIES = ("every", "events_per_month", "events_per_year")


@dataclass(frozen=True, slots=True)
class TableParts:
    """The quantities of one table.

    Attributes
    ----------
    raw : mapping of str to object
        The table as TOML gives it, checked for its keys already.
    path : tuple of str
        Its keys from the top of the file.
    """

    raw: Mapping[str, Any]
    path: Path
    findings: Findings

    def place(self, key: str) -> Path:
        """Return the path of a key."""
        return (*self.path, key)

    def required(self, key: str) -> Quantity:
        """Read a quantity; a missing one was reported with its table."""
        if key not in self.raw:
            return Quantity(".".join(self.place(key)), STAND_IN)
        return read_quantity(self.raw[key], self.place(key), self.findings)

    def optional(self, key: str) -> Quantity | None:
        """Read a quantity that may be missing."""
        return None if self.raw.get(key) is None else self.required(key)

    def or_zero(self, key: str) -> Quantity:
        """Read a quantity that is 0 where it is missing."""
        return self.optional(key) or Quantity(".".join(self.place(key)), Number(0.0), "0")

    def at_least(self, key: str, low: float = 0.0, *, strict: bool = False) -> Quantity:
        """Read a quantity that must be at least `low`, or above it."""
        return at_least(self.required(key), low, key, self.findings, strict=strict)

    def spread(self, key: str) -> Quantity:
        """Read a volatility or a noise; 0 where it is missing."""
        read = at_least(self.or_zero(key), 0.0, key, self.findings)
        return at_most(read, MOST_VOLATILITY, key, "0.05 is 5 % a month", self.findings, RARELY)


def read_dispersion(parts: TableParts) -> Quantity | None:
    """Read the variance / mean of a number of events."""
    read = parts.optional("dispersion")
    if read is None:
        return None
    read = at_least(read, 1.0, "dispersion", parts.findings)
    help = "variance / mean of the number of events; 1 is a Poisson count, 2 to 5 are usual"
    return at_most(read, MOST_DISPERSION, "dispersion", help, parts.findings)


def read_frequency(parts: TableParts, key: str, dispersion: Quantity | None, too_many: str) -> Timing:
    """Read when events happen.

    Parameters
    ----------
    key : str
        The one of `FREQUENCIES` that is given.
    too_many : str
        What to write where there are more events than can be drawn.
    """
    if key == "every":
        return Every(parts.at_least(key, strict=True))
    per_year = key == "events_per_year"
    rate = parts.at_least(key)
    rate = at_most(rate, MOST_KNOWN_EVENTS * (12.0 if per_year else 1.0), key, too_many, parts.findings)
    return Events(rate, per_year, dispersion)


def one_of(keys: Iterable[str]) -> str:
    """Return keys as a list to choose from."""
    return ", ".join(f"`{key}`" for key in keys)
