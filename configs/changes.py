"""What two scenarios write differently, address by address, and the scenarios in between.

A change is one value that can be switched by itself: a quantity, a setting of a line or of a process, a list. What one
file has and the other lacks (a line, a driver, a strategy) is one change too. Titles, labels and the like move no cost
and are marked as such.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from .loading import reload
from .model.scenario import Origin, Scenario
from .text.problems import Findings, Path
from .text.settings import apply_settings

__all__ = ["Change", "Mixer", "find_changes"]

#: Stands for a value that is not there.
_MISSING: Any = object()
#: Settings of the file, and of a strategy, that change no cost.
_PLAIN_TOP = {"schema", "title", "currency", "horizons", "baseline", "categories", "unit"}
_PLAIN_STRATEGY = {"label", "kind", "barred", "budget_per_month"}
_CONTAINERS = {"costs", "inputs", "outputs", "parts", "meets"}
#: What a line is paid for, and when: lines that differ in these are other lines.
_TIMINGS = {"monthly", "one_time", "per_event", "minimum", "every", "events_per_month", "events_per_year", "on"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two scenarios as written.

    Attributes
    ----------
    path : tuple of str
        The keys of its address.
    kind : str
        "changed", "added" (only the second has it) or "dropped".
    before, after : object
        As TOML values; None if there is none.
    moves : bool
        Whether it can move a cost.
    """

    path: Path
    kind: str
    before: Any
    after: Any
    moves: bool

    @property
    def address(self) -> str:
        """Where it is written."""
        return ".".join(self.path)


def find_changes(a: Scenario, b: Scenario) -> list[Change]:
    """Return every difference, in the order of the first file; what only the second has follows at its place.

    Raises
    ------
    ValueError
        If a scenario was not loaded.
    """
    return Mixer(a, b).changes


class Mixer:
    """Makes the scenarios in between: the first, with some of the changes.

    Parameters
    ----------
    a, b : Scenario
        As `load` returns them, values set or not.

    Attributes
    ----------
    changes : list of Change
    """

    def __init__(self, a: Scenario, b: Scenario) -> None:
        """Find the changes."""
        self._origin = _origin(a)
        other = _origin(b)
        self._contents = {**other.contents, **self._origin.contents}
        before, after = _tables(self._origin), _tables(other)
        clashing = {name for name, content in other.contents.items() if self._contents[name] != content}
        self._contents |= {_renamed(name): other.contents[name] for name in clashing}
        after = _with_files(after, clashing)
        self.changes = list(_differences(before, after, ()))
        self._before = before
        self._categories = [*dict.fromkeys([*before.get("categories", []), *after.get("categories", [])])]

    def scenario(self, switched: Collection[int], baseline: str) -> Scenario:
        """Return the first scenario with the changes of these numbers made, and with nothing that is only reported.

        Raises
        ------
        ConfigError
            If these changes cannot be made without others.
        """
        tables = copy.deepcopy(self._before)
        for at in sorted(switched):
            if self.changes[at].moves:
                _make(tables, self.changes[at])
        tables.pop("unit", None)
        tables["baseline"] = baseline
        if self._categories:
            tables["categories"] = self._categories
        return reload(replace(self._origin, raw=tables, settings={}, typed=frozenset(), contents=self._contents))


def _origin(scenario: Scenario) -> Origin:
    if scenario.origin is None:
        raise ValueError("only scenarios that were loaded can be compared")
    return scenario.origin


def _tables(origin: Origin) -> dict[str, Any]:
    """Return the tables of a file with the values that were set on it."""
    tables = copy.deepcopy(origin.raw)
    apply_settings(tables, origin.settings, Findings())
    return tables


def _renamed(name: str) -> str:
    path = PurePosixPath(name)
    return f"{path.with_suffix('')} (of the second scenario){path.suffix}"


def _with_files(value: Any, clashing: Collection[str]) -> Any:
    """Return tables in which a CSV file that has other numbers in the first scenario has another name."""
    if isinstance(value, list):
        return [_with_files(item, clashing) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _with_files(item, clashing) for key, item in value.items()}
    name = found.get("file")
    return found | {"file": _renamed(name)} if isinstance(name, str) and name in clashing else found


def _differences(before: Any, after: Any, path: Path) -> Iterator[Change]:
    if _same(before, after):
        return
    opened = _opened(before, after, path)
    if opened is not None:
        one, other = opened
        for key in dict.fromkeys([*one, *other]):
            yield from _differences(one.get(key, _MISSING), other.get(key, _MISSING), (*path, str(key)))
        return
    kind = "added" if before is _MISSING else "dropped" if after is _MISSING else "changed"
    plain = (len(path) == 1 and path[0] in _PLAIN_TOP) or (
        len(path) == 3 and path[0] == "strategies" and path[2] in _PLAIN_STRATEGY
    )
    yield Change(path, kind, None if before is _MISSING else before, None if after is _MISSING else after, not plain)


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _opened(before: Any, after: Any, path: Path) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return two tables to be compared key by key; None if they are to be taken whole."""
    container = path in ((), ("drivers",), ("tariffs",), ("requirements",), ("strategies",)) or (
        path[0] == "strategies" and (path[2:] in [(key,) for key in _CONTAINERS] or (len(path) == 5 and _is_with(path)))
    )
    if container:
        before, after = ({} if value is _MISSING else value for value in (before, after))
    if path == ("correlations",) and isinstance(before, list) and isinstance(after, list):
        alike = [item.get("between") for item in before] == [item.get("between") for item in after]
        return ({str(k): x for k, x in enumerate(before)}, {str(k): x for k, x in enumerate(after)}) if alike else None
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return None
    if container or (len(path) == 2 and path[0] in ("correlations", "requirements", "strategies")):
        return before, after
    if path[0] == "strategies" and path[-1] in ("launch", "buffer") and len(path) == 3:
        return before, after
    if path[0] == "strategies" and len(path) == 4 and path[2] == "parts":
        return (before, after) if before.get("of") == after.get("of") else None
    if path[0] == "strategies" and len(path) == 4 and path[2] == "costs":
        return (before, after) if _TIMINGS & before.keys() == _TIMINGS & after.keys() else None
    if (path[0], len(path)) == ("drivers", 2) or (len(path) == 4 and path[2] == "inputs"):
        return (before, after) if before.get("process") == after.get("process") is not None else None
    return None


def _is_with(path: Path) -> bool:
    """Return whether a path is that of what a part of a mix binds."""
    return (path[2], path[4]) == ("parts", "with")


def _make(tables: dict[str, Any], change: Change) -> None:
    place: Any = tables
    for key in change.path[:-1]:
        place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
    if change.kind == "dropped":
        del place[change.path[-1]]
    else:
        place[change.path[-1]] = copy.deepcopy(change.after)
