"""`simulate merge *.part`: the result of a run from the files of its parts."""

from __future__ import annotations

from pathlib import Path

import click

from .options import shared
from .output import require_output
from .run import asked
from .session import Session, in_session

__all__ = ["merge"]


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILES...")
@shared("percentiles", "amounts", "threads", "format", "quiet", "verbose")
@in_session
def merge(
    session: Session, files: tuple[Path, ...], percentiles: tuple[float, ...], amounts: tuple[float, ...]
) -> None:
    """Print the result of a run from the files of all its parts.

    It has the same bytes as that of one run. Parts of different runs, a part that is missing and one that is there
    twice are refused.

    \b
      simulate merge *.part
      simulate merge *.part --format json > result.json
    """
    require_output()
    from ..reports.terminal.default_table import table_lines
    from ..simulator.part_files import merge_parts

    session.announce()
    with session.watch() as progress:
        result = merge_parts(files, threads=session.threads, progress=progress)
    scenario, settings = result.scenario, result.settings
    session.seed = settings.seed
    session.warn((warning.address, warning.message) for warning in scenario.warnings)
    session.finished(f"{len(files):,} parts of {settings.trajectories:,} futures merged")
    session.show(asked(result, percentiles, amounts), table_lines)
