"""Finished points of a sweep in an SQLite file: they outlive the process that found them.

Table `sweep` has JSON by number: 0 says which sweep it is, 1 has the rows of the first point, and so on. Each point is
committed as soon as it is finished. SQLite keeps the file whole when the process is killed, and other processes out
while it is open.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ...configs.text.spelling import date_text

__all__ = ["OtherSweepError", "SweepStore"]

Rows = list[dict[str, Any]]

_SHOWN = 5  # values of an axis that are all named
_TABLE = "CREATE TABLE sweep (number INTEGER PRIMARY KEY, json TEXT NOT NULL)"
_OF_THE_DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_ADD = "INSERT INTO sweep VALUES (?, ?)"


class OtherSweepError(ValueError):
    """The file holds the points of another sweep; the message names the settings that differ."""


class SweepStore:
    """The file of one sweep, open for more points.

    Parameters
    ----------
    path : Path
        Created if it is missing.
    head : dict
        What identifies the sweep. Plain values that JSON gives back as they were.
    are_rows : callable, optional
        Whether the points in the file, whatever JSON holds for each, are points of this sweep.

    Attributes
    ----------
    done : list of list of dict
        The rows of each finished point.

    Raises
    ------
    OtherSweepError
        If the file holds another sweep.
    ValueError
        If it is not such a file, is damaged, or is being written by another process.
    OSError
        If it cannot be opened or written.
    """

    def __init__(
        self, path: Path, head: dict[str, Any], are_rows: Callable[[list[Any]], bool] = lambda points: True
    ) -> None:
        """Open the file, and read what is in it."""
        self.path = path
        self.done: list[Rows] = []
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o666))  # SQLite's error would not say why it cannot
        self._file = sqlite3.connect(path, timeout=0.0, isolation_level=None)
        try:
            self._read(json.loads(_json(head)), are_rows)
        except sqlite3.Error as error:
            self._file.close()
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise ValueError(f"{path} is being written by another sweep") from None
            if error.sqlite_errorcode & 0xFF in _OF_THE_DISK:  # the low byte is the kind
                if path.stat().st_size == 0:
                    self.remove(path)  # it would pass for an earlier sweep
                raise OSError(f"{path}: {error}") from None
            raise ValueError(f"{path} is not a file of a sweep, or is damaged") from None
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._file.close()

    def add(self, rows: Rows) -> None:
        """Add a finished point; when this returns it is on disk."""
        try:
            self._file.execute(_ADD, (len(self.done) + 1, _json(rows)))
        except sqlite3.Error as error:
            raise OSError(f"{self.path}: {error}") from None
        self.done.append(rows)

    @staticmethod
    def remove(path: Path) -> None:
        """Remove a file of a sweep, and what a killed process may have left beside it."""
        for each in (path, path.with_name(f"{path.name}-journal")):
            each.unlink(missing_ok=True)

    def _read(self, head: dict[str, Any], are_rows: Callable[[list[Any]], bool]) -> None:
        file = self._file
        file.execute("PRAGMA locking_mode = EXCLUSIVE")  # until the file is closed
        file.execute("BEGIN EXCLUSIVE")
        held = file.execute("SELECT sql FROM sqlite_master").fetchall()
        if not held:
            file.execute(_TABLE)
            file.execute(_ADD, (0, _json(head)))
        elif held != [(_TABLE,)]:  # in a stranger's file `sweep` may be a view without end
            raise ValueError(f"{self.path} is not a file of a sweep, or is damaged")
        numbered = file.execute("SELECT number, json FROM sweep ORDER BY number").fetchall()
        file.execute("COMMIT")
        try:
            found, *self.done = (json.loads(text) for _, text in numbered)
            if not isinstance(found, dict) or [number for number, _ in numbered] != list(range(len(numbered))):
                raise ValueError
        except (ValueError, TypeError, RecursionError):
            raise ValueError(f"{self.path} is not a file of a sweep, or is damaged") from None
        differs = [_difference(key, found.get(key), mine) for key, mine in head.items() if found.get(key) != mine]
        if differs:
            raise OtherSweepError(f"{self.path} holds another sweep: {'; '.join(differs)}")
        if not are_rows(self.done):
            raise ValueError(f"{self.path} is damaged: some of its points do not belong to this sweep")


def _json(value: Any) -> str:
    return json.dumps(value, allow_nan=False, ensure_ascii=False, default=date_text)


#: Members of a head that a sentence calls something else.
_CALLED = {"trajectories": "number of futures", "version": "version of tcorisk"}


def _difference(key: str, theirs: Any, mine: Any) -> str:
    """Return what a setting of the sweep in the file is, and what it is here, in words."""
    if key == "config_sha256":
        return "the scenario itself differs: its file was changed since, or other values or horizons are set"
    if key == "stream_version":
        return "this version draws other random numbers"
    if key == "axes":
        return _axes_difference(theirs, mine)
    return f"its {_CALLED.get(key, key)} is {_short(theirs)}, here it is {_short(mine)}"


def _axes_difference(theirs: Any, mine: Any) -> str:
    """Return which addresses only one of the sweeps varies, or over which values they differ, in words."""
    try:
        there, here = ({address: values for address, values in axes} for axes in (theirs, mine))
    except (TypeError, ValueError):
        return "what is varied differs"
    found = [f"it varies {address}, which is not varied here" for address in there if address not in here]
    found += [f"{address} is varied here, and not there" for address in here if address not in there]
    found += [
        f"it varies {address} over {_values(there[address])}, here over {_values(here[address])}"
        for address in there
        if address in here and there[address] != here[address]
    ]
    return "; ".join(found) or f"it varies {', '.join(there)} in this order, here {', '.join(here)}"


def _values(values: Any) -> str:
    """Return the values of an axis in words: all of a few, else their number and both ends."""
    if not isinstance(values, list) or len(values) <= _SHOWN:
        return _short(values)
    return f"{len(values):,} values from {_short(values[0])} to {_short(values[-1])}"


def _short(value: Any) -> str:
    text = f"{value:_}" if isinstance(value, int) and not isinstance(value, bool) else None
    text = text or json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."
