"""`simulate compare A B`: what changed between two scenarios, or two results, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from .options import MONTHS, shared
from .output import require_output
from .session import Session, counted, in_session, parse_settings

if TYPE_CHECKING:
    from ..configs import Problem, Scenario

__all__ = ["compare"]


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="[B]", required=False)
@shared("set")
@click.option(
    "--set-b",
    "settings_b",
    metavar="ADDRESS=VALUE",
    multiple=True,
    help="Replace a value in the second scenario only; --set changes both. Repeatable.",
)
@click.option("--horizon", type=MONTHS, metavar="MONTHS", help="Default: the last one that both have.")
@shared("trajectories of a point", "seed", "sampler", "threads", "format", "quiet")
@in_session
def compare(session: Session, first: str, second: str | None, settings_b: tuple[str, ...], horizon: int | None) -> None:
    """Show what changed between two scenarios, and why.

    Each change is listed with its contribution; contributions add up to the total difference.

    A and B are files or bundled names. For two results (.json files written by --format json) totals, probabilities,
    categories and lines are compared: a result does not hold the inputs, so it cannot say which of them changed.

    \b
      simulate compare before.toml after.toml
      simulate compare legal_startup --set-b drivers.ml_engineer=25_000
      simulate compare monday.json friday.json
      git show HEAD~1:mine.toml | simulate compare - mine.toml
    """
    if second is None and not settings_b:
        raise click.UsageError(
            "nothing to compare with: name a second scenario, or change a value of the first\n"
            "  = help: simulate compare before.toml after.toml\n"
            "  = help: simulate compare legal_startup --set-b drivers.ml_engineer=25_000"
        )
    if first == "-" and second == "-":
        raise click.UsageError("standard input holds one scenario: give the other one by name")
    require_output()
    from ..reports.terminal.differences import comparison_lines
    from ..simulator.studies.comparisons import compare as find
    from ..simulator.studies.result_differences import is_document_path

    paths = (first, first if second is None else second)
    if any(map(is_document_path, paths)):
        _refuse_mixture(paths, options=bool(session.settings or settings_b or horizon))
        session.show(find(*paths).document, comparison_lines)
        return
    a = session.load(first)
    b = a if second is None else session.load(second)
    if settings_b:
        b = _with_settings_b(b, settings_b)
    found = session.run(find, a, b, horizon=horizon)
    moving = sum(change["group"] is not None for change in found.document["changes"])
    others, futures = len(found.document["changes"]) - moving, found.document["run"]["trajectories"]
    besides = f" and {others} on which no cost depends" if others else ""
    session.finished(f"{counted(moving, 'change')}{besides}, {futures:,} futures each")
    session.show(found.document, comparison_lines)


def _with_settings_b(scenario: Scenario, texts: tuple[str, ...]) -> Scenario:
    """Return the scenario with the values of --set-b; its mistakes are reported under that option.

    Raises
    ------
    ConfigError
    """
    from ..configs import ConfigError

    try:
        values = parse_settings(texts)
    except ConfigError as error:
        raise ConfigError([_under_set_b(problem) for problem in error.problems]) from None
    try:
        return scenario.with_values(values)
    except ConfigError as error:
        ours = {".".join(part.strip() for part in address.split(".")) for address in values}
        named = (_under_set_b(one) if one.source.partition("=")[0][6:] in ours else one for one in error.problems)
        raise ConfigError(list(named)) from None


def _under_set_b(problem: Problem) -> Problem:
    """Return the problem with --set-b in place of --set."""
    if not problem.source.startswith("--set "):
        return problem
    source, help = (text.replace("--set ", "--set-b ", 1) for text in (problem.source, problem.help))
    return replace(problem, source=source, help=help)


def _refuse_mixture(paths: tuple[str, str], *, options: bool) -> None:
    from ..simulator.studies.result_differences import is_document_path, read_document

    for path in filter(is_document_path, paths):
        if not options:
            read_document(path)  # a file that is not a result is reported first
    if not all(map(is_document_path, paths)):
        raise click.UsageError(
            "a scenario cannot be compared with a result\n"
            "  = help: simulate --config SCENARIO --format json > second.json"
        )
    if options:
        raise click.UsageError("--set, --set-b and --horizon apply to scenarios; these files are results")
