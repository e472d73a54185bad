"""`simulate --config X`: runs a scenario and prints the answer."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .environment import settle_libraries
from .options import missing_config
from .output import is_terminal, note, page_width, print_data, print_lines, require_output
from .progress import ProgressLine

if TYPE_CHECKING:
    from ..configs import Problem, Scenario
    from ..simulator.result import Result

__all__ = ["Request", "load_scenario", "run"]


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for, as the options gave it."""

    config: str | None
    trajectories: int | None
    seed: int
    sampler: str
    horizons: tuple[int, ...]
    settings: tuple[str, ...]
    threads: int | None
    output: str
    quiet: bool
    verbose: bool


def run(request: Request) -> None:
    """Load, simulate, print.

    Raises
    ------
    click.UsageError, ConfigError, SimulationError, ValueError
        Told apart and put into words by the command.
    """
    if request.config is None:
        raise missing_config("simulate")
    require_output()
    settle_libraries()
    scenario = load_scenario(request.config, request.settings, request.horizons, quiet=request.quiet)
    if request.output == "json" and not request.quiet:
        for warning in scenario.warnings:  # the table shows them itself
            note(f"warning: {warning.address}: {warning.message}")
    result = _simulate(scenario, request)
    if request.output == "json":
        from ..reports.words.documents import render_json

        print_data(render_json(result.document))
    else:
        from ..reports.terminal.default_table import table_lines

        print_lines(table_lines(result.document, page_width()))


def load_scenario(
    config: str, settings: tuple[str, ...] = (), horizons: tuple[int, ...] = (), *, quiet: bool
) -> Scenario:
    """Return the checked scenario with the values that were set, and say which one it is.

    Raises
    ------
    ConfigError
        With the mistakes of all settings, or of the file.
    """
    from ..configs import ConfigError, load, parse_setting

    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for text in settings:
        try:
            address, value = parse_setting(text)
        except ConfigError as error:
            problems += error.problems
        else:
            values[address] = value
    if problems:
        raise ConfigError(problems)
    if horizons:
        values["horizons"] = sorted(set(horizons))
    scenario = load(config)
    if not quiet and scenario.origin is not None:
        note(f"scenario: {scenario.origin.source.origin}")
    return scenario.with_values(values) if values else scenario


def _simulate(scenario: Scenario, request: Request) -> Result:
    from ..simulator.simulation import DEFAULT_TRAJECTORIES, available_processors, simulate
    from .announce import announce

    asked = request.trajectories or DEFAULT_TRAJECTORIES
    threads = request.threads or available_processors()
    say = (lambda text: None) if request.quiet else note
    announce(asked, request.sampler, quiet=request.quiet, verbose=request.verbose)
    progress = ProgressLine() if is_terminal(sys.stderr) and not request.quiet else None
    began = time.perf_counter()
    try:
        result = simulate(
            scenario, asked, seed=request.seed, sampler=request.sampler, threads=threads, progress=progress
        )
    finally:
        if progress is not None:
            progress.close()
    seconds = time.perf_counter() - began
    done = result.settings.trajectories
    workers = "1 thread" if threads == 1 else f"{threads} threads"
    say(f"{done:,} trajectories in {seconds:.2f} s on {workers}, seed {request.seed}")
    if request.verbose:
        say(f"{done / seconds:,.0f} trajectories a second; sampler {request.sampler}; config {scenario.sha256[:16]}")
    return result
