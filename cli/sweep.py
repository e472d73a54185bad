"""`simulate sweep`: the scenario at every point of a grid of values."""

from __future__ import annotations

from pathlib import Path

import click

from .files import force_option, write_file
from .options import shared
from .output import print_data
from .session import Session, counted, in_session
from .sweep_files import POINTS, choose_format, store_beside
from .vary import parse_axes, vary_option

__all__ = ["sweep"]

_FORMATS = ("table", "csv", "json")


@click.command()
@shared("scenario")
@vary_option("ADDRESS=VALUES", "LOW:HIGH:COUNT, LOW:HIGH:COUNT:log or V1,V2,V3. Repeatable: runs every combination.")
@shared("margin", "trajectories of a point", "seed", "sampler", "threads", "cluster", "horizons", "set")
@click.option(
    "--format", "output", type=click.Choice(_FORMATS), help="Default: by the ending of --out, otherwise table."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=f"Write a .csv, .json or .txt file. Finished points are saved at once in FILE{POINTS}.",
)
@click.option("--resume", is_flag=True, help="Continue an interrupted sweep into the same --out.")
@force_option
@shared("quiet")
@in_session
def sweep(
    session: Session, varied: tuple[str, ...], margin: float | None, out: Path | None, resume: bool, force: bool
) -> None:
    """Run a scenario at every point of a grid of values.

    Every point uses the same random numbers.

    \b
      simulate sweep legal_startup --vary drivers.requests_per_day.initial=400:40_000:9:log
      simulate sweep X --vary A=1:100:9:log --margin 20%
      simulate sweep X --vary A=1,2,3 --vary B=0:1:11 --format csv --out sweep.csv --resume
    """
    axes = parse_axes(varied)
    chosen = choose_format(session.output, out)
    store = store_beside(out, resume, force)
    scenario = session.load()
    from ..reports.terminal.sweeps import render_sweep
    from ..simulator.studies.axes import ValueGrid
    from ..simulator.studies.points import DEFAULT_TRAJECTORIES, PointRunner
    from ..simulator.studies.sweep_store import OtherSweepError
    from ..simulator.studies.sweeps import run_sweep, with_rule

    scenario = with_rule(scenario, margin)
    points = ValueGrid.of(scenario, axes)
    settings = {"trajectories": DEFAULT_TRAJECTORIES, "threads": None, **session.options()}
    PointRunner.checked(**settings)  # before there is a cluster
    session.announce()
    begun = False

    def advance(done: int, wanted: int) -> None:
        nonlocal begun
        begun = True
        if progress is not None:
            progress(done, wanted)

    with session.workers() as where, session.watch() as progress:
        runner = PointRunner.checked(**settings, **where)
        try:
            rows = run_sweep(points, runner, progress=advance, store=store, anew=force and not resume)
        except OtherSweepError as error:
            raise click.UsageError(
                f"{error}\n  = help: use --resume with the settings of the first run, or another --out\n"
                "  = help: --force without --resume starts over and deletes the finished points"
            ) from None
    if begun:
        session.finished(f"{counted(len(points), 'point')} of {runner.trajectories:,} futures")
    else:
        session.say(f"nothing to run: all {len(points):,} points are finished in {store}")
    text = render_sweep(chosen, scenario, rows, points.addresses, runner.trajectories, chosen_by=margin)
    if out is None:
        print_data(text)
        return
    write_file(out, text, force or resume)
    session.say(f"written: {out}")
