"""`simulate init NAME`: a scenario to begin with, and the schema beside it for the editor."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from .dialogue import ask_questions
from .files import force_option, holds, refuse_existing, require_folder, write_file
from .options import quoted
from .output import note, print_data
from .schema import SCHEMA_FILE, schema_text

__all__ = ["init"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
#: Names of devices on some systems, with any extension.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{k}" for port in ("com", "lpt") for k in range(1, 10))}


@click.command()
@click.argument("name", required=False)
@click.option("--like", metavar="BUNDLED", help="Copy a bundled scenario instead of the starter.")
@click.option("--ask", is_flag=True, help="Ask ten questions and write a scenario from the answers.")
@click.option("--answers", metavar="FILE", help="Take the ten answers from a TOML file; - for standard input.")
@click.option("--gates", is_flag=True, help="Add questions that decide which strategies may be chosen.")
@force_option
def init(name: str | None, like: str | None, ask: bool, answers: str | None, gates: bool, force: bool) -> None:
    """Write NAME.toml, a commented scenario to edit.

    \b
      simulate init my_decision
      simulate init my_decision --like legal_startup
      simulate init my_decision --ask
      simulate init my_decision --answers answers.toml
      simulate init my_decision --like saas_growth --gates
    """
    if (like is not None) + ask + (answers is not None) > 1:
        raise click.UsageError("--like, --ask and --answers each say what to write: choose one of them")
    asked = ask or answers is not None
    if name is None and not asked:
        raise click.UsageError("the name is missing\n  = help: simulate init my_decision")
    path = Path(f"{_checked('my_decision' if name is None else name)}.toml")
    refuse_existing(path, force)
    require_folder(path)
    schema = schema_text()
    from ..configs import bundled_text, loads, requirements_text, starter_text

    if asked:
        from ..configs.wizard import read_answer_file, wizard_text

        body = wizard_text(ask_questions(path) if answers is None else read_answer_file(answers))
    else:
        body = starter_text() if like is None else bundled_text(like)
    text = f"#:schema ./{SCHEMA_FILE}\n{body}"
    scenario = loads(text, path.stem)
    if gates and scenario.requirements:
        raise click.UsageError(f"this scenario has requirements already: {', '.join(scenario.requirements)}")
    if gates:
        text += requirements_text(scenario.strategies)
        loads(text, path.stem)
    beside = Path(SCHEMA_FILE)
    if not holds(beside, schema):
        if not os.path.lexists(beside) or (force and beside.is_file()):
            write_file(beside, schema, force)
            note(f"written: {beside}, for completion and checks in an editor")
        else:
            note(f"kept: {beside} of another version; to update it: simulate schema --out {beside} --force")
    write_file(path, text, force)
    note(f"written: {path}")
    print_data(
        f"Next: edit the numbers in {path}, then\n"
        f"  simulate check --config {path}      show how it was understood, and its mistakes\n"
        f"  simulate explain --config {path}    list every address and its value\n"
        f"  simulate --config {path}            run it\n"
    )


def _checked(name: str) -> str:
    """Return a name without `.toml`.

    Raises
    ------
    click.UsageError
        If it is not a plain file name on every system; the error proposes one that is.
    """
    plain = name.removesuffix(".toml")
    if _NAME.fullmatch(plain) and plain.lower() not in _DEVICES:
        return plain
    better = re.sub(r"[^A-Za-z0-9_-]+", "_", Path(plain.replace("\\", "/")[:200]).name).strip("_-")[:64]
    if not _NAME.fullmatch(better) or better.lower() in _DEVICES:
        better = "my_decision"
    raise click.UsageError(
        f"{quoted(name)!r} is not a valid scenario name: use letters, digits, _ and -; the file goes into the current "
        f"folder\n  = help: simulate init {better}"
    )
