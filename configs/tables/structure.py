"""Checks one table of a file: its keys, and the types of its plain values.

One pydantic model for each table (`shapes.py`), checked one by one, so that a mistake has the path of its table and
never the name of a union's branch.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    WrapValidator,
)
from pydantic_core import ErrorDetails

from ..formulas.quantity import constant_text
from ..text.common_numbers import number_meant
from ..text.problems import WHOLE_VALUE, Findings, Path
from ..text.refused import Refused
from ..text.spelling import accepted, nearest, shown

__all__ = [
    "DATE",
    "HELD",
    "TABLE_THROUGH",
    "WORDS",
    "Fraction",
    "KeyWords",
    "Quantified",
    "Sources",
    "Text",
    "TomlTable",
    "check_table",
    "held",
    "key",
    "list_or",
]


@dataclass(frozen=True, slots=True)
class KeyWords:
    """What a key of a table means, beside its type.

    Attributes
    ----------
    text : str
        What it holds.
    example : str
        As TOML writes it after the equals sign; the header of a table as it is.
    unit : str
        Empty if there is none.
    default : str
        In words, what a file without the key gets; empty if the key is required.
    tried : tuple of str
        Words that people write in its place, where the spelling alone does not lead here; the likeliest first.
    """

    text: str
    example: str
    unit: str = ""
    default: str = ""
    tried: tuple[str, ...] = ()

    @property
    def described(self) -> str:
        """What it holds, with its unit."""
        return f"{self.text} Unit: {self.unit}." if self.unit else self.text

    def help(self, name: str) -> str:
        """Return what it holds and how a file writes it, for an error."""
        header = re.fullmatch(r"\[+[a-z_.]+\]+", self.example)
        return f"{self.described} Example: {self.example if header else f'{name} = {self.example}'}"


def key(
    text: str,
    example: str,
    unit: str = "",
    default: str = "",
    *,
    tried: tuple[str, ...] = (),
    value: Any = None,
    **limits: Any,
) -> Any:
    """Return the field of a key.

    Parameters
    ----------
    text, example, unit, default, tried
        See `KeyWords`.
    value : object
        What the model holds where a file leaves the key out.
    **limits
        As `pydantic.Field` takes them: `gt`, `max_length` and the like.
    """
    extra: Any = {WORDS: KeyWords(text, example, unit, default, tried)}
    return Field(value if default else ..., json_schema_extra=extra, **limits)


#: The schema of a date as TOML writes one, without quotes: editors show it to their checks as text.
DATE: dict[str, Any] = {"type": "string", "format": "date"}

#: In the schema of a model: the words of a key, and a definition that `schema.py` supplies.
WORDS, HELD = "words", "held"


def held(name: str) -> WithJsonSchema:
    """Return the schema of a value that passes through to its own reader: the definition of that name."""
    return WithJsonSchema({HELD: name})


def list_or(table: str, **words: Any) -> WithJsonSchema:
    """Return the schema of a list, in the words of JSON Schema, or of a table; see `TABLE_THROUGH`."""
    return WithJsonSchema({"anyOf": [{"type": "array", **words}, {HELD: table}]})


def _percentage(value: Any) -> Any:
    """Return the number that a text such as "30%" is; anything else as it is, for its own check."""
    if isinstance(value, str) and value.strip().endswith("%"):
        meant = _number_meant(value)
        return value if meant is None else meant
    return value


#: A plain number from 0 to 1, which may be written as a percentage in quotes.
Fraction = Annotated[
    float,
    Field(ge=0.0, le=1.0),
    BeforeValidator(_percentage),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string"}]}),
]


def _pass_tables(value: Any, check: Callable[[Any], Any]) -> Any:
    return value if isinstance(value, dict) else check(value)


#: On the type of a list: a table passes through untouched, its own reader checks it.
TABLE_THROUGH = WrapValidator(_pass_tables)

Quantified = Annotated[Any, held("quantity")]
Sources = dict[str, Annotated[Any, held("source")]]
Text = Annotated[str, Field(min_length=1, max_length=300)]


class TomlTable(BaseModel):
    """A table of the file: each field is a key of it, made by `key`.

    `excludes` lists, for a key, those that cannot be given beside it; `one_of` has keys of which exactly one is needed;
    `instead` names, for a needed key, the one that may be given in its place; `inner` has the keys of an inner table
    that people write here, with the place where they belong.
    """

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)
    excludes: ClassVar[dict[str, tuple[str, ...]]] = {}
    one_of: ClassVar[tuple[str, ...]] = ()
    instead: ClassVar[dict[str, str]] = {}
    inner: ClassVar[dict[str, str]] = {}

    @classmethod
    def keys(cls) -> dict[str, KeyWords]:
        """Return the keys by the name that the file gives them."""
        extras: dict[str, Any] = {f.alias or name: f.json_schema_extra for name, f in cls.model_fields.items()}
        return {name: extra[WORDS] for name, extra in extras.items()}


T = TypeVar("T", bound=TomlTable)


def check_table(model: type[T], raw: object, path: Path, findings: Findings) -> T | None:
    """Check the keys of one table and the types of its plain values; report every mistake.

    Returns
    -------
    model or None
        The table without its wrong parts, with None for a missing key; None if it is not a table.
    """
    if not isinstance(raw, dict):
        findings.add(path, f"`{path[-1]}` needs a table, got {shown(raw)}", f"its keys: {accepted(model.keys())}")
        return None
    details = _missing(model, raw)
    try:
        table = model.model_validate(raw)
        if not details:
            return table
    except ValidationError as error:
        details = _in_order(model, details + error.errors(include_url=False))
    wrong: set[str] = set()
    for detail in details:
        _report(model, detail, raw, path, findings)
        wrong.add(str(detail["loc"][0]))
    values: dict[str, Any] = {name: None for name, field in model.model_fields.items() if field.is_required()}
    for name, field in model.model_fields.items():
        if (key := field.alias or name) in raw and key not in wrong:
            values[name] = raw[key]
    return model.model_construct(**values)


def _missing(model: type[TomlTable], raw: dict[str, Any]) -> list[ErrorDetails]:
    """Return, in pydantic's form, the needed keys that are missing and have nothing in their place."""
    lacking = [key for key, other in model.instead.items() if key not in raw and other not in raw]
    if lacking:
        keys = model.keys()
        extra = [name for name in raw if name not in keys]
        tried = {name.lower() for name in extra}
        lacking = [
            key
            for key in lacking
            if not nearest(model.instead[key], extra) and not tried & {*keys[model.instead[key]].tried}
        ]
    return [{"type": "missing", "loc": (key,), "msg": "", "input": raw} for key in lacking]


def _in_order(model: type[TomlTable], details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Return mistakes in the order of the table's keys, unknown keys last."""
    order = {key: at for at, key in enumerate(model.keys())}
    return sorted(details, key=lambda detail: order.get(str(detail["loc"][0]), len(order)))


def _report(model: type[TomlTable], detail: ErrorDetails, raw: dict[str, Any], path: Path, findings: Findings) -> None:
    """Say in the file's own words what pydantic found."""
    place = (*path, *(str(part) for part in detail["loc"] if part != "[key]"))
    key, kind, came, limits = place[-1], detail["type"], detail["input"], detail.get("ctx", {})
    table = ".".join(path) or "the file"
    if kind == "extra_forbidden":
        help = _meant(model, key, raw) if findings.helpful else ""
        findings.add(place, f"unknown key `{key}`", help, f"not a setting of {table}")
    elif kind == "missing":
        keys = model.keys()
        extra = [name for name in raw if name not in keys]
        near = nearest(key, extra)
        if any(name.lower() in keys[key].tried for name in extra):
            return  # that one is reported, with this key offered
        if near is None or nearest(near, [name for name in keys if name not in raw]) != key:
            findings.add(path, f"key `{key}` is missing in {table}", keys[key].help(key))
    else:
        needs = {
            "string_type": "text in quotes",
            "string_too_short": "text that is not empty",
            "string_too_long": f"at most {limits.get('max_length')} characters",
            "int_type": "a whole number",
            "int_from_float": "a whole number",
            "float_type": "a plain number",
            "finite_number": "a finite number",
            "list_type": "a list in brackets",
            "dict_type": "a table",
            "too_short": _entries("at least", limits.get("min_length")),
            "too_long": _entries("at most", limits.get("max_length")),
            "greater_than": f"more than {_number(limits.get('gt'))}",
            "greater_than_equal": f"at least {_number(limits.get('ge'))}",
            "less_than_equal": f"at most {_number(limits.get('le'))}",
            "literal_error": f"{limits.get('expected')}",
        }.get(kind, str(detail["msg"]).lower())
        name = ".".join(str(part) for part in detail["loc"])
        if kind in ("too_short", "too_long") and (count := _only_length(model, name)):
            needs = f"exactly {count} entries"
        first = str(detail["loc"][0])
        meant = _number_meant(came) if kind in ("float_type", "int_type", "int_from_float") else None
        if kind != "float_type" and meant is not None and meant != round(meant):
            meant = None
        if isinstance(came, str) and kind in ("float_type", "int_type"):
            needs += ", not an interval or a formula" if meant is None else ", without quotes"
        offer = None if meant is None else f"{first} = {meant:_.12g}"
        if meant is not None and isinstance(raw.get(first), list):
            every = [_number_meant(item) if isinstance(item, str) else item for item in raw[first]]
            plain = all(isinstance(item, int | float) for item in every)
            offer = f"{first} = [{', '.join(f'{item:_.12g}' for item in every)}]" if plain else f"{meant:_.12g}"
        help = model.keys()[first].help(first) if offer is None else f"write {offer}"
        findings.add(place, f"`{name}` needs {needs}, got {shown(came)}", help, "", WHOLE_VALUE)


def _number_meant(came: object) -> float | None:
    """Return the number that a text in quotes is, as the language or as people write it; a percentage over 100."""
    if not isinstance(came, str):
        return came if isinstance(came, float) else None
    try:
        return constant_text(came if len(came) > 100 else number_meant(came.strip()) or came)
    except Refused:
        return None


def _only_length(model: type[TomlTable], key: str) -> int | None:
    """Return the length of a list that has only one; None if there are several."""
    schema = model.model_json_schema()["properties"].get(key, {})
    lengths = [(option.get("minItems"), option.get("maxItems")) for option in (schema, *schema.get("anyOf", ()))]
    return next((least for least, most in lengths if least is not None and least == most), None)


def _meant(model: type[TomlTable], key: str, raw: dict[str, Any]) -> str:
    """Return the help for an unknown key: the nearest key, and all that can be given here."""
    if key in model.inner:
        return f"it belongs to a strategy: {model.inner[key]}"
    out = {other: name for name, others in model.excludes.items() if name in raw for other in others}
    keys = model.keys()
    known = [name for name in keys if name not in out]
    word = key.lower()
    tried = sorted(
        (name for name in keys if word in keys[name].tried and name not in raw),
        key=lambda name: (name in out, keys[name].tried.index(word)),
    )
    near = tried[0] if tried else nearest(key, keys)
    if near in out:
        return f"did you mean `{near}`? it cannot be given beside `{out[near]}`. accepted here: {accepted(known)}"
    if near is None:
        return f"accepted: {accepted(known)}"
    again = near in raw and not (isinstance(raw[near], dict) and isinstance(raw[key], dict))
    return f"did you mean `{near}`{', which is there already' if again else ''}? accepted: {accepted(known)}"


def _entries(bound: str, count: object) -> str:
    return f"{bound} one entry" if count == 1 else f"{bound} {count} entries"


def _number(limit: object) -> str:
    return f"{limit:g}" if isinstance(limit, int | float) else str(limit)
