"""`include = [FILE, ...]`: drivers, tariffs and strategies from other files of the scenario's own folder."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from .model.scenario import Included
from .text.csv_column import DataFiles
from .text.files import LARGEST, decode
from .text.problems import WHOLE_VALUE, ConfigError, Finding, Findings, Path, Problem
from .text.refused import Refused
from .text.spelling import accepted, nearest, shown
from .text.syntax import parse

__all__ = ["with_included"]

#: What an included file brings.
_BROUGHT = ("drivers", "tariffs", "strategies")

#: What else it may say, so that it may be a scenario of its own; only its currency matters.
_IDLE = ("schema", "title", "currency", "horizons")

#: Files that one scenario may include.
_MOST = 20


def with_included(
    raw: dict[str, Any], files: DataFiles
) -> tuple[dict[str, Any], dict[str, Included], list[Finding], list[Problem]]:
    """Return the tables of a file together with those of the files that it includes.

    Parameters
    ----------
    raw : dict
        The tables of the file.
    files : DataFiles
        Reads the others.

    Returns
    -------
    tables : dict
        Own entries first; one of them replaces an included one of the same name. `include` is gone where it is right.
    included : dict of str to Included
    findings : list of Finding
        What is wrong in the file itself.
    problems : list of Problem
        What is wrong in those that it includes.
    """
    names = raw.get("include")
    findings, problems = Findings(), list[Problem]()
    tables: dict[str, Any] = {key: value for key, value in raw.items() if key != "include"}
    included: dict[str, Included] = {}
    if names is None:
        return tables, included, [], []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        message = f"`include` needs a list of file names in quotes, got {shown(names)}"
        findings.add(("include",), message, 'write include = ["prices.toml"]', "", WHOLE_VALUE)
        return tables, included, findings.items, []
    read = 0
    if len(names) > _MOST:
        findings.add(("include",), f"{len(names)} files are included; {_MOST} is the most", "merge some of them")
    for index, name in enumerate(str(PurePosixPath(name)) for name in names[:_MOST]):
        path = ("include", str(index))
        if name in included:
            findings.add(path, f"{shown(name)} is included twice", "list it once", "", WHOLE_VALUE)
            continue
        try:
            text = decode(files.content(name, ".toml"), name)
        except Refused as refused:
            findings.add(path, str(refused), refused.help, "", WHOLE_VALUE)
            continue
        except ConfigError as error:
            problems += error.problems
            continue
        read += len(text)
        if read > LARGEST:
            findings.add(
                path, f"the included files have more than {LARGEST // 1_000_000} MB together", "keep what is used"
            )
            break
        other, mistakes = parse(text, name)
        problems += mistakes
        if other is not None:
            included[name] = _merge(name, text, other, tables, raw, included, path, findings)
    return tables, included, findings.items, problems


def _merge(
    name: str,
    text: str,
    other: dict[str, Any],
    tables: dict[str, Any],
    raw: dict[str, Any],
    included: dict[str, Included],
    path: Path,
    findings: Findings,
) -> Included:
    """Add the entries of an included file to the tables."""
    for key in other:
        if key not in (*_BROUGHT, *_IDLE):
            known = accepted(_BROUGHT)
            meant = f"did you mean `{nearest(key, _BROUGHT)}`? " if nearest(key, _BROUGHT) else ""
            help = f"{meant}an included file brings {known}; leave `{key}` out of it, or write it in this file"
            findings.add(path, f"{shown(name)} has `{key}`, which cannot be included", help, "", WHOLE_VALUE)
    for key, what in (("currency", "is in"), ("schema", "is of schema")):
        if key in other and other[key] != raw.get(key):
            message = f"{shown(name)} {what} {shown(other[key])}, and this scenario {what} {shown(raw.get(key))}"
            findings.add(path, message, "an included file has to agree with the scenario", "", WHOLE_VALUE)
    brought: list[Path] = []
    replaced: list[Path] = []
    for key in _BROUGHT:
        entries = other.get(key, {})
        if not isinstance(entries, dict):
            findings.add(path, f"`{key}` of {shown(name)} needs a table, got {shown(entries)}", "", "", WHOLE_VALUE)
            continue
        own = raw.get(key, {})
        if not isinstance(own, dict):
            continue
        merged = dict(tables.get(key, {}))
        for entry, value in entries.items():
            elsewhere = next((file for file, item in included.items() if (key, entry) in item.entries), None)
            if entry in own:
                replaced.append((key, entry))
            elif elsewhere is not None:
                message = f"{shown(name)} and {shown(elsewhere)} both have {key}.{entry}"
                help = f"keep it in one of them, or write {key}.{entry} in this file: it then replaces both"
                findings.add(path, message, help, "", WHOLE_VALUE)
            else:
                brought.append((key, entry))
                merged[entry] = value
        if merged:
            tables[key] = merged
    return Included(text, frozenset(brought), tuple(".".join(entry) for entry in replaced))
