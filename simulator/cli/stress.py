"""`simulate stress`: the result where an input is held in a range of its percentiles."""

from __future__ import annotations

import re
import sys
import time

import click

from .environment import settle_libraries
from .options import config_option, missing_config, quiet_option, set_option
from .output import is_terminal, note, page_width, print_data, print_lines, require_output
from .progress import ProgressLine
from .sampling_options import point_options

__all__ = ["stress"]

_RANGE = re.compile(r"[Pp]?(\d{1,3}(?:\.\d{1,6})?)\s*:\s*[Pp]?(\d{1,3}(?:\.\d{1,6})?)", re.ASCII)


@click.command()
@config_option
@click.option(
    "--input",
    "inputs",
    metavar="ADDRESS=P90:P100",
    multiple=True,
    required=True,
    help="An input, and the percentiles of its own law between which it is held; may be repeated.",
)
@point_options
@click.option(
    "--horizon",
    "horizons",
    type=click.IntRange(1, 120),
    metavar="MONTHS",
    multiple=True,
    help="Months to look ahead, in place of the scenario's; may be repeated.",
)
@set_option
@click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="A page to read, or one JSON object.",
)
@quiet_option
def stress(
    config: str | None,
    inputs: tuple[str, ...],
    trajectories: int | None,
    seed: int,
    sampler: str,
    threads: int | None,
    horizons: tuple[int, ...],
    settings: tuple[str, ...],
    output: str,
    quiet: bool,
) -> None:
    """Hold inputs at their worst, or best, and say what that costs.

    \b
      simulate stress --config legal_startup --input drivers.ml_engineer=P90:P100
    """
    if config is None:
        raise missing_config("simulate stress")
    require_output()
    settle_libraries()
    ranges = _ranges(inputs)
    from ..points import DEFAULT_TRAJECTORIES
    from ..stresses import stress as find
    from .announce import announce
    from .run import load_scenario

    scenario = load_scenario(config, settings, horizons, quiet=quiet)
    asked = trajectories or DEFAULT_TRAJECTORIES
    announce(asked, sampler, quiet=quiet)
    progress = ProgressLine() if is_terminal(sys.stderr) and not quiet else None
    began = time.perf_counter()
    try:
        found = find(
            scenario, ranges, trajectories=asked, seed=seed, sampler=sampler, threads=threads, progress=progress
        )
    finally:
        if progress is not None:
            progress.close()
    if not quiet:
        note(f"2 runs in {time.perf_counter() - began:.1f} s, seed {seed}")
    if output == "json":
        from ...reports.documents import render_json

        print_data(render_json(found.document))
    else:
        from ...reports.differences import comparison_lines

        print_lines(comparison_lines(found.document, page_width()))


def _ranges(texts: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for text in texts:
        address, _, written = (part.strip() for part in text.partition("="))
        read = _RANGE.fullmatch(written)
        low, high = (float(read[1]) / 100.0, float(read[2]) / 100.0) if read else (1.0, 0.0)
        if not address or not 0.0 <= low < high <= 1.0:
            shown = text if len(text) <= 100 else text[:97] + "..."
            raise click.UsageError(
                f"--input {shown}: ADDRESS=LOW:HIGH is needed, two percentiles from P0 to P100\n"
                "  = help: --input drivers.ml_engineer=P90:P100"
            )
        if address in found:
            raise click.UsageError(f"--input {address}: held twice")
        found[address] = (low, high)
    return found
