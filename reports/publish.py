"""Writes a set of files as one folder: all of them or none, and never over a user's own files."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

if sys.platform != "win32":
    import fcntl

__all__ = ["MANIFEST", "EarlierSetError", "check_folder", "write_folder"]

#: Lists the files of a set with their hashes: only what it lists, unchanged, may be replaced.
MANIFEST = "manifest.json"
_FORMAT = "tcorisk report 1"


class EarlierSetError(FileExistsError):
    """The folder holds an earlier set, which may be replaced with `force`."""


def check_folder(folder: Path, force: bool) -> None:
    """Check that a set may be written to a folder.

    The folder may be missing or empty; with `force` it may hold an earlier set.

    Parameters
    ----------
    folder : path
    force : bool
        Whether an earlier set may be replaced.

    Raises
    ------
    EarlierSetError
        If the folder holds an earlier set and `force` is false.
    FileExistsError
        If the folder may never be replaced: it holds a file that no set put there, or that was changed since.
    FileNotFoundError, NotADirectoryError
        If the parent folder is missing or not a folder.
    PermissionError
        If this user may not write to the parent folder.
    """
    above = folder.absolute().parent
    _check_parent(above)
    with _turn_in(above):
        _check(folder, force)


def _check_parent(above: Path) -> None:
    if not above.exists():
        raise FileNotFoundError(f"{above} does not exist")
    if not above.is_dir():
        raise NotADirectoryError(f"{above} is not a folder")
    if not os.access(above, os.W_OK | os.X_OK):
        raise PermissionError(f"no right to write in {above}")


def _check(folder: Path, force: bool) -> None:
    if folder.is_symlink():
        raise FileExistsError(f"{folder} is a symbolic link: name the folder itself")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise FileExistsError(f"{folder} already exists and is not a folder")
    if os.path.ismount(folder):  # it cannot be renamed
        raise FileExistsError(f"{folder} is a mount point: name a folder inside it")
    there = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()
    }
    if not there:
        return
    written = _listed(folder)
    if foreign := sorted(there - written.keys() - {MANIFEST}):
        raise FileExistsError(f"{folder} contains files not written by tcorisk ({_named(foreign)}); not replacing it")
    if changed := sorted(name for name in there & written.keys() if _digest(folder / name) != written[name]):
        raise FileExistsError(
            f"{folder} contains files that were changed since they were written ({_named(changed)}): move them away"
        )
    if not force:
        raise EarlierSetError(f"{folder} already exists")


def _named(names: Sequence[str]) -> str:
    return names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "")


def write_folder(
    files: Mapping[str, bytes], folder: Path, force: bool = False, about: Mapping[str, str] | None = None
) -> None:
    """Write files as one folder, in one step: a failure leaves what was there before.

    Parameters
    ----------
    files : mapping of str to bytes
        By path inside the folder, with `/` between its parts.
    folder : path
    force : bool
        Replace an earlier set.
    about : mapping of str to str, optional
        Further entries of the manifest.

    Raises
    ------
    FileExistsError, FileNotFoundError, NotADirectoryError, PermissionError
        As `check_folder`.
    ValueError
        If a path leads out of the folder.
    OSError
        If a file cannot be written.
    """
    check_folder(folder, force)
    target = folder.absolute()
    work = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent))
    new, old = work / "new", work / "old"
    try:
        new.mkdir()
        for name, content in {**files, MANIFEST: _manifest(files, about or {})}.items():
            _write(new, name, content)
        with _turn_in(target.parent):
            _check(folder, force)  # somebody may have written there meanwhile
            try:
                if target.exists():
                    shutil.copymode(target, new)  # a private folder stays private
                    target.rename(old)
                new.rename(target)
            finally:
                if old.exists() and not target.exists():
                    old.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextlib.contextmanager
def _turn_in(parent: Path) -> Iterator[None]:
    """Wait until no other process checks or replaces a folder in this one: each would see half of the other's work."""
    with contextlib.ExitStack() as opened:
        if sys.platform != "win32":
            handle = os.open(parent, os.O_RDONLY)
            opened.callback(os.close, handle)
            with contextlib.suppress(OSError):  # a file system without locks
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _manifest(files: Mapping[str, bytes], about: Mapping[str, str]) -> bytes:
    listed = {
        name: {"bytes": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()} for name in sorted(files)
    }
    return (json.dumps({"format": _FORMAT, **about, "files": listed}, indent=2, ensure_ascii=False) + "\n").encode()


def _listed(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that a folder's manifest lists; empty without a manifest of this format."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        if manifest["format"] == _FORMAT:
            return {name: entry["sha256"] for name, entry in manifest["files"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        pass
    return {}


def _digest(path: Path) -> str:
    return "" if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest()


def _write(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{name!r} leads out of the folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
