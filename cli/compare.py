"""`simulate compare A B`: what changed between two scenarios, or two results, and why."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from .environment import settle_libraries
from .options import format_option, quiet_option, set_option
from .output import is_terminal, note, page_width, print_data, print_lines, require_output
from .progress import ProgressLine
from .sampling_options import point_options

if TYPE_CHECKING:
    from ..configs import Problem, Scenario

__all__ = ["compare"]


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="[B]", required=False)
@set_option
@click.option(
    "--set-b",
    "settings_b",
    metavar="ADDRESS=VALUE",
    multiple=True,
    help="Another value in the second scenario alone; may be repeated. --set is for both.",
)
@click.option("--horizon", type=click.IntRange(1, 120), metavar="MONTHS", help="Default: the last that both have.")
@point_options
@format_option
@quiet_option
def compare(
    first: str,
    second: str | None,
    settings: tuple[str, ...],
    settings_b: tuple[str, ...],
    horizon: int | None,
    trajectories: int | None,
    seed: int,
    sampler: str,
    threads: int | None,
    output: str,
    quiet: bool,
) -> None:
    """Say what changed between two scenarios, and why.

    Each change is told with what it moves: contributions add up to the whole difference.

    A and B are files or bundled names. Of two results (.json files of --format json) the totals, chances, categories
    and lines are compared: a result does not hold the inputs, so it cannot say which of them changed.

    \b
      simulate compare before.toml after.toml
      simulate compare legal_startup --set-b drivers.ml_engineer=25_000
      simulate compare monday.json friday.json
    """
    if second is None and not settings_b:
        raise click.UsageError(
            "nothing to compare with: name a second scenario, or change some value of the first\n"
            "  = help: simulate compare before.toml after.toml\n"
            "  = help: simulate compare legal_startup --set-b drivers.ml_engineer=25_000"
        )
    if first == "-" and second == "-":
        raise click.UsageError("standard input holds one scenario: name the other one")
    require_output()
    settle_libraries()
    from ..simulator.studies.comparisons import compare as find
    from ..simulator.studies.points import DEFAULT_TRAJECTORIES
    from ..simulator.studies.result_differences import is_document_path
    from .announce import announce
    from .run import load_scenario

    paths = (first, first if second is None else second)
    if any(map(is_document_path, paths)):
        _refuse_mixture(paths, bool(settings or settings_b or horizon))
        _print(find(paths[0], paths[1]).document, output)
        return
    a = load_scenario(first, settings, quiet=quiet)
    b = a if second is None else load_scenario(second, settings, quiet=quiet)
    if settings_b:
        b = _with_settings_b(b, settings_b)
    asked = trajectories or DEFAULT_TRAJECTORIES
    announce(asked, sampler, quiet=quiet)
    progress = ProgressLine() if is_terminal(sys.stderr) and not quiet else None
    began = time.perf_counter()
    try:
        found = find(
            a, b, horizon=horizon, trajectories=asked, seed=seed, sampler=sampler, threads=threads, progress=progress
        )
    finally:
        if progress is not None:
            progress.close()
    if not quiet:
        count, futures = len(found.document["changes"]), found.document["run"]["trajectories"]
        changes = "1 change" if count == 1 else f"{count} changes"
        note(f"{changes}, {futures:,} futures each, in {time.perf_counter() - began:.1f} s, seed {seed}")
    _print(found.document, output)


def _with_settings_b(scenario: Scenario, texts: tuple[str, ...]) -> Scenario:
    """Return the scenario with the values of --set-b; mistakes are shown under that name.

    Raises
    ------
    ConfigError
        With the mistakes of all of them.
    """
    from ..configs import ConfigError, parse_setting

    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for text in texts:
        try:
            address, value = parse_setting(text)
        except ConfigError as error:
            problems += map(_under_set_b, error.problems)
        else:
            values[address] = value
    if problems:
        raise ConfigError(problems)
    try:
        return scenario.with_values(values)
    except ConfigError as error:
        ours = {".".join(part.strip() for part in address.split(".")) for address in values}
        named = (_under_set_b(one) if one.source.partition("=")[0][6:] in ours else one for one in error.problems)
        raise ConfigError(list(named)) from None


def _under_set_b(problem: Problem) -> Problem:
    """Return the mistake with --set-b where it says --set."""
    if not problem.source.startswith("--set "):
        return problem
    source, help = (text.replace("--set ", "--set-b ", 1) for text in (problem.source, problem.help))
    return replace(problem, source=source, help=help)


def _refuse_mixture(paths: tuple[str, str], options: bool) -> None:
    from ..simulator.studies.result_differences import is_document_path, read_document

    for path in filter(is_document_path, paths):
        if not options:
            read_document(path)  # a file that is no result has nothing to do with what it is compared with
    if not all(map(is_document_path, paths)):
        raise click.UsageError(
            "a scenario and a result cannot be compared\n"
            "  = help: simulate --config SCENARIO --format json > second.json"
        )
    if options:
        raise click.UsageError("--set, --set-b and --horizon are for scenarios: these are results, which are done")


def _print(document: dict[str, object], output: str) -> None:
    if output == "json":
        from ..reports.words.documents import render_json

        print_data(render_json(document))
    else:
        from ..reports.terminal.differences import comparison_lines

        print_lines(comparison_lines(document, page_width()))
