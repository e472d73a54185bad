"""The language as a JSON Schema, for editors, and as rows, for the guide: both made from what reads a scenario.

Tables and their keys come from `shapes.py`, laws and their parameters from the registry. What no
schema can say (names that exist, units, ranges of formulas) is left to the reader: the schema accepts every file that
the reader accepts, and the reader refuses every file that the schema refuses.
"""

from __future__ import annotations

import contextlib
import inspect
import re
import sys
import tomllib
from datetime import date
from typing import Any, NamedTuple

from . import paying  # noqa: F401 - registers the keys of the ways of paying
from .tables.kinds import Key
from .tables.shapes import TABLES
from .tables.structure import TomlTable

__all__ = ["Row", "json_schema", "reference"]

Schema = dict[str, Any]

_NUMERIC: Schema = {"type": ["number", "string"]}  # text holds a percentage, or arithmetic on numbers


class Row(NamedTuple):
    """A key of the language.

    `table` is named as in `TABLES`, `type` and `default` are words, `example` is TOML.
    """

    table: str
    key: str
    type: str
    default: str
    unit: str
    description: str
    example: str


def json_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a scenario."""
    whole = {name: _table(model) for name, model in TABLES.items()}
    document = whole.pop("document")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A tcorisk scenario"}
    reported = {
        "description": "A quantity, or one with a figure of its months.",
        "anyOf": [_ref("quantity"), _ref("output")],
    }
    definitions = {"quantity": _quantity(), "law": _laws(), "source": _source(), "reported": reported, **whole}
    return {**head, **document, "$defs": definitions}


def reference() -> list[Row]:
    """Return every key of every table, in the order of the file, with its type in words."""
    rows = []
    for table, model in TABLES.items():
        properties = _table(model)["properties"]
        for key, found in model.keys.items():
            kind = _words(properties[key])
            rows.append(Row(table, key, kind, found.default, found.unit, found.text, found.example))
    return rows


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _table(model: type[TomlTable]) -> Schema:
    """Return the schema of one table, with the words of its keys."""
    properties = {}
    for name, key in model.keys.items():
        properties[name] = {**key.kind.schema, **_documented(key)}
        if key.value not in (None, [], {}):
            properties[name]["default"] = key.value
    required = [name for name, key in model.keys.items() if not key.default]
    out: Schema = {"type": "object", "description": model.__doc__, "properties": properties}
    out |= {"required": required, "additionalProperties": False}
    for alternatives in (model.one_of, *model.instead.items()):
        if alternatives:
            out["oneOf"] = [{"required": [key]} for key in alternatives]
    return out


def _documented(key: Key) -> Schema:
    words = f"{key.described} Default: {key.default}." if key.default else key.described
    out: Schema = {"description": words}
    with contextlib.suppress(tomllib.TOMLDecodeError):  # the header of a table
        example = tomllib.loads(f"example = {key.example}")["example"]
        out["examples"] = [example.isoformat() if isinstance(example, date) else example]
    return out


def _quantity() -> Schema:
    return {
        "description": 'A number, "3_000 to 9_000" (P5 to P95), "10% to 70%", a formula in quotes, or a law.',
        "anyOf": [{"type": "number"}, {"type": "string", "minLength": 1}, _ref("law")],
    }


def _source() -> Schema:
    processes = [name for name, model in TABLES.items() if "process" in model.keys]
    return {
        "description": "A quantity or a process.",
        "anyOf": [_ref("quantity"), *map(_ref, processes), _ref("shares")],
    }


def _laws() -> Schema:
    """Return the schema of `{ dist = ... }`: one branch for each law of the registry."""
    from ..distributions import LAWS

    branches = [_law(name, maker) for name, maker in LAWS.items()]
    branches.append({"type": "object", "properties": {"dist": {"type": "string", "pattern": "^scipy:[a-z]"}}})
    return {"description": "A named law.", "type": "object", "required": ["dist"], "anyOf": branches}


#: What a law accepts instead of its parameters; the reader of a scenario converts it.
_INSTEAD: dict[str, Schema] = {
    "empirical": {
        "file": {"type": "string"},
        "column": {"type": ["string", "integer"]},
        "weights": {"type": ["string", "array"], "items": _NUMERIC},
    },
}


def _law(name: str, maker: Any) -> Schema:
    parameters = inspect.signature(maker).parameters.values()
    own = [item for item in parameters if item.kind not in (item.VAR_KEYWORD, item.VAR_POSITIONAL)]
    properties: Schema = {"dist": {"const": name}, "each": {"const": "month"}, "min": _NUMERIC, "max": _NUMERIC}
    properties |= {item.name: _parameter(item) for item in own}
    out: Schema = {"type": "object", "description": _law_words(maker), "properties": properties, "required": ["dist"]}
    from ..distributions import FORMS, IS_PERCENTILE

    forms = [form for form in FORMS if hasattr(maker, form.method)]
    properties |= {figure: _NUMERIC for form in forms for figure in form.names} | _INSTEAD.get(name, {})
    needed = [item.name for item in own if item.default is item.empty]
    if not forms and name not in _INSTEAD:
        out["required"] += needed
    elif forms and all(form.names for form in forms):
        out["anyOf"] = [{"required": needed}, *({"required": list(form.names)} for form in forms)]
    if any(form.percentiles for form in forms) or len(own) < len(parameters):
        out["patternProperties"] = {f"^{IS_PERCENTILE.pattern}$": _NUMERIC}
    return {**out, "additionalProperties": False}


def _parameter(item: inspect.Parameter) -> Schema:
    annotation = str(item.annotation)
    if re.fullmatch(r"(<class ')?(float|int)('>)?( \| None)?", annotation):
        return _NUMERIC
    if re.match(r"tuple\[float", annotation):
        return {"type": "array", "items": _NUMERIC}
    if re.match(r"tuple\[Law", annotation):
        return {"type": "array", "items": _ref("quantity")}
    return {}


def _law_words(maker: Any) -> str:
    """Return what a law is, in the words of its own file."""
    shared = maker.__module__.endswith(".registry")
    words = inspect.getdoc(maker) if shared else sys.modules[maker.__module__].__doc__
    return (words or "").strip().partition("\n")[0]


def _words(schema: Schema) -> str:
    """Return a type in words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2].replace("_", " ")
    if "enum" in schema:
        return " or ".join(f'"{item}"' if isinstance(item, str) else f"`{item}`" for item in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`" if not isinstance(schema["const"], str) else f'"{schema["const"]}"'
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_words(option) for option in schema["anyOf"]))
    kind = schema.get("type")
    if schema.get("format") == "date":
        return "date"
    if kind == "array":
        return f"list of {_words(schema['items'])}"
    if kind == "object":
        return f"{_words(schema['additionalProperties'])} by name"
    return {"string": "text", "number": "plain number", "integer": "whole number", "boolean": "true or false"}.get(
        str(kind), "anything"
    )
