"""Checks one table of a file: its keys, and the types of its plain values.

One pydantic model for each table (`shapes.py`), checked one by one, so that a mistake has the path of its table and
never the name of a union's branch.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from ..text.problems import WHOLE_VALUE, Findings, Path
from ..text.spelling import accepted, did_you_mean, nearest, shown
from .wording import SYNONYMS, WANTED

__all__ = ["Table", "check_table"]


class Table(BaseModel):
    """A table of the file: its keys, and the keys that the language has but this version does not read yet.

    `wanted` says what a key of this table holds, where the key has another meaning elsewhere; `excludes` lists, for a
    key, those that cannot stand beside it; `exactly` has the number of entries of a list that has one length.
    """

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)
    later: ClassVar[dict[str, str]] = {}
    wanted: ClassVar[dict[str, str]] = {}
    excludes: ClassVar[dict[str, tuple[str, ...]]] = {}
    exactly: ClassVar[dict[str, int]] = {}


T = TypeVar("T", bound=Table)


def check_table(model: type[T], raw: object, path: Path, findings: Findings) -> T | None:
    """Check the keys of one table and the types of its plain values; report every mistake.

    Returns
    -------
    model or None
        The table without its wrong parts, a missing key being None; None where it is no table at all.
    """
    if not isinstance(raw, dict):
        findings.add(path, f"`{path[-1]}` needs a table, got {shown(raw)}", f"its keys: {accepted(_keys(model))}")
        return None
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        details = error.errors(include_url=False)
    wrong: set[str] = set()
    for detail in details:
        _report(model, detail, raw, path, findings)
        wrong.add(str(detail["loc"][0]))
    values: dict[str, Any] = {name: None for name, field in model.model_fields.items() if field.is_required()}
    for name, field in model.model_fields.items():
        if (key := field.alias or name) in raw and key not in wrong:
            values[name] = raw[key]
    return model.model_construct(**values)


def _keys(model: type[Table]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _report(model: type[Table], detail: ErrorDetails, raw: dict[str, Any], path: Path, findings: Findings) -> None:
    """Say in the file's own words what pydantic found."""
    place = (*path, *(str(part) for part in detail["loc"] if part != "[key]"))
    key, kind, came, limits = place[-1], detail["type"], detail["input"], detail.get("ctx", {})
    table = ".".join(path) or "the file"
    if kind == "extra_forbidden":
        if key in model.later:
            findings.add(place, f"`{key}` ({model.later[key]}) is not supported yet", "leave it out for now")
            return
        findings.add(place, f"unknown key `{key}`", _meant(model, key, raw), f"not a setting of {table}")
    elif kind == "missing":
        extra = [name for name in raw if name not in _keys(model)]
        near = nearest(key, extra)
        if any(key in SYNONYMS.get(name.lower(), ()) for name in extra):
            return  # that one is reported, with this key offered
        if near is None or nearest(near, [name for name in _keys(model) if name not in raw]) != key:
            findings.add(path, f"key `{key}` is missing in {table}", _wanted(model, key))
    else:
        needs = {
            "string_type": "text in quotes",
            "string_too_short": "text that is not empty",
            "string_too_long": f"at most {limits.get('max_length')} characters",
            "int_type": "a whole number",
            "int_from_float": "a whole number",
            "float_type": "a plain number, without quotes",
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
        if kind in ("too_short", "too_long") and name in model.exactly:
            needs = f"exactly {model.exactly[name]} entries"
        findings.add(
            place, f"`{name}` needs {needs}, got {shown(came)}", _wanted(model, str(detail["loc"][0])), "", WHOLE_VALUE
        )


def _meant(model: type[Table], key: str, raw: dict[str, Any]) -> str:
    """Return the help for an unknown key: the nearest one, and those that can stand beside what is there."""
    out = {other: name for name in raw for other in model.excludes.get(name, ())}
    free = [name for name in _keys(model) if name not in raw]
    known = [name for name in free if name not in out]
    near = next((word for word in SYNONYMS.get(key.lower(), ()) if word in known), None)
    near = near or next((word for word in SYNONYMS.get(key.lower(), ()) if word in free), None) or nearest(key, free)
    if near in out:
        return f"did you mean `{near}`? it cannot stand beside `{out[near]}`. accepted here: {accepted(known)}"
    help = f"did you mean `{near}`? accepted: {accepted(known)}" if near else did_you_mean(key, known)
    there = nearest(key, [name for name in _keys(model) if name in raw]) if near is None else None
    return f"did you mean `{there}`, which is there already? {help}" if there else help


def _wanted(model: type[Table], key: str) -> str:
    return model.wanted.get(key, WANTED.get(key, ""))


def _entries(bound: str, count: object) -> str:
    return f"{bound} one entry" if count == 1 else f"{bound} {count} entries"


def _number(limit: object) -> str:
    return f"{limit:g}" if isinstance(limit, int | float) else str(limit)
