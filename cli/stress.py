"""`simulate stress`: the result where an input is held in a range of its percentiles."""

from __future__ import annotations

import re
import sys
import time
from typing import NoReturn

import click

from .environment import settle_libraries
from .options import (
    config_option,
    format_option,
    horizons_option,
    missing_config,
    quiet_option,
    set_option,
)
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
@horizons_option
@set_option
@format_option
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
    from ..simulator.studies.points import DEFAULT_TRAJECTORIES
    from ..simulator.studies.stresses import stress as find
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
        futures = found.document["run"]["trajectories"]
        note(f"2 runs of {futures:,} futures in {time.perf_counter() - began:.1f} s, seed {seed}")
    if output == "json":
        from ..reports.words.documents import render_json

        print_data(render_json(found.document))
    else:
        from ..reports.terminal.differences import comparison_lines

        print_lines(comparison_lines(found.document, page_width()))


def _ranges(texts: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for text in texts:
        address, _, written = (part.strip() for part in text.partition("="))
        read = _RANGE.fullmatch(written)
        if not address or read is None:
            _refuse(text, "ADDRESS=LOW:HIGH is needed, two percentiles from P0 to P100")
        low, high = float(read[1]) / 100.0, float(read[2]) / 100.0
        if max(low, high) > 1.0:
            _refuse(text, f"there is no P{100.0 * max(low, high):g}: percentiles go from P0 to P100")
        if low == high:
            _refuse(text, f"from P{read[1]} to P{read[2]} is one value and no range: --set gives an input one value")
        if low > high:
            _refuse(text, f"the lower percentile comes first: {address}=P{read[2]}:P{read[1]}")
        if address in found:
            raise click.UsageError(f"--input {address}: held twice")
        found[address] = (low, high)
    return found


def _refuse(text: str, why: str) -> NoReturn:
    shown = text if len(text) <= 100 else text[:97] + "..."
    raise click.UsageError(f"--input {shown}: {why}\n  = help: --input drivers.ml_engineer=P90:P100")
