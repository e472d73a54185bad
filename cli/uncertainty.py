"""`simulate uncertainty`: what is not known, apart from what varies."""

from __future__ import annotations

import sys
import time

import click

from .environment import settle_libraries
from .options import (
    COUNT,
    config_option,
    format_option,
    horizons_option,
    missing_config,
    quiet_option,
    seed_option,
    set_option,
    threads_option,
)
from .output import is_terminal, note, page_width, print_data, print_lines, require_output
from .progress import ProgressLine

__all__ = ["uncertainty"]


@click.command()
@config_option
@click.option("--outer", type=COUNT, metavar="COUNT", help="Draws of what is not known: 200 by default.")
@click.option("--inner", type=COUNT, metavar="COUNT", help="Futures for each of them: 4096 by default.")
@seed_option
@horizons_option
@set_option
@threads_option
@format_option
@quiet_option
def uncertainty(
    config: str | None,
    outer: int | None,
    inner: int | None,
    seed: int,
    horizons: tuple[int, ...],
    settings: tuple[str, ...],
    threads: int | None,
    output: str,
    quiet: bool,
) -> None:
    """Separate what is not known from what varies.

    What is drawn once a trajectory has one true value that is not known yet; monthly draws, paths and events vary on.

    \b
      simulate uncertainty --config two_year_exercise
    """
    if config is None:
        raise missing_config("simulate uncertainty")
    require_output()
    settle_libraries()
    from ..simulator.studies.two_levels import DEFAULT_INNER, DEFAULT_OUTER, two_level
    from .announce import announce
    from .run import load_scenario

    scenario = load_scenario(config, settings, horizons, quiet=quiet)
    announce(1, "random", quiet=quiet)  # says what has to be compiled; nothing is rounded up
    progress = ProgressLine() if is_terminal(sys.stderr) and not quiet else None
    began = time.perf_counter()
    try:
        found = two_level(
            scenario,
            outer or DEFAULT_OUTER,
            inner or DEFAULT_INNER,
            seed=seed,
            threads=threads,
            progress=progress,
        )
    finally:
        if progress is not None:
            progress.close()
    if not quiet:
        run, seconds = found.document["run"], time.perf_counter() - began
        note(f"{run['outer']:,} x {run['inner']:,} trajectories in {seconds:.1f} s, seed {seed}")
    if output == "json":
        from ..reports.words.documents import render_json

        print_data(render_json(found.document))
    else:
        from ..reports.terminal.uncertainty import uncertainty_lines

        print_lines(uncertainty_lines(found.document, page_width()))
