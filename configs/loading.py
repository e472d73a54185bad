"""Loads a scenario: finds its text, reads it, places every mistake."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from typing import IO, Any

from .including import with_included
from .model.scenario import Origin, Scenario
from .text.added_table import with_table
from .text.csv_column import DataFiles
from .text.files import ScenarioText, check_text, read_source
from .text.locate import Locator
from .text.problems import WHOLE_VALUE, ConfigError, Finding, Findings, Path, Problem
from .text.settings import TypedAddress, apply_settings, meant
from .text.spelling import toml_text, written

__all__ = ["from_dict", "load", "load_source", "loads", "reload"]


def load(where: str | PathLike[str], stdin: IO[bytes] | IO[str] | None = None) -> Scenario:
    """Read and check a scenario.

    Parameters
    ----------
    where : str or path
        A TOML file, `-` for standard input, or the name of a bundled scenario, with or without `.toml`. A file wins.
    stdin : file, optional
        Read in place of standard input.

    Returns
    -------
    Scenario
        Its `origin.source.origin` says in words which file or bundled scenario was used.

    Raises
    ------
    ConfigError
        With every mistake of the file: address, line and column, what came and what is accepted.
    TypeError
        If it is neither text nor a path.
    """
    return load_source(read_source(where, stdin))


def loads(text: str, name: str = "scenario") -> Scenario:
    """Read and check a scenario given as text; see `load`.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        What the scenario is called in results and errors.

    Raises
    ------
    ConfigError
        As `load` does.
    TypeError
        If it is not text.
    """
    if not isinstance(text, str):
        raise TypeError(f"loads takes the text of a scenario, TOML, got {type(text).__name__}; `load` takes a path")
    return load_source(ScenarioText(check_text(text, name), name, name, f"text {name}"))


def from_dict(tables: Mapping[str, Any], name: str = "scenario") -> Scenario:
    """Check a scenario given as tables: what a file of these tables would hold; see `load`.

    Parameters
    ----------
    tables : mapping
        `{"schema": 1, "title": "...", "drivers": {...}, "strategies": {...}}`; NumPy numbers and arrays are taken too.
    name : str
        What the scenario is called in results and errors.

    Raises
    ------
    ConfigError
        As `load` does.
    TypeError
        If it is no mapping.
    """
    if not isinstance(tables, Mapping):
        raise TypeError(f"from_dict takes the tables of a scenario, got {type(tables).__name__}; `load` takes a path")
    return loads(toml_text(_plain(tables)), name)


def load_source(source: ScenarioText, contents: dict[str, bytes] | None = None) -> Scenario:
    """Read and check a scenario whose text is at hand, and perhaps the files beside it, by name; see `load`."""
    from .text.syntax import parse

    raw, problems = parse(source.text, source.place)
    if raw is None:
        raise ConfigError(problems)
    if not raw and not problems:
        message = "the file contains only comments"
        raise ConfigError([Problem("", message, "`simulate scenarios` lists scenarios to start from", source.place)])
    files = DataFiles(source.folder, source.origin, contents or {})
    tables, included, findings, mistakes = with_included(raw, files)
    origin = Origin(
        source, tables, contents=files.contents, included=included, with_values=_with_values, with_table=_with_table
    )
    problems += [*_placed(findings, origin), *mistakes]
    if findings or mistakes:
        raise ConfigError(problems)  # names of what could not be read would be unknown
    return reload(origin, problems)


def reload(origin: Origin, problems: list[Problem] | None = None) -> Scenario:
    """Check an origin with the values set on it, and return its scenario.

    `problems` are those known already; mistakes found here are added, all are raised in the order of the file.

    Raises
    ------
    ConfigError
        If there is any mistake.
    """
    from .checks.size import fits
    from .reader import read_scenario
    from .warnings.split_thousands import split_thousands

    files = DataFiles(origin.source.folder, origin.source.origin, origin.contents)
    findings = Findings(files, origin.kept)
    for name in origin.included:
        files.content(name, ".toml")  # the hash covers it
    raw = origin.raw
    if origin.settings:
        raw = _copied(origin.raw)
        # copies: a value below a table that was set changes that table
        apply_settings(raw, {path: _copied(value) for path, value in origin.settings.items()}, findings)
    if not fits(raw, findings):
        raise ConfigError(_placed(findings.items, origin))
    try:
        scenario = read_scenario(raw, origin.source.name, findings, origin.settings)
    except RecursionError:
        findings.add((), "the file is nested too deeply", "split it up")
        raise ConfigError(_placed(findings.items, origin)) from None
    found = list(problems or ())
    if findings.items:
        lines = {(problem.source, problem.line) for problem in found}
        # A line that TOML refused was repaired by guess: what follows from the guess is not a separate mistake.
        found += [problem for problem in _placed(findings.items, origin) if (problem.source, problem.line) not in lines]
    if found:
        order = [origin.source.place, *origin.included]  # settings come before files
        at = {source: place for place, source in enumerate(order)}
        raise ConfigError(sorted(found, key=lambda p: (at.get(p.source, 0), p.line or 0, p.column or 0)))
    warnings = (*scenario.warnings, *split_thousands(origin))
    return replace(scenario, origin=origin, sha256=_digest(origin, files.digests), warnings=warnings)


def _with_values(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """Return the scenario with other values at these addresses, checked again from end to end."""
    origin = scenario.origin
    assert origin is not None  # it is the origin that calls this
    settings, typed = dict(origin.settings), set(origin.typed)
    for address, value in values.items():
        path = tuple(part.strip() for part in str(address).split("."))
        for older in [p for p in settings if p[: len(path)] == path]:
            del settings[older]  # replaced, with everything below it
        settings[path] = _plain(value)
        typed.discard(path)
        if isinstance(address, TypedAddress):
            typed.add(path)
    if not settings:
        return scenario
    changed = reload(replace(origin, settings=dict(sorted(settings.items())), typed=frozenset(typed)))
    return replace(changed, original=scenario.original or scenario)


def _with_table(scenario: Scenario, path: Path, table: Mapping[str, Any]) -> Scenario:
    """Return the scenario of the same text with one more table, and the same values set on it."""
    origin = scenario.origin
    assert origin is not None  # it is the origin that calls this
    for above in origin.settings:
        if above == path[: len(above)]:  # a whole table was set there: the text is hidden behind it
            tables = copy.deepcopy(origin.settings[above])
            place = tables
            for key in path[len(above) : -1]:
                place = place.setdefault(key, {})
            place[path[-1]] = table
            return _with_values(scenario, {".".join(above): tables})
    source = replace(origin.source, text=with_table(origin.source.text, path, _plain(table)))
    more = load_source(source, origin.contents)
    return more.with_values({".".join(path): value for path, value in origin.settings.items()})


def _plain(value: Any) -> Any:
    """Return NumPy's numbers and SciPy's frozen laws as a file has them, copies of tables and lists, else the value."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if hasattr(value, "dist") and hasattr(value, "kwds"):  # `scipy.stats.gamma(2, scale=3)`, without importing it
        shapes = [name.strip() for name in (value.dist.shapes or "").split(",") if name.strip()]
        given = dict(zip([*shapes, "loc", "scale"], value.args, strict=False)) | value.kwds
        value = {"dist": f"scipy:{value.dist.name}"} | given
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _copied(value: Any) -> Any:
    """Return a copy of tables and lists, as TOML gives them: `copy.deepcopy` takes four times as long."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


def _digest(origin: Origin, files: Mapping[str, str]) -> str:
    """Hash the text, and after it what was set and the files read beside it, each in an order of its own."""
    digest = hashlib.sha256(origin.source.text.encode())
    if origin.settings:
        settings: Mapping[str, str] = {".".join(path): written(value) for path, value in origin.settings.items()}
        digest.update(b"\0" + json.dumps(settings, sort_keys=True).encode())
    if files:
        digest.update(b"\0files\0" + json.dumps(files, sort_keys=True).encode())
    return digest.hexdigest()


def _placed(findings: list[Finding], origin: Origin) -> list[Problem]:
    """Look up the place of each finding: a line of the file, or the setting that brought the value."""
    located: dict[str, Locator] = {}
    found = []
    for item in findings:
        text, file = origin.text_of(item.path)
        if file not in located:
            located[file] = Locator(text)
        found.append(_set_problem(item, origin) or _file_problem(item, origin, file, located[file]))
    return found


def _set_problem(item: Finding, origin: Origin) -> Problem | None:
    above = [path for path in origin.settings if item.path[: len(path)] == path]
    if not above:
        return None
    path = max(above, key=len)
    value = origin.settings[path]
    if path in origin.typed:
        place = f"--set {'.'.join(path)}={setting_text(value)}"
    else:
        place = f"{'.'.join(path)} = {setting_text(written(value))}"
    address = ".".join(item.path)
    unknown = path == item.path and item.message.startswith("unknown key")
    help = (meant(origin.raw, path) if unknown else "") or item.help
    return Problem(address, item.message, help, place, label=item.label or address)


def setting_text(value: object) -> str:
    """Return a value as it is written after `--set ADDRESS=`."""
    text = value if isinstance(value, str) else written(value)
    return text if len(text) <= 200 else text[:197] + "..."


def _file_problem(item: Finding, origin: Origin, file: str, locator: Locator) -> Problem:
    address = ".".join(item.path)
    _, place = locator.nearest(item.path)
    if place is None:
        return Problem(address, item.message, item.help, file, label=item.label)
    start, width = place.start, place.width
    if item.offset == WHOLE_VALUE and item.path in locator.places and place.value >= 0:
        start, width = place.value, place.stop - place.value
    elif item.offset is not None and item.path in locator.places:
        value: Any = origin.raw
        for key in item.path:
            value = value[int(key)] if isinstance(value, list) else value.get(key, {})
        inside = locator.inside(item.path, value) if isinstance(value, str) else None
        if inside is not None:
            start, width = inside + item.offset, item.width
    line, column = locator.line_column(start)
    label = item.label or address
    return Problem(address, item.message, item.help, file, line, column, width, locator.line_text(line), label)
