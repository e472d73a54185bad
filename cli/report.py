"""`simulate report --config X --out board/`: the page, the deck, the workbook and the charts of a scenario."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .environment import settle_libraries
from .files import force_option
from .options import (
    config_option,
    horizons_option,
    missing_config,
    quiet_option,
    sampler_option,
    seed_option,
    set_option,
    threads_option,
    trajectories_option,
)
from .output import is_terminal, note, print_data, require_output
from .progress import ProgressLine

if TYPE_CHECKING:
    from ..configs import Scenario
    from ..reports.board import Board

__all__ = ["report"]


@dataclass(frozen=True, slots=True)
class _Run:
    """What the long run was asked for."""

    trajectories: int | None
    seed: int
    sampler: str
    threads: int | None
    quiet: bool


class _Day(click.ParamType):  # type: ignore[type-arg]  # generic in later releases of click alone
    """A day, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day; refuse what is none in words, not in the letters of a format."""
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # a day has no zone
        except ValueError:
            self.fail(f"{value!r} is no day of the form YYYY-MM-DD, as 2026-11-21", param, ctx)


@click.command()
@config_option
@click.option("--out", metavar="FOLDER", type=click.Path(path_type=Path), help="Where the files go: a new folder.")
@click.option(
    "--formats",
    metavar="LIST",
    default="html,pptx,xlsx,svg,json",
    show_default=True,
    help="Of html, pptx, xlsx, svg, png, pdf, json, csv, parquet.",
)
@click.option("--strategy", metavar="NAME", help="Held against the baseline in detail. Default: the best challenger.")
@click.option(
    "--template",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A presentation whose masters the deck takes.",
)
@click.option(
    "--date",
    "made",
    type=_Day(),
    metavar="YYYY-MM-DD",
    help="The day of the report, from which the age of prices is counted. Default: today.",
)
@trajectories_option("Futures to simulate: 1e6, 1_000_000 or 2**20 (default).")
@seed_option
@sampler_option
@horizons_option
@set_option
@threads_option
@force_option
@quiet_option
def report(
    config: str | None,
    out: Path | None,
    formats: str,
    strategy: str | None,
    template: Path | None,
    made: date | None,
    trajectories: int | None,
    seed: int,
    sampler: str,
    horizons: tuple[int, ...],
    settings: tuple[str, ...],
    threads: int | None,
    force: bool,
    quiet: bool,
) -> None:
    """Write what a board needs: a page, a deck, a workbook, charts and data."""
    if config is None:
        raise missing_config("simulate report --out board")
    if out is None:
        raise click.UsageError(
            f"no folder to write to: name one\n  = help: simulate report --config {config} --out board"
        )
    require_output()
    settle_libraries()
    from ..reports.formats import check_formats, render_files
    from ..reports.publish import write_folder
    from ..simulator.decision.reading import check_strategy
    from ..simulator.studies.choices import strategy_called
    from .run import load_scenario

    began = time.perf_counter()
    chosen = check_formats(formats.split(","), template)
    _refuse(out, force)  # before a long run, not after it
    day = _day(made)
    scenario = load_scenario(config, settings, horizons, quiet=quiet)
    if strategy is not None:
        strategy = strategy_called(scenario, strategy)
        check_strategy(strategy, scenario.strategies, scenario.baseline)
    say = (lambda words: None) if quiet else note
    board = _find(scenario, strategy, day, _Run(trajectories, seed, sampler, threads, quiet))
    files = render_files(board, chosen, template)
    _refuse(out, force)
    write_folder(files, out, force, _about(board))
    if not quiet:
        for paragraph in _answer(board):
            note(paragraph)
    say(f"{'1 file' if len(files) == 1 else f'{len(files)} files'} in {time.perf_counter() - began:.1f} s, seed {seed}")
    print_data("".join(f"{out / name}\n" for name in files))


def _refuse(out: Path, force: bool) -> None:
    """Raise `click.UsageError` where the folder may not be written to."""
    from ..reports.publish import check_folder

    try:
        check_folder(out, force)
    except FileExistsError as error:
        way_out = "choose another name" + (", or --force to replace it" if not force and _replaceable(out) else "")
        raise click.UsageError(f"{error}\n  = help: {way_out}") from None
    except OSError as error:
        raise click.UsageError(f"{error}\n  = help: make it first, or choose another place") from None


def _replaceable(out: Path) -> bool:
    """Tell whether --force would replace the folder."""
    from ..reports.publish import check_folder

    try:
        check_folder(out, force=True)
    except OSError:
        return False
    return True


def _day(made: date | None) -> date:
    """Return the day of the report: the one given, that of SOURCE_DATE_EPOCH (reproducible builds), else today's."""
    if made is not None:
        return made
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal() and len(epoch) <= 11:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now().astimezone().date()


def _find(scenario: Scenario, strategy: str | None, made: date, run: _Run) -> Board:
    from ..reports.board import find
    from ..simulator.result import Result
    from ..simulator.simulation import DEFAULT_TRAJECTORIES, simulate
    from .announce import announce

    asked = run.trajectories or DEFAULT_TRAJECTORIES
    announce(asked, run.sampler, quiet=run.quiet)
    progress = ProgressLine() if is_terminal(sys.stderr) and not run.quiet else None

    def simulated() -> Result:
        try:
            return simulate(scenario, asked, seed=run.seed, sampler=run.sampler, threads=run.threads, progress=progress)
        finally:
            if progress is not None:
                progress.close()

    return find(scenario, simulated, strategy, seed=run.seed, made=made, threads=run.threads)


def _about(board: Board) -> dict[str, str]:
    run = board.document["run"]
    return {
        "version": str(run["version"]),
        "config_sha256": str(run["config_sha256"]),
        "seed": str(run["seed"]),
        "trajectories": str(run["trajectories"]),
        "made": board.made.isoformat(),
    }


def _answer(board: Board) -> list[str]:
    from ..reports.words.verdict import verdict
    from ..reports.words.view import View

    return verdict(View(board.document, 100))[:1]
