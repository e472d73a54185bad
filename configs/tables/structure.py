"""Checks one table of a file: its keys, and the types of its plain values.

One class for each table (`shapes.py`), checked one by one, so that a mistake has the path of its table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from ..text.problems import WHOLE_VALUE, Findings, Path
from ..text.spelling import accepted, nearest, shown
from .kinds import PLAIN_NUMBER, WHOLE_NUMBER, Key, Wrong, number_in

__all__ = ["TomlTable", "check_table"]


class TomlTable:
    """A table of the file: each field is a key of it, made by `Kind.key`; one whose name Python uses has a `_` behind.

    `excludes` lists, for a key, those that cannot be given beside it; `one_of` has keys of which exactly one is needed;
    `instead` names, for a needed key, the one that may be given in its place; `inner` has the keys of an inner table
    that people write here, with the place where they belong.
    """

    #: By the name that a file gives them; the fields with another name, too.
    keys: ClassVar[Mapping[str, Key]]
    renamed: ClassVar[Mapping[str, str]]
    excludes: ClassVar[dict[str, tuple[str, ...]]] = {}
    one_of: ClassVar[tuple[str, ...]] = ()
    instead: ClassVar[dict[str, str]] = {}
    inner: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls) -> None:
        cls.keys = {name.rstrip("_"): value for name, value in vars(cls).items() if isinstance(value, Key)}
        cls.renamed = {name.rstrip("_"): name for name in vars(cls) if name.endswith("_") and not name.startswith("_")}

    def __init__(self, values: Mapping[str, Any]) -> None:
        vars(self).update({self.renamed.get(key, key): value for key, value in values.items()})


Table = TypeVar("Table", bound=TomlTable)


def check_table(model: type[Table], raw: object, path: Path, findings: Findings) -> Table | None:
    """Check the keys of one table and the types of its plain values; report every mistake.

    Returns
    -------
    model or None
        The table without its wrong parts, with None for a missing key; None if it is not a table.
    """
    if not isinstance(raw, dict):
        findings.add(path, f"`{path[-1]}` needs a table, got {shown(raw)}", f"its keys: {accepted(model.keys)}")
        return None
    values: dict[str, Any] = {}
    for name, key in model.keys.items():
        wrong: list[Wrong] = []
        given = raw.get(name)
        if given is None and (name not in raw or (key.default and key.value is None)):
            given = key.value
        else:
            given = key.kind.read(given, (), wrong)
        for part in wrong:
            _report(key, name, part, raw, (*path, name), findings)
        values[name] = key.value if wrong else given
        if name not in raw and _is_missed(model, name, raw):
            findings.add(path, f"key `{name}` is missing in {_called(path)}", key.help(name))
    for name in raw:
        if name not in model.keys:
            help = _meant(model, name, raw) if findings.helpful else ""
            findings.add((*path, name), f"unknown key `{name}`", help, f"not a setting of {_called(path)}")
    return model(values)


def _called(path: Path) -> str:
    return ".".join(path) or "the file"


def _is_missed(model: type[TomlTable], name: str, raw: dict[str, Any]) -> bool:
    """Return whether a key that is not given is needed, and none of the unknown ones seems to be meant for it."""
    keys = model.keys
    extra = [other for other in raw if other not in keys]
    tried = {other.lower() for other in extra}
    other = model.instead.get(name)
    if other is None and keys[name].default:
        return False
    if other is not None and (other in raw or nearest(other, extra) or tried & {*keys[other].tried}):
        return False
    if tried & {*keys[name].tried}:
        return False
    near = nearest(name, extra)
    return near is None or nearest(near, [other for other in keys if other not in raw]) != name


def _report(key: Key, name: str, wrong: Wrong, raw: dict[str, Any], path: Path, findings: Findings) -> None:
    """Report a value that is not what its key takes, with the number that seems to be meant."""
    needs, came = wrong.needs, wrong.came
    meant = number_in(came) if needs in (PLAIN_NUMBER, WHOLE_NUMBER) else None
    if needs == WHOLE_NUMBER and meant is not None and meant % 1.0:
        meant = None
    if isinstance(came, str) and needs in (PLAIN_NUMBER, WHOLE_NUMBER):
        needs += ", not an interval or a formula" if meant is None else ", without quotes"
    help = key.help(name)
    if meant is not None:
        help = f"write {name} = {meant:_.12g}"
        if isinstance(raw[name], list):
            every = [number_in(item) if isinstance(item, str) else item for item in raw[name]]
            plain = all(isinstance(item, int | float) for item in every)
            help = (
                f"write {name} = [{', '.join(f'{item:_.12g}' for item in every)}]" if plain else f"write {meant:_.12g}"
            )
    said = ".".join((name, *wrong.at))
    findings.add((*path, *wrong.at), f"`{said}` needs {needs}, got {shown(came)}", help, "", WHOLE_VALUE)


def _meant(model: type[TomlTable], key: str, raw: dict[str, Any]) -> str:
    """Return the help for an unknown key: the nearest key, and all that can be given here."""
    if key in model.inner:
        return f"it belongs to a strategy: {model.inner[key]}"
    out = {other: name for name, others in model.excludes.items() if name in raw for other in others}
    keys = model.keys
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
