"""`simulate sweep`: the scenario at every point of a grid of values."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from .environment import settle_libraries
from .files import force_option, refuse_existing, require_folder, write_file
from .options import config_option, horizons_option, missing_config, quiet_option, set_option
from .output import is_terminal, note, print_data, require_output
from .progress import ProgressLine
from .sampling_options import point_options
from .vary import parse_axes, vary_option

__all__ = ["sweep"]

_FORMATS = ("table", "csv", "json")
#: What a name of --out may end in, and what is written then; a name without an ending leaves it to --format.
_ENDINGS = {".csv": "csv", ".json": "json", ".txt": "table"}
#: Added to the name of the result: the file of finished points beside it.
_POINTS = ".points.sqlite"


@click.command()
@config_option
@vary_option("ADDRESS=VALUES", "LOW:HIGH:COUNT, LOW:HIGH:COUNT:log or V1,V2,V3; repeated, every combination is run.")
@point_options
@horizons_option
@set_option
@click.option(
    "--format", "output", type=click.Choice(_FORMATS), help="Default: as the name of --out ends, else a table."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=f"Write a file, .csv, .json or .txt; finished points go at once to FILE{_POINTS}.",
)
@click.option("--resume", is_flag=True, help="Go on where a sweep into the same --out was stopped.")
@force_option
@quiet_option
def sweep(
    config: str | None,
    varied: tuple[str, ...],
    trajectories: int | None,
    seed: int,
    sampler: str,
    threads: int | None,
    horizons: tuple[int, ...],
    settings: tuple[str, ...],
    output: str | None,
    out: Path | None,
    resume: bool,
    force: bool,
    quiet: bool,
) -> None:
    """Run a scenario at many values, in the same simulated futures.

    \b
      simulate sweep --config legal_startup --vary drivers.requests_per_day.initial=400:40_000:9:log
      simulate sweep --config X --vary A=1,2,3 --vary B=0:1:11 --format csv --out sweep.csv --resume
    """
    if config is None:
        raise missing_config("simulate sweep")
    require_output()
    settle_libraries()
    axes = parse_axes(varied)
    chosen = _format(output, out)
    store = None if out is None else out.with_name(out.name + _POINTS)
    _check_files(out, store, resume, force)
    from ..reports.terminal.sweeps import render_sweep
    from ..simulator.studies.axes import Grid
    from ..simulator.studies.points import DEFAULT_TRAJECTORIES, PointRunner
    from ..simulator.studies.sweep_store import OtherSweepError
    from ..simulator.studies.sweeps import run_sweep
    from .announce import announce
    from .run import load_scenario

    scenario = load_scenario(config, settings, horizons, quiet=quiet)
    points = Grid.of(scenario, axes)
    asked = trajectories or DEFAULT_TRAJECTORIES
    runner = PointRunner.checked(asked, sampler, seed, threads)
    announce(asked, sampler, quiet=quiet)
    progress = ProgressLine() if is_terminal(sys.stderr) and not quiet else None
    began = time.perf_counter()
    anything = False

    def told(done: int, wanted: int) -> None:
        nonlocal anything
        anything = True
        if progress is not None:
            progress(done, wanted)

    try:
        rows = run_sweep(points, runner, progress=told, store=store, anew=force and not resume)
    except OtherSweepError as error:
        raise click.UsageError(
            f"{error}\n  = help: --resume goes on with the settings that it was begun with\n"
            "  = help: another --out keeps both; --force in place of --resume begins anew, its points are lost"
        ) from None
    finally:
        if progress is not None:
            progress.close()
    if not quiet and not anything:
        note(f"no point had to be run: all {len(points):,} were finished in {store}")
    elif not quiet:
        workers = "1 thread" if runner.threads == 1 else f"{runner.threads} threads"
        seconds = time.perf_counter() - began
        note(f"{len(points):,} points of {runner.trajectories:,} futures in {seconds:.2f} s on {workers}, seed {seed}")
    text = render_sweep(chosen, scenario, rows, points.addresses, runner.trajectories)
    if out is None:
        print_data(text)
        return
    write_file(out, text, force or resume)
    if not quiet:
        note(f"written: {out}")


def _format(output: str | None, out: Path | None) -> str:
    """Return what to write; refuse a file whose name says another thing than what would be in it."""
    ending = "" if out is None else out.suffix.lower()
    if not ending:
        return output or "table"
    meant = _ENDINGS.get(ending)
    if meant is None:
        raise click.UsageError(
            f"--out {out}: a sweep is not written as {ending}\n"
            "  = help: a name that ends in .csv, .json or .txt (the table); spreadsheets open .csv"
        )
    if output not in (None, meant):
        raise click.UsageError(
            f"--out {out}: {ending} is not the ending of --format {output}\n"
            f"  = help: leave out --format, or end the name in "
            f"{next(end for end, one in _ENDINGS.items() if one == output)}"
        )
    return meant


def _check_files(out: Path | None, store: Path | None, resume: bool, force: bool) -> None:
    """Refuse what would lose something: another result, or the finished points of a sweep."""
    if out is None or store is None:
        if resume:
            raise click.UsageError("--resume needs --out\n  = help: the finished points are kept beside that file")
        return
    require_folder(out)
    refuse_existing(out, force or (resume and store.exists()))
    if store.exists() and not (resume or force):
        raise click.UsageError(
            f"{store} holds finished points of an earlier sweep\n"
            "  = help: --resume to go on with it, or --force to begin anew"
        )
