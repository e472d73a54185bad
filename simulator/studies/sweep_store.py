"""Finished points of a sweep in a file: what was found outlives the process that found it.

A line of JSON for each point, in order, appended and synced to disk as soon as the point is finished; the first line
says which sweep it is. A last line that a kill has torn is dropped.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

__all__ = ["OtherSweepError", "SweepStore"]

Rows = list[dict[str, Any]]

_SHOWN = 5  # values of an axis that are all named


class OtherSweepError(ValueError):
    """The file holds the points of another sweep: its words say which settings differ."""


class SweepStore:
    """The file of one sweep, open for more points.

    Parameters
    ----------
    path : Path
        Made if it is missing.
    head : dict
        What tells this sweep from others. Plain values that JSON gives back as they were.
    are_rows : callable, optional
        Tells of the points that are in the file, whatever JSON holds for each, whether they are this sweep's.

    Attributes
    ----------
    done : list of list of dict
        The rows of each finished point.

    Raises
    ------
    OtherSweepError
        If the file holds another sweep.
    ValueError
        If it is no such file, is damaged, or is being written by another process.
    """

    def __init__(
        self, path: Path, head: dict[str, Any], are_rows: Callable[[list[Any]], bool] = lambda points: True
    ) -> None:
        """Open the file, and read what is in it."""
        self.path = path
        self.done: list[Rows] = []
        self._file = _open_alone(path)
        try:
            self._read(json.loads(_line(head)), are_rows)
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
        """Append a finished point; when this returns it is on disk."""
        self._write(_line({"point": len(self.done), "rows": rows}).encode())
        self.done.append(rows)

    def _read(self, head: dict[str, Any], are_rows: Callable[[list[Any]], bool]) -> None:
        raw = self._file.read()
        whole = raw[: raw.rfind(b"\n") + 1]
        if not whole and not _line(head).encode().startswith(raw):
            raise ValueError(f"{self.path} is no file of a sweep")
        if len(whole) < len(raw):
            self._file.truncate(len(whole))
            self._file.seek(len(whole))
        lines = whole.splitlines()
        if not lines:
            self._write(_line(head).encode())
            return
        try:
            found, *points = (json.loads(line) for line in lines)
            self.done = [point["rows"] for point in points]
            if not isinstance(found, dict) or [point["point"] for point in points] != list(range(len(points))):
                raise ValueError
        except (ValueError, KeyError, TypeError, RecursionError):
            raise ValueError(f"{self.path} is no file of a sweep, or is damaged") from None
        differs = [_difference(key, found.get(key), mine) for key, mine in head.items() if found.get(key) != mine]
        if differs:
            raise OtherSweepError(f"{self.path} holds another sweep: {'; '.join(differs)}")
        if not are_rows(self.done):
            raise ValueError(f"{self.path} is damaged: some of its points are none of this sweep")

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._file.flush()
        os.fsync(self._file.fileno())


def _open_alone(path: Path) -> IO[bytes]:
    """Open a file for reading and appending, and keep other processes out of it while it is open."""
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
    with contextlib.suppress(ImportError):  # no such locks on Windows
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise ValueError(f"{path} is being written by another sweep") from None
    return file


def _line(value: Any) -> str:
    return json.dumps(value, allow_nan=False, ensure_ascii=False) + "\n"


#: What the members of a head are called in a sentence, those that are no plain word.
_CALLED = {"trajectories": "number of futures", "version": "version of tcorisk"}


def _difference(key: str, theirs: Any, mine: Any) -> str:
    """Say in words what a setting of the sweep in the file is, and what it is here."""
    if key == "config_sha256":
        return "the scenario itself differs: its file was changed since, or other values or horizons are set"
    if key == "stream_version":
        return "the random numbers of this version are others"
    if key == "axes":
        return _axes_difference(theirs, mine)
    return f"its {_CALLED.get(key, key)} is {_short(theirs)}, here it is {_short(mine)}"


def _axes_difference(theirs: Any, mine: Any) -> str:
    """Say which addresses are varied there and not here, the other way round, or over other values."""
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
    """Write the values of an axis: all of a few, else how many and both ends."""
    if not isinstance(values, list) or len(values) <= _SHOWN:
        return _short(values)
    return f"{len(values):,} values from {_short(values[0])} to {_short(values[-1])}"


def _short(value: Any) -> str:
    text = f"{value:_}" if isinstance(value, int) and not isinstance(value, bool) else None
    text = text or json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."
