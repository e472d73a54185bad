"""What a key of a table may hold, and what it means: how each kind of value is checked, and its JSON Schema."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar, overload

from ..formulas.quantity import constant_text
from ..text.common_numbers import number_meant
from ..text.refused import Refused

__all__ = [
    "DATE", "FRACTION", "PLAIN_NUMBER", "QUANTITY", "TEXT", "WHOLE_NUMBER", "Anything", "Either", "Flag", "Items",
    "Key", "Kind", "ListOrTable", "Named", "Number", "OneOf", "Text", "Whole", "Wrong", "held", "number_in",
]  # fmt: skip

T = TypeVar("T")
_Words = tuple[str, ...]

PLAIN_NUMBER, WHOLE_NUMBER = "a plain number", "a whole number"


class Wrong(NamedTuple):
    """A part of a value that is not of its kind: the way to it from the key, what is needed there, and what came."""

    at: tuple[str, ...]
    needs: str
    came: object


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table.

    Attributes
    ----------
    kind : Kind
        What it may hold.
    text : str
        What it means.
    example : str
        As TOML writes it after the equals sign; the header of a table as it is.
    unit : str
        Empty if there is none.
    default : str
        In words, what a file without the key gets; empty if the key is required.
    tried : tuple of str
        Words that people write in its place, where the spelling alone does not lead here; the likeliest first.
    value : object
        What the table holds where a file leaves the key out.
    """

    kind: Kind[Any]
    text: str
    example: str
    unit: str
    default: str
    tried: tuple[str, ...]
    value: Any

    @property
    def described(self) -> str:
        """What it means, with its unit."""
        return f"{self.text} Unit: {self.unit}." if self.unit else self.text

    def help(self, name: str) -> str:
        """Return what it means and how a file writes it, for an error."""
        header = re.fullmatch(r"\[+[a-z_.]+\]+", self.example)
        return f"{self.described} Example: {self.example if header else f'{name} = {self.example}'}"


class Kind(Generic[T]):
    """A kind of value; `schema` is its JSON Schema."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema

    @overload
    def key(self, text: str, example: str, unit: str = "", default: str = "", *, tried: _Words = (), value: T) -> T: ...
    @overload
    def key(self, text: str, example: str, unit: str = "", default: str = "", *, tried: _Words = ()) -> T | None: ...
    def key(
        self, text: str, example: str, unit: str = "", default: str = "", *, tried: _Words = (), value: Any = None
    ) -> Any:
        """Return the field of a key that holds this; see `Key`. To a type checker it is what it holds."""
        return Key(self, text, example, unit, default, tried, value)

    def _needs(self, value: Any) -> str:
        """Return what is needed in place of a value, in words; empty if the value will do."""
        return ""

    def read(self, value: Any, at: tuple[str, ...], wrong: list[Wrong]) -> Any:
        """Return a value as its reader gets it; add to `wrong` what is not of this kind."""
        if needs := self._needs(value):
            wrong.append(Wrong(at, needs, value))
        return value


class Anything(Kind[Any]):
    """A value that its own reader checks."""


def held(name: str) -> Anything:
    """Return the kind of a value that has a reader of its own; its schema is the definition of that name."""
    return Anything({"$ref": f"#/$defs/{name}"})


class Text(Kind[str]):
    """Text of `least` to `most` characters; `schema` says more of it."""

    def __init__(self, least: int = 0, most: int | None = None, schema: dict[str, Any] | None = None) -> None:
        super().__init__(schema or _schema(maxLength=most, minLength=least or None, type="string"))
        self.least, self.most = least, most

    def _needs(self, value: Any) -> str:
        if not isinstance(value, str):
            return "text in quotes"
        if len(value) < self.least:
            return "text that is not empty"
        return "" if self.most is None or len(value) <= self.most else f"at most {self.most} characters"


class Number(Kind[float]):
    """A number within limits, with or without a fraction; its reader gets a float."""

    def __init__(self, *, gt: float | None = None, ge: float | None = None, le: float | None = None) -> None:
        super().__init__(_schema(exclusiveMinimum=gt, maximum=le, minimum=ge, type="number"))
        self.gt, self.ge, self.le = gt, ge, le

    def _needs(self, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return PLAIN_NUMBER
        try:
            return self.limit(value) if math.isfinite(value) else "a finite number"
        except OverflowError:  # a whole number that no float holds
            return PLAIN_NUMBER

    def limit(self, value: float) -> str:
        """Return the limit that a number breaks, in words; empty if it breaks none."""
        if self.le is not None and value > self.le:
            return f"at most {self.le:g}"
        if self.ge is not None and value < self.ge:
            return f"at least {self.ge:g}"
        return f"more than {self.gt:g}" if self.gt is not None and value <= self.gt else ""

    def read(self, value: Any, at: tuple[str, ...], wrong: list[Wrong]) -> Any:
        """Return the number as a float."""
        before = len(wrong)
        super().read(value, at, wrong)
        return float(value) if len(wrong) == before else value


class _Fraction(Number):
    """A number from 0 to 1, which may be written as a percentage in quotes."""

    def __init__(self) -> None:
        super().__init__(ge=0.0, le=1.0)
        self.schema = {"anyOf": [self.schema, {"type": "string"}]}

    def read(self, value: Any, at: tuple[str, ...], wrong: list[Wrong]) -> Any:
        """Return the number that a percentage is."""
        meant = number_in(value) if isinstance(value, str) and value.strip().endswith("%") else None
        return super().read(value if meant is None else meant, at, wrong)


class Whole(Kind[int]):
    """A whole number from `ge` to `le`."""

    def __init__(self, ge: int, le: int) -> None:
        super().__init__({"maximum": le, "minimum": ge, "type": "integer"})
        self.limit = Number(ge=ge, le=le).limit

    def _needs(self, value: Any) -> str:
        return self.limit(value) if isinstance(value, int) and not isinstance(value, bool) else WHOLE_NUMBER


class Flag(Kind[bool]):
    """True or false."""

    def __init__(self) -> None:
        super().__init__({"type": "boolean"})

    def _needs(self, value: Any) -> str:
        return "" if isinstance(value, bool) else "true or false, without quotes"


class OneOf(Kind[T]):
    """One of a few values of one type, text or whole numbers."""

    def __init__(self, *values: T) -> None:
        said: dict[str, Any] = {"const": values[0]} if len(values) == 1 else {"enum": list(values)}
        super().__init__({**said, "type": "string" if isinstance(values[0], str) else "integer"})
        self.values = values

    def _needs(self, value: Any) -> str:
        if value in self.values and not isinstance(value, bool):
            return ""
        *first, last = map(repr, self.values)
        return f"{', '.join(first)} or {last}" if first else last


class Items(Kind[list[T]]):
    """A list of `least` to `most` values of one kind."""

    def __init__(self, item: Kind[T], least: int = 0, most: int | None = None) -> None:
        super().__init__(_schema(items=item.schema, maxItems=most, minItems=least or None, type="array"))
        self.item, self.least, self.most = item, least, math.inf if most is None else most

    def _needs(self, value: Any) -> str:
        if not isinstance(value, list):
            return "a list in brackets"
        bound = "exactly" if self.least == self.most else "at least" if len(value) < self.least else "at most"
        limit = min(max(len(value), self.least), self.most)
        return "" if limit == len(value) else _entries(bound, limit)

    def read(self, value: Any, at: tuple[str, ...], wrong: list[Wrong]) -> Any:
        """Return each entry as its kind has it. A list that is too short may have wrong entries: they come first."""
        before = len(wrong)
        found = value
        if isinstance(value, list) and len(value) <= self.most:
            found = [self.item.read(item, (*at, str(index)), wrong) for index, item in enumerate(value)]
        if len(wrong) == before:
            super().read(value, at, wrong)
        return found


class ListOrTable(Items[T]):
    """A list, or a table that its own reader checks."""

    def __init__(self, item: Kind[T], table: str, least: int, most: int) -> None:
        super().__init__(item, least, most)
        self.schema = {"anyOf": [self.schema, held(table).schema]}

    def read(self, value: Any, at: tuple[str, ...], wrong: list[Wrong]) -> Any:
        """Return a table as it is."""
        return value if isinstance(value, dict) else super().read(value, at, wrong)


class Named(Kind[dict[str, Any]]):
    """A table of at least `least` values by names that people choose; their own reader checks them."""

    def __init__(self, item: Anything, least: int = 0) -> None:
        limits, names = {"minProperties": least} if least else {}, {"pattern": "^[a-z][a-z0-9_]*$", "maxLength": 60}
        super().__init__({"additionalProperties": item.schema, **limits, "type": "object", "propertyNames": names})
        self.least = least

    def _needs(self, value: Any) -> str:
        if not isinstance(value, dict):
            return "a table"
        return "" if len(value) >= self.least else _entries("at least", self.least)


class Either(Kind[Any]):
    """A value of one of several kinds."""

    def __init__(self, *kinds: Kind[Any]) -> None:
        super().__init__({"anyOf": [kind.schema for kind in kinds]})
        self.kinds = kinds

    def read(self, value: Any, at: tuple[str, ...], wrong: list[Wrong]) -> Any:
        """Return what the first kind that takes the value makes of it."""
        needs = []
        for kind in self.kinds:
            found: list[Wrong] = []
            read = kind.read(value, at, found)
            if not found:
                return read
            needs.append(found[0].needs)
        wrong.append(Wrong(at, " or ".join(needs), value))
        return value


def number_in(came: object) -> float | None:
    """Return the number that a text in quotes is, as the language or as people write it; a percentage over 100."""
    if not isinstance(came, str):
        return came if isinstance(came, float) else None
    try:
        return constant_text(came if len(came) > 100 else number_meant(came.strip()) or came)
    except Refused:
        return None


def _entries(bound: str, count: object) -> str:
    return f"{bound} one entry" if count == 1 else f"{bound} {count} entries"


def _schema(**words: Any) -> dict[str, Any]:
    return {word: value for word, value in words.items() if value is not None}


#: Text of a few words.
TEXT = Text(1, 300)
QUANTITY = held("quantity")
#: A plain number from 0 to 1, which may be written as a percentage in quotes.
FRACTION = _Fraction()
#: A date as TOML writes one, without quotes: editors show it to their checks as text.
DATE = Anything({"format": "date", "type": "string"})
