"""A law as a scenario writes it, for messages: `pareto(minimum=5_000, alpha=1.8)`."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable
from typing import Any, Protocol, runtime_checkable

from .law import Law
from .percentiles import Percentile

__all__ = ["as_call", "range_of", "written"]

#: Entries of a list that are written out; of a longer one only the number and the ends are.
_LISTED = 6


@runtime_checkable
class _Composed(Protocol):
    """A law made of something else than its own fields."""

    def as_call(self) -> tuple[str, dict[str, object]]: ...


def written(law: Law) -> str:
    """Return a law as a call in a formula, on one line."""
    name, arguments = as_call(law)
    return f"{name}({', '.join(text for key, value in arguments.items() for text in _argument(key, value))})"


def as_call(law: Law) -> tuple[str, dict[str, object]]:
    """Return the name of a law and its arguments by parameter; a parameter that was not given is None."""
    if isinstance(law, _Composed):
        return law.as_call()
    given = {item.name: getattr(law, item.name) for item in _fields(law)}
    if "mean" in given:  # a law without a finite mean keeps the one given under another name
        given["mean"] = getattr(law, "middle", given["mean"])
    return getattr(law, "name", type(law).__name__.lower()), given


def range_of(law: Law) -> str:
    """Return where a law's values lie, in words: `from 5_000 up`."""
    low, high = law.support
    if math.isinf(low):
        return "of any size" if math.isinf(high) else f"up to {_number(high)}"
    return f"from {_number(low)} up" if math.isinf(high) else f"from {_number(low)} to {_number(high)}"


def _fields(law: Any) -> Iterable[dataclasses.Field[Any]]:
    if not dataclasses.is_dataclass(law):
        return ()
    return (item for item in dataclasses.fields(law) if item.init and item.name[0] != "_")


def _argument(key: str, value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, tuple) and value and all(isinstance(entry, Percentile) for entry in value):
        return [f"{entry.key}={_number(entry.value)}" for entry in value]
    return [f"{key}={_value(value)}"]


def _value(value: object) -> str:
    if isinstance(value, tuple):
        if len(value) > _LISTED:
            return f"[{_value(value[0])}, ... {_value(value[-1])}: {len(value)} of them]"
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, int | float):
        return _number(float(value))
    return written(value) if isinstance(value, Law) else str(value)


def _number(value: float) -> str:
    """Write a number with its digits grouped as TOML groups them."""
    if abs(value) >= 1e15:
        return f"{value:g}"
    if value == round(value):
        return f"{value:_.0f}"
    return f"{value:_.6g}" if abs(value) < 1e5 else f"{value:_.1f}"
