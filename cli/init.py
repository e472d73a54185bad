"""`simulate init NAME`: a scenario to begin with, and the schema beside it for the editor."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from .files import force_option, holds, refuse_existing, write_file
from .output import note, print_data
from .schema import SCHEMA_FILE, schema_text

__all__ = ["init"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
#: Names that open a device on some systems, whatever follows the dot.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{k}" for port in ("com", "lpt") for k in range(1, 10))}


@click.command()
@click.argument("name")
@click.option("--like", metavar="BUNDLED", help="Copy a scenario that comes with the package in place of the starter.")
@force_option
def init(name: str, like: str | None, force: bool) -> None:
    """Write NAME.toml, a scenario with comments to edit, into the current folder."""
    path = Path(f"{_checked(name)}.toml")
    refuse_existing(path, force)
    from .environment import settle_libraries

    settle_libraries()
    from ..configs import bundled_text, loads, starter_text

    text = f"#:schema ./{SCHEMA_FILE}\n{starter_text() if like is None else bundled_text(like)}"
    loads(text, path.stem)
    beside, schema = Path(SCHEMA_FILE), schema_text()
    if not holds(beside, schema):
        if not os.path.lexists(beside) or (force and beside.is_file()):
            write_file(beside, schema, force)
            note(f"written: {beside}, with which an editor completes and checks")
        else:
            note(f"kept: {beside}, which is of another version; `simulate schema --out {beside} --force` renews it")
    write_file(path, text, force)
    note(f"written: {path}")
    print_data(
        f"Next: put your own numbers into {path}, then\n"
        f"  simulate check --config {path}      what it says, and what is wrong with it\n"
        f"  simulate explain --config {path}    every address in it, and what stands there\n"
        f"  simulate --config {path}            the answer\n"
    )


def _checked(name: str) -> str:
    """Return a name without `.toml`.

    Raises
    ------
    click.UsageError
        Where it is not a plain file name that every system takes; with one that is.
    """
    plain = name.removesuffix(".toml")
    if _NAME.fullmatch(plain) and plain.lower() not in _DEVICES:
        return plain
    better = re.sub(r"[^A-Za-z0-9_-]+", "_", Path(plain.replace("\\", "/")[:200]).name).strip("_-")[:64]
    usable = _NAME.fullmatch(better) and better.lower() not in _DEVICES
    offer = f"\n  = help: simulate init {better}" if usable else "\n  = help: simulate init my_decision"
    what = name if len(name) <= 60 else name[:57] + "..."
    raise click.UsageError(
        f"{what!r} is no name for a scenario: letters, digits, _ and -, and it goes into the current folder{offer}"
    )
