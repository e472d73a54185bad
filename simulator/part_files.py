"""The file of a part of a run: data alone, so that reading one from a stranger runs no code.

It is a zip archive, as NumPy's `.npz` files are: `head.json` says which part of which run it is and holds the scenario,
and each array is a `.npy` file without pickled objects.
"""

from __future__ import annotations

import io
import json
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..configs import ConfigError, Scenario
from ..configs.packed import pack, unpack
from .engine.engine import Progress
from .footprint import memory_of
from .identity import STREAM_VERSION, VERSION
from .parts import Arrays, Head, Merge
from .result import Result

__all__ = ["PartError", "head_in", "merge_parts", "part_bytes"]

_FORMAT = "tcorisk part 1"
_BEGINS = b"PK\x03\x04"
_HEAD = "head.json"
_LARGEST_HEAD = 100_000_000  # a scenario of 1 MB, and its CSV files
_LONGEST_VERSION = 40
_DATE = (1980, 1, 1, 0, 0, 0)  # the same part has the same bytes
_SHOWN = 10  # missing parts that are named

_DAMAGE = (
    *(KeyError, ValueError, TypeError, EOFError, RecursionError, NotImplementedError, RuntimeError, MemoryError),
    *(ConfigError, OverflowError, zipfile.BadZipFile, zlib.error, SyntaxError, tokenize.TokenError),
)
_DIFFER = {
    "version": ("was written by tcorisk {}", "by {}"),
    "stream_version": ("has random numbers of version {}", "of version {}"),
    "config_sha256": ("is of the scenario with hash {}", "of {}"),
    "trajectories": ("has a run of {} futures", "one of {}"),
    "sampler": ("has the sampler {}", "{}"),
    "seed": ("has the seed {}", "{}"),
    "parts": ("is of a run in {} parts", "of one in {}"),
    "first_block": ("was computed on a machine whose first block has the hash {}", "on one with {}"),
}

Found = TypeVar("Found")


class PartError(ValueError):
    """A file is not a part of the run that is merged; the message names the file."""


def part_bytes(head: Head, arrays: Arrays, scenario: Scenario) -> bytes:
    """Return the file of a part."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        header = {"format": _FORMAT, **asdict(head), "scenario": pack(scenario)}
        _write(archive, _HEAD, json.dumps(header, allow_nan=False).encode())
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            _write(archive, f"{name}.npy", content.getvalue())
    return written.getvalue()


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED, 1)


def head_in(path: Path) -> Head | None:
    """Return the head of a part; None if the file is no part."""
    try:
        return _reading(path, partial(_head_of, path))[0]
    except PartError:
        return None


def merge_parts(paths: Sequence[Path], *, threads: int | None = None, progress: Progress | None = None) -> Result:
    """Return the result of a run from the files of all its parts, in any order: that of `simulate`, to the last bit.

    Parameters
    ----------
    paths : sequence of Path
    threads : int, optional
    progress : callable, optional
        As for `simulate`, where two strategies are run once more.

    Raises
    ------
    PartError
        If a file cannot be read, is no part, or damaged, or of another run than the first; if a part is missing, or
        there twice.
    SimulationError
        If some future has no finite cost.
    """
    if not paths:
        raise PartError("no parts to merge")
    first_path = paths[0]
    first, packed = _reading(first_path, partial(_head_of, first_path))
    heads = [first]
    for path in paths[1:]:
        heads.append(_reading(path, partial(_head_of, path))[0])  # its scenario is let go
        _check_same_run(first_path, first, path, heads[-1])
    _check_complete(paths, heads)
    if (first.version, first.stream_version) != (VERSION, STREAM_VERSION):
        raise PartError(
            f"{first_path}: the parts were written by tcorisk {first.version}, and this is {VERSION}: "
            "merge them with the version that wrote them"
        )
    scenario = _reading(first_path, lambda: _scenario(packed, first))
    try:
        merge = Merge(scenario, first)
    except ValueError as error:
        raise PartError(f"{first_path}: {error}") from None
    for path, head in zip(paths, heads, strict=True):
        _reading(path, partial(_add, merge, path, head))
    try:
        return merge.result(threads, progress)
    except ValueError as error:
        raise PartError(f"{first_path} and {len(paths) - 1} more: {error}") from None


def _add(merge: Merge, path: Path, head: Head) -> None:
    merge.add(head, _arrays_of(path, merge))


def _reading(path: Path, read: Callable[[], Found]) -> Found:
    try:
        return read()
    except PartError:
        raise
    except OSError as error:
        raise PartError(f"{path} cannot be read: {error.strerror or _reason(error)}") from None
    except _DAMAGE as error:
        raise PartError(f"{path} is not a part of a run, or is damaged ({_reason(error)})") from None


def _reason(error: Exception) -> str:
    if isinstance(error, ConfigError):
        return "its scenario has mistakes"
    return " ".join(str(error).split())[:120] or type(error).__name__


def _open(path: Path) -> zipfile.ZipFile:
    if not path.is_file():  # a pipe or a device would be read for ever
        raise PartError(f"{path}: there is no such file")
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            if file.read(len(_BEGINS)) == _BEGINS:
                raise ValueError("its end is missing")
        raise PartError(f"{path} is not a part file")
    return zipfile.ZipFile(path)


def _head_of(path: Path) -> tuple[Head, Any]:
    with _open(path) as archive:
        found = json.loads(_member(archive, _HEAD, _LARGEST_HEAD))
    if found["format"] != _FORMAT:
        raise ValueError(f"its format is not {_FORMAT!r}")
    values = {field.name: found[field.name] for field in fields(Head)}
    for field in fields(Head):
        if type(values[field.name]).__name__ != field.type:
            raise ValueError(f"`{field.name}` is not of type {field.type}")
    texts = [value for value in values.values() if isinstance(value, str)]
    if not all(map(str.isprintable, texts)) or len(values["version"]) > _LONGEST_VERSION:
        raise ValueError("its head holds what no version writes")
    head = Head(**values)
    if not 1 <= head.part <= head.parts:
        raise ValueError(f"there is no part {head.part} of {head.parts}")
    return head, found["scenario"]


def _member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    info = archive.getinfo(name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{name} is packed in another way")
    if info.file_size > most:
        raise ValueError(f"{name} is too large")
    with archive.open(info) as member:  # `archive.read` would unpack more than the size that it states of itself
        return member.read(info.file_size + 1)


def _array(content: bytes) -> NDArray[Any]:
    """Return the array of a `.npy` file; NumPy's own reader takes the memory that its head asks for."""
    stream = io.BytesIO(content)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError("an array has another format")
    shape, by_columns, dtype = np.lib.format.read_array_header_1_0(stream)
    if by_columns or dtype.hasobject:
        raise ValueError("an array is not of plain numbers")
    return np.frombuffer(content, dtype, offset=stream.tell()).reshape(shape).copy()


def _arrays_of(path: Path, merge: Merge) -> Arrays:
    most = 2 * memory_of(merge.plan.sample.program)
    found: dict[str, NDArray[Any]] = {}
    with _open(path) as archive:
        for name in merge.names:
            content = _member(archive, f"{name}.npy", most)
            most -= len(content)
            found[name] = _array(content)
    return found


def _scenario(packed: Any, head: Head) -> Scenario:
    scenario = unpack(packed)
    if scenario.sha256 != head.config_sha256:
        raise ValueError("its scenario has another hash than it says")
    return scenario


def _check_same_run(first_path: Path, first: Head, path: Path, head: Head) -> None:
    for name, (words, other) in _DIFFER.items():
        mine, theirs = getattr(head, name), getattr(first, name)
        if mine != theirs:
            shown = [value[:12] if isinstance(value, str) else f"{value:,}" for value in (mine, theirs)]
            differ = f"{path} {words.format(shown[0])}, {first_path} {other.format(shown[1])}"
            raise PartError(f"{differ}: they are not parts of one run")


def _check_complete(paths: Sequence[Path], heads: Sequence[Head]) -> None:
    by_part: dict[int, Path] = {}
    for path, head in zip(paths, heads, strict=True):
        if head.part in by_part:
            raise PartError(f"{by_part[head.part]} and {path} are both part {head.part} of {head.parts}")
        by_part[head.part] = path
    parts = heads[0].parts
    if len(by_part) < parts:
        missing = [str(part) for part in range(1, min(parts, len(by_part) + _SHOWN + 1) + 1) if part not in by_part]
        count, shown = parts - len(by_part), ", ".join(missing[:_SHOWN])
        more = "" if count <= _SHOWN else f" and {count - _SHOWN:,} more"
        what = f"part {shown} is" if count == 1 else f"parts {shown}{more} are"
        raise PartError(f"{what} missing: there are {len(by_part):,} files of a run in {parts:,} parts")
