"""Files that the command writes: whole or not at all, and never over another one unless told to."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import click

__all__ = ["force_option", "holds", "refuse_existing", "require_folder", "write_file"]

force_option = click.option("--force", is_flag=True, help="Write over a file that is there already.")


def holds(path: Path, text: str) -> bool:
    """Tell whether a file holds just this text."""
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False


def refuse_existing(path: Path, force: bool) -> None:
    """Raise `click.UsageError` where something is there already, and it may not be written over."""
    if path.is_dir():
        raise click.UsageError(f"{path} is a folder\n  = help: choose another name")
    if os.path.lexists(path) and not force:
        raise click.UsageError(f"{path} is there already\n  = help: choose another name, or --force to write over it")


def require_folder(path: Path) -> None:
    """Raise `click.UsageError` where there is no folder for a file: said before a long run, not after it."""
    if not path.parent.is_dir():
        if path.parent.exists():
            raise click.UsageError(f"{path}: {path.parent} is a file and no folder\n  = help: choose another name")
        raise click.UsageError(f"{path}: there is no folder {path.parent}\n  = help: mkdir -p {path.parent}")


def write_file(path: Path, text: str, force: bool) -> None:
    """Write a text file: first beside its place, then in one step into it, so that nobody meets half of it.

    Raises
    ------
    click.UsageError
        Where there is such a file and it may not be written over, or no folder for it.
    OSError
        Where it cannot be written; what was there is there still.
    """
    refuse_existing(path, force)
    require_folder(path)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o666 & ~_umask())
        refuse_existing(path, force)  # somebody may have been quicker
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _umask() -> int:
    """Return the rights that new files are not given; asking for it means setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
