"""Arguments as people write them: whole numbers of any numeric type, and scenarios by name or path."""

from __future__ import annotations

import operator
import os
from numbers import Real
from typing import Any

from ..configs import Scenario, load

__all__ = ["as_scenario", "whole_number"]


def whole_number(given: Any, what: str = "the number of futures") -> int:
    """Return a whole number as an int, whatever its type: 1e6 is how many people write a million.

    Raises
    ------
    TypeError
        If it is text, or not a whole number.
    """
    try:
        return operator.index(given)
    except TypeError:
        if isinstance(given, Real) and float(given).is_integer():
            return int(float(given))
        needed = " without quotes" if isinstance(given, str) else ", such as 1e6" if "futures" in what else ""
        raise TypeError(f"{what} needs to be a whole number{needed}, got {given!r}") from None


def as_scenario(what: Scenario | str | os.PathLike[str]) -> Scenario:
    """Return a scenario as it is, or loaded from where `load` finds it.

    Raises
    ------
    TypeError
        If it is neither a Scenario nor what `load` takes.
    """
    if isinstance(what, Scenario):
        return what
    if not isinstance(what, str | os.PathLike):
        raise TypeError(
            f"a Scenario is needed, or what `load` takes, got {type(what).__name__}; `from_dict` makes one of tables"
        )
    return load(what)
