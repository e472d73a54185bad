"""The files of a sweep: its result, and the finished points beside it."""

from __future__ import annotations

from pathlib import Path

import click

from .files import refuse_existing, require_folder

__all__ = ["POINTS", "choose_format", "store_beside"]

#: Formats by the ending of --out; a name without an ending leaves the choice to --format.
_ENDINGS = {".csv": "csv", ".json": "json", ".txt": "table"}
#: Appended to the name of the result: the file of finished points beside it.
POINTS = ".points.sqlite"


def choose_format(output: str | None, out: Path | None) -> str:
    """Return the format to write; refuse a file name whose ending contradicts it."""
    ending = "" if out is None else out.suffix.lower()
    if not ending:
        return output or "table"
    meant = _ENDINGS.get(ending)
    if meant is None:
        raise click.UsageError(
            f"--out {out}: a sweep cannot be written as {ending}\n"
            "  = help: end the name in .csv, .json or .txt (the table); spreadsheets open .csv"
        )
    if output not in (None, meant):
        fitting = next(end for end, one in _ENDINGS.items() if one == output)
        raise click.UsageError(
            f"--out {out}: the ending {ending} contradicts --format {output}\n"
            f"  = help: leave out --format, or end the name in {fitting}"
        )
    return meant


def store_beside(out: Path | None, resume: bool, force: bool) -> Path | None:
    """Return the file of finished points; refuse to overwrite another result, or the points of another sweep."""
    if out is None:
        if resume:
            raise click.UsageError("--resume needs --out\n  = help: finished points are saved beside that file")
        return None
    store = out.with_name(out.name + POINTS)
    require_folder(out)
    refuse_existing(out, force or (resume and store.exists()))
    if store.exists() and not (resume or force):
        raise click.UsageError(
            f"{store} holds finished points of an earlier sweep\n"
            "  = help: --resume to continue it, or --force to start over"
        )
    return store
