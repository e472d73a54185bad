"""Files that commands write: whole or not at all, and never over another one without --force."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

__all__ = ["force_option", "holds", "refuse_existing", "refuse_folder", "require_folder", "write_file"]

force_option = click.option("--force", is_flag=True, help="Replace what is already there.")


def holds(path: Path, text: str) -> bool:
    """Tell whether a file holds exactly this text."""
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False


def refuse_existing(path: Path, force: bool) -> None:
    """Raise `click.UsageError` if something exists at the path and may not be replaced."""
    if path.is_dir():
        raise click.UsageError(f"{path} is a folder\n  = help: choose another name")
    if os.path.lexists(path) and not force:
        raise click.UsageError(f"{path} already exists\n  = help: choose another name, or --force to replace it")


def refuse_folder(folder: Path, force: bool) -> None:
    """Raise `click.UsageError` if a report may not be written to the folder."""
    from ..reports.publish import EarlierSetError, check_folder

    try:
        check_folder(folder, force)
    except EarlierSetError as error:
        raise click.UsageError(f"{error}\n  = help: choose another name, or --force to replace it") from None
    except FileExistsError as error:
        raise click.UsageError(f"{error}\n  = help: choose another name") from None
    except PermissionError as error:
        raise click.UsageError(f"{error}\n  = help: choose another place") from None
    except OSError as error:
        raise click.UsageError(f"{error}\n  = help: create it first, or choose another place") from None


def require_folder(path: Path) -> None:
    """Raise `click.UsageError` if the folder of a file cannot take it: before a long run, not after it."""
    if not path.parent.is_dir():
        if path.parent.exists():
            raise click.UsageError(f"{path}: {path.parent} is not a folder\n  = help: choose another name")
        raise click.UsageError(f"{path}: there is no folder {path.parent}\n  = help: mkdir -p {path.parent}")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise click.UsageError(
            f"{path}: no right to write in {path.parent.absolute()}\n  = help: choose another folder"
        )


def write_file(path: Path, content: str | bytes, force: bool) -> None:
    """Write a file beside its place, then rename it: nobody ever reads half of it.

    Raises
    ------
    click.UsageError
        If the file exists and may not be replaced, or its folder is missing or read-only.
    OSError
        If it cannot be written; an earlier file is kept.
    """
    refuse_existing(path, force)
    require_folder(path)
    with tempfile.TemporaryDirectory(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent) as folder:
        part = Path(folder) / "part"
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        refuse_existing(path, force)  # somebody may have been quicker
        part.replace(path)
