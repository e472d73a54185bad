"""`simulate sensitivity --config X`: which input matters, and what it is worth to know it."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from .environment import settle_libraries
from .options import (
    config_option,
    format_option,
    missing_config,
    quiet_option,
    seed_option,
    set_option,
    threads_option,
    trajectories_option,
)
from .output import is_terminal, note, page_width, print_data, print_lines, require_output
from .progress import ProgressLine

if TYPE_CHECKING:
    from ..configs import Scenario
    from ..simulator.sensitivity import Sensitivity

__all__ = ["sensitivity"]


@click.command()
@config_option
@click.option("--strategy", metavar="NAME", help="Default: the only one that is not the baseline.")
@click.option("--horizon", type=click.IntRange(1, 120), metavar="MONTHS", help="Default: the scenario's last.")
@click.option(
    "--of",
    type=click.Choice(["savings", "tco"]),
    default="savings",
    show_default=True,
    help="What it saves against the baseline, or what it costs.",
)
@click.option(
    "--price",
    metavar="AMOUNT|ADDRESS",
    help="Of a million tokens: what is worth knowing is then told in tokens too.",
)
@trajectories_option("Futures of the sample: 2**16 by default.")
@seed_option
@set_option
@threads_option
@format_option
@quiet_option
def sensitivity(
    config: str | None,
    strategy: str | None,
    horizon: int | None,
    of: str,
    price: str | None,
    trajectories: int | None,
    seed: int,
    settings: tuple[str, ...],
    threads: int | None,
    output: str,
    quiet: bool,
) -> None:
    """Say which uncertain input matters most, and what it is worth to know it before deciding."""
    if config is None:
        raise missing_config("simulate sensitivity")
    require_output()
    settle_libraries()
    from .run import load_scenario

    scenario = load_scenario(config, settings, quiet=quiet)
    found = _analyse(scenario, strategy, horizon, of, price, trajectories, seed, threads, quiet)
    if output == "json":
        from ..reports.words.documents import render_json

        if not quiet:
            for address, message in found.warnings:  # the table shows them itself
                note(f"warning: {address}: {message}")
        print_data(render_json(found.document))
    else:
        from ..reports.terminal.sensitivity import sensitivity_lines

        print_lines(sensitivity_lines(found.document, page_width()))


def _analyse(
    scenario: Scenario,
    strategy: str | None,
    horizon: int | None,
    of: str,
    price: str | None,
    trajectories: int | None,
    seed: int,
    threads: int | None,
    quiet: bool,
) -> Sensitivity:
    from ..simulator.engine.jit import is_cached
    from ..simulator.engine.kernel import run_blocks
    from ..simulator.sensitivity import sensitivity
    from ..simulator.sensitivity.survey import DEFAULT_TRAJECTORIES
    from ..simulator.sensitivity.worlds import ROUND, whole_rounds

    asked = trajectories or DEFAULT_TRAJECTORIES
    run = whole_rounds(asked)
    if run != asked and not quiet:
        note(f"{asked:,} trajectories asked for, {run:,} run: this analysis takes {ROUND:,} x 2^k of them")
    if not is_cached(run_blocks) and not quiet:
        note("compiling the kernel once, about 15 seconds ...")
    progress = ProgressLine() if is_terminal(sys.stderr) and not quiet else None
    began = time.perf_counter()
    try:
        found = sensitivity(
            scenario,
            strategy,
            horizon=horizon,
            of=of,
            price=_price(price),
            trajectories=asked,
            seed=seed,
            threads=threads,
            progress=progress,
        )
    finally:
        if progress is not None:
            progress.close()
    if not quiet:
        seconds = time.perf_counter() - began
        inputs = "1 uncertain input" if len(found.inputs) == 1 else f"{len(found.inputs)} uncertain inputs"
        note(f"{inputs}, {found.trajectories:,} trajectories, {seconds:.1f} s, seed {seed}")
    return found


def _price(text: str | None) -> float | str | None:
    """Return a price as a number where it is one."""
    try:
        return None if text is None else float(text)
    except ValueError:
        return text
