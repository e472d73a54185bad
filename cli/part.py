"""`simulate part 3/64 --out 3.part`: a part of a run, for the array jobs of a batch system."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .files import force_option, refuse_existing, require_folder, write_file
from .options import quoted, shared
from .session import Session, in_session

if TYPE_CHECKING:
    from ..simulator.parts import Head

__all__ = ["part"]


@click.command()
@click.argument("which", metavar="K/N")
@shared("scenario", "trajectories", "seed", "sampler", "horizons", "set", "threads")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    required=True,
    help="The file of the part, for `simulate merge`.",
)
@force_option
@shared("quiet", "verbose")
@in_session
def part(session: Session, which: str, out: Path, force: bool) -> None:
    """Run part K of N of a run, and write what it counted.

    The jobs of an array need no connection: give each its part, and all of them the same options. `simulate merge`
    prints the result, which has the same bytes as that of one run.

    \b
      simulate part 3/64 legal_startup -n 1e9 --out 3.part
      simulate merge *.part
    """
    read = re.fullmatch(r"(\d{1,7})/(\d{1,7})", which, re.ASCII)
    if read is None:
        raise click.UsageError(f"{quoted(which)} is not a part of a run\n  = help: write K/N: 1/64 to 64/64")
    require_folder(out)
    there = None if force or not out.exists() else _head_in(out)
    if there is None:
        refuse_existing(out, force)
    scenario = session.load()
    from ..simulator.part_files import part_bytes
    from ..simulator.parts import head_of, run_part
    from ..simulator.simulation import DEFAULT_TRAJECTORIES

    k, n = int(read[1]), int(read[2])
    session.trajectories = session.trajectories or DEFAULT_TRAJECTORIES
    if there is not None:
        session.announce()
        settings = session.options()
        settings.pop("threads", None)
        if there != head_of(scenario, k, n, **settings):
            refuse_existing(out, force)
        session.say(f"{out} is this part already: nothing to do")  # a job that was started again
        return
    head, arrays = session.run(run_part, scenario, k, n)
    counted = int(arrays["count"].sum())
    session.finished(f"part {k} of {n}: {counted:,} of {head.trajectories:,} futures", counted)
    write_file(out, part_bytes(head, arrays, scenario), force)
    session.say(f"written: {out}")


def _head_in(path: Path) -> Head | None:
    from ..simulator.part_files import head_in

    return head_in(path)
