"""Writes a set of files as one folder: all of them or none, and never over somebody else's."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["MANIFEST", "check_folder", "write_folder"]

#: Lists the files of a set: by it a folder that may be replaced is told from one that must not be.
MANIFEST = "manifest.json"
_MARK = "tcorisk report 1"
_MOST = 4 * 2**20  # bytes of a manifest


def check_folder(folder: Path, force: bool) -> None:
    """Make sure that a set may be written to a folder: one that is not there, or is empty; a set itself with `force`.

    Raises
    ------
    FileExistsError
        If it is there and may not be replaced. A folder that holds a file which no set put there, or one that was
        changed since, is never replaced, forced or not.
    FileNotFoundError, NotADirectoryError
        If the folder that is to hold it is no folder.
    """
    above = folder.absolute().parent
    if not above.exists():
        raise FileNotFoundError(f"{above} does not exist")
    if not above.is_dir():
        raise NotADirectoryError(f"{above} is no folder")
    if folder.is_symlink():
        raise FileExistsError(f"{folder} is a link: name the folder itself")
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise FileExistsError(f"{folder} is there already, and no folder")
    if os.path.ismount(folder):  # it cannot be put in the place of another one
        raise FileExistsError(f"{folder} is where a disk begins: name a folder inside it")
    there = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()
    }
    if not there:
        return
    if not force:
        raise FileExistsError(f"{folder} is there already")
    written = _listed(folder)
    foreign = sorted(there - set(written) - {MANIFEST})
    if foreign:
        raise FileExistsError(f"{folder} holds what no report put there: {_named(foreign)}; it is not replaced")
    changed = sorted(name for name in there & set(written) if _digest(folder / name) != written[name])
    if changed:
        them = "it" if len(changed) == 1 else "them"
        raise FileExistsError(f"{_named(changed)} in {folder} changed since it was written: move {them} away first")


def _named(names: Sequence[str]) -> str:
    return names[0] + (f" and {len(names) - 1} more" if len(names) > 1 else "")


def write_folder(
    files: Mapping[str, bytes], folder: Path, force: bool = False, about: Mapping[str, str] | None = None
) -> None:
    """Write files as one folder, in one step: nobody meets half of it, and what fails leaves what was there.

    Parameters
    ----------
    files : mapping of str to bytes
        By path inside the folder, with `/` between its parts.
    folder : path
    force : bool
        Replace an earlier set.
    about : mapping of str to str, optional
        What the manifest says of the set besides its files.

    Raises
    ------
    FileExistsError, FileNotFoundError, NotADirectoryError
        As `check_folder`.
    ValueError
        If a path leads out of the folder.
    OSError
        Where it cannot be written.
    """
    check_folder(folder, force)
    target = folder.absolute()
    made = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent))
    try:
        for name, content in {**files, MANIFEST: _manifest(files, about or {})}.items():
            _write(made, name, content)
        _finish(made, target)
        check_folder(folder, force)  # somebody may have been quicker
        _swap(made, target)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise


def _manifest(files: Mapping[str, bytes], about: Mapping[str, str]) -> bytes:
    listed = {
        name: {"bytes": len(files[name]), "sha256": hashlib.sha256(files[name]).hexdigest()} for name in sorted(files)
    }
    return (json.dumps({"format": _MARK, **about, "files": listed}, indent=2, ensure_ascii=False) + "\n").encode()


def _listed(folder: Path) -> dict[str, str]:
    """Return the files that a folder's manifest lists and their SHA-256; none where it has no manifest of ours."""
    path = folder / MANIFEST
    try:
        if path.is_symlink() or path.stat().st_size > _MOST:
            return {}
        manifest = json.loads(path.read_bytes())
        if manifest["format"] != _MARK:
            return {}
        return {str(name): str(about["sha256"]) for name, about in manifest["files"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _digest(path: Path) -> str:
    """Return a file's SHA-256; nothing for what is no plain file or cannot be read."""
    try:
        if path.is_symlink():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _write(folder: Path, name: str, content: bytes) -> None:
    path = folder.joinpath(*name.split("/"))
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{name!r} leads out of the folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _finish(folder: Path, target: Path) -> None:
    """Give a private folder the rights of the one it replaces, else of a new one; have its entries on disk."""
    if target.is_dir():  # what was kept from others stays so
        shutil.copymode(target, folder)
    else:
        mask = os.umask(0o077)
        os.umask(mask)
        folder.chmod(0o777 & ~mask)
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _swap(made: Path, target: Path) -> None:
    """Put a folder in its place; what stood there stands again where that fails."""
    if not target.exists():
        made.rename(target)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", suffix=".old", dir=target.parent))
    old = aside / "old"
    try:
        target.rename(old)
        try:
            made.rename(target)
        except BaseException:
            old.rename(target)
            raise
    finally:
        if not old.exists() or target.exists():
            with contextlib.suppress(OSError):
                shutil.rmtree(aside)
