"""`simulate report --config X --out board/`: the page, deck, workbook, charts and data of a scenario."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from .files import force_option, refuse_folder
from .options import shared
from .output import print_data, shown_lines
from .session import Session, in_session, today

__all__ = ["report"]


class _Day(click.ParamType):  # type: ignore[type-arg]  # generic in later releases of click alone
    """A day, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day. `click.DateTime` would quote strptime's `%Y-%m-%d` in its error."""
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # a day has no time zone
        except ValueError:
            self.fail(f"{value!r} is not a date: write YYYY-MM-DD, e.g. 2026-11-21", param, ctx)


@click.command()
@shared("scenario")
@click.option("--out", metavar="FOLDER", type=click.Path(path_type=Path), help="Folder to create.")
@click.option(
    "--formats",
    metavar="LIST",
    default="html,pptx,xlsx,svg,json",
    show_default=True,
    help="Any of html, pptx, xlsx, svg, png, pdf, json, csv, parquet.",
)
@shared("strategy")
@click.option(
    "--template",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A presentation whose slide masters the deck uses.",
)
@click.option(
    "--date",
    "made",
    type=_Day(),
    metavar="YYYY-MM-DD",
    help="Date of the report; the age of prices is counted from it. Default: today.",
)
@shared("trajectories", "seed", "sampler", "horizons", "set", "threads")
@force_option
@shared("quiet")
@in_session
def report(
    session: Session,
    out: Path | None,
    formats: str,
    strategy: str | None,
    template: Path | None,
    made: date | None,
    force: bool,
) -> None:
    """Write a page, a deck, a workbook, charts and data.

    \b
      simulate report legal_startup --out board
    """
    if session.config is not None and out is None:
        raise click.UsageError(
            f"no folder: name one with --out\n  = help: simulate report {session.config} --out board"
        )
    began = time.perf_counter()
    from ..reports.board import find
    from ..reports.formats import check_formats, manifest_entries, render_files
    from ..reports.publish import write_folder
    from ..reports.words.verdict import verdict
    from ..reports.words.view import View
    from ..simulator.decision.pair import check_strategy
    from ..simulator.simulation import simulate
    from ..simulator.studies.choices import strategy_called

    chosen = check_formats(formats.split(","), template)
    scenario = session.load(command=" --out board")
    assert out is not None  # there is a scenario
    refuse_folder(out, force)  # before a long run, not after it
    if strategy is not None:
        strategy = strategy_called(scenario, strategy)
        check_strategy(strategy, scenario.strategies, scenario.baseline)
    board = find(
        scenario,
        lambda: session.run(simulate, scenario),
        strategy,
        seed=session.seed,
        made=made or today(),
        threads=session.threads,
    )
    files = render_files(board, chosen, template)
    refuse_folder(out, force)  # somebody may have written there meanwhile
    write_folder(files, out, force, manifest_entries(board))
    for paragraph in verdict(View(board.document, 100))[:1]:
        session.say(paragraph)
    session.finished("1 file" if len(files) == 1 else f"{len(files)} files", began=began)
    print_data("".join(f"{shown_lines(str(out / name))}\n" for name in files))
