"""`simulate sweep`: the scenario at every point of a grid of values."""

from __future__ import annotations

from pathlib import Path

import click

from .files import force_option, refuse_existing, require_folder, write_file
from .options import shared
from .output import print_data
from .session import Session, in_session
from .vary import parse_axes, vary_option

__all__ = ["sweep"]

_FORMATS = ("table", "csv", "json")
#: Formats by the ending of --out; a name without an ending leaves the choice to --format.
_ENDINGS = {".csv": "csv", ".json": "json", ".txt": "table"}
#: Appended to the name of the result: the file of finished points beside it.
_POINTS = ".points.jsonl"


@click.command()
@shared("config")
@vary_option("ADDRESS=VALUES", "LOW:HIGH:COUNT, LOW:HIGH:COUNT:log or V1,V2,V3. Repeatable: runs every combination.")
@shared("trajectories of a point", "seed", "sampler", "threads", "horizons", "set")
@click.option(
    "--format", "output", type=click.Choice(_FORMATS), help="Default: by the ending of --out, otherwise table."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=f"Write a .csv, .json or .txt file. Finished points are saved at once in FILE{_POINTS}.",
)
@click.option("--resume", is_flag=True, help="Continue an interrupted sweep into the same --out.")
@force_option
@shared("quiet")
@in_session
def sweep(session: Session, varied: tuple[str, ...], out: Path | None, resume: bool, force: bool) -> None:
    """Run a scenario at every point of a grid of values.

    Every point uses the same random numbers.

    \b
      simulate sweep --config legal_startup --vary drivers.requests_per_day.initial=400:40_000:9:log
      simulate sweep --config X --vary A=1,2,3 --vary B=0:1:11 --format csv --out sweep.csv --resume
    """
    axes = parse_axes(varied)
    chosen = _format(session.output, out)
    store = None if out is None else out.with_name(out.name + _POINTS)
    _check_files(out, store, resume, force)
    scenario = session.load()
    from ..reports.terminal.sweeps import render_sweep
    from ..simulator.studies.axes import Grid
    from ..simulator.studies.points import DEFAULT_TRAJECTORIES, PointRunner
    from ..simulator.studies.sweep_store import OtherSweepError
    from ..simulator.studies.sweeps import run_sweep

    points = Grid.of(scenario, axes)
    runner = PointRunner.checked(**{"trajectories": DEFAULT_TRAJECTORIES, "threads": None, **session.options()})
    session.announce()
    begun = False

    def told(done: int, wanted: int) -> None:
        nonlocal begun
        begun = True
        if progress is not None:
            progress(done, wanted)

    with session.watch() as progress:
        try:
            rows = run_sweep(points, runner, progress=told, store=store, anew=force and not resume)
        except OtherSweepError as error:
            raise click.UsageError(
                f"{error}\n  = help: use --resume with the settings of the first run, or another --out\n"
                "  = help: --force without --resume starts over and deletes the finished points"
            ) from None
    if begun:
        session.finished(f"{len(points):,} points of {runner.trajectories:,} futures")
    else:
        session.say(f"nothing to run: all {len(points):,} points are finished in {store}")
    text = render_sweep(chosen, scenario, rows, points.addresses, runner.trajectories)
    if out is None:
        print_data(text)
        return
    write_file(out, text, force or resume)
    session.say(f"written: {out}")


def _format(output: str | None, out: Path | None) -> str:
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


def _check_files(out: Path | None, store: Path | None, resume: bool, force: bool) -> None:
    """Refuse to overwrite another result, or the finished points of a sweep."""
    if out is None or store is None:
        if resume:
            raise click.UsageError("--resume needs --out\n  = help: finished points are saved beside that file")
        return
    require_folder(out)
    refuse_existing(out, force or (resume and store.exists()))
    if store.exists() and not (resume or force):
        raise click.UsageError(
            f"{store} holds finished points of an earlier sweep\n"
            "  = help: --resume to continue it, or --force to start over"
        )
