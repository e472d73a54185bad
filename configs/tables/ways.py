"""The ways of paying that a file may name: which keys select one, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..model.timing import Timing
from .parts import Parts
from .shapes import LineTable

__all__ = ["WAYS", "Way", "register_way"]


@dataclass(frozen=True)
class Way:
    """A way of paying.

    Attributes
    ----------
    amount : str
        Key of the amount.
    read : callable
        Takes the quantities of the line's table and the key of `times` that is given ("" where there are none);
        returns the timing and reports mistakes.
    times : tuple of str
        Keys of which one says how often; empty where the amount says it all.
    takes : tuple of str
        Which of the keys `residual` and `commitment` may be given beside the amount.
    keys : mapping of str to pydantic field
        Keys that the table of a line does not have yet, the amount included.
    """

    amount: str
    read: Callable[[Parts, str], Timing]
    times: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    keys: Mapping[str, Any] = field(default_factory=dict)


#: In the order in which messages list them.
WAYS: list[Way] = []


def register_way(way: Way) -> None:
    """Let files name a way of paying.

    Raises
    ------
    ValueError
        If its keys are those of another way.
    """
    for other in WAYS:
        if other.amount == way.amount and (not way.times or not other.times or {*way.times} & {*other.times}):
            raise ValueError(f"`{way.amount}` with these keys is a way of paying already")
    WAYS.append(way)
    if way.keys:
        LineTable.extend(way.keys, amount=way.amount)
