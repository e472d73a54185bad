"""The ways of paying that a file may name: which keys select one, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..model.timing import Timing
from .parts import TableParts
from .strategy_shapes import LineTable

__all__ = ["WAYS", "Way", "fit_table", "register_way"]


@dataclass(frozen=True)
class Way:
    """A way of paying, as a file writes it.

    Attributes
    ----------
    amount : str
        Key of the amount.
    read : callable
        Takes the quantities of the line's table and the key of `times` that is given ("" if there are none);
        returns the timing and reports mistakes.
    times : tuple of str
        Keys of which one says how often; empty if the amount says it all.
    options : tuple of str
        Keys that may be given beside these, and not beside every way: `dispersion`, `residual`, `commitment`, `notice`.
    keys : mapping of str to field
        Keys that the table of a line does not have yet, each made by `Kind.key`.
    """

    amount: str
    read: Callable[[TableParts, str], Timing]
    times: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    keys: Mapping[str, Any] = field(default_factory=dict)

    @property
    def all(self) -> set[str]:
        """Every key that it may have."""
        return {self.amount, *self.times, *self.options}


#: Keys of every line.
_COMMON = LineTable.keys

#: Keys that say the same, of every line.
_BEGINS = {"after": ("from",), "from": ("after",)}

#: In the order in which messages list them.
WAYS: list[Way] = []


def register_way(way: Way) -> None:
    """Let files name a way of paying.

    Raises
    ------
    ValueError
        If its keys select another way already.
    """
    for other in WAYS:
        if other.amount == way.amount and (not way.times or not other.times or {*way.times} & {*other.times}):
            raise ValueError(f"the keys of this way of paying select another one already: `{way.amount}`")
    WAYS.append(way)
    fit_table()


def fit_table() -> None:
    """Give the table of a line the keys of all ways of paying."""
    own = {name: key for way in WAYS for name, key in way.keys.items()}
    known = sorted(set[str]().union(*(way.all for way in WAYS)))
    LineTable.keys = {"category": _COMMON["category"], **own, **_COMMON}
    LineTable.one_of = tuple(dict.fromkeys(way.amount for way in WAYS))
    LineTable.excludes = {key: tuple(other for other in known if other not in _beside(key)) for key in known} | _BEGINS


def _beside(key: str) -> set[str]:
    """Return the keys that may be given together with one, itself included."""
    found = {key}
    for way in WAYS:
        if key in way.all:
            found |= way.all - ({*way.times} if key in way.times else set())
    return found
