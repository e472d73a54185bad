"""`simulate --config X`: runs a scenario and prints the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from .errors import FAILED
from .output import note
from .progress import ProgressLine
from .session import Session

if TYPE_CHECKING:
    from ..simulator.decision.conditions import Condition
    from ..simulator.result import Result

__all__ = ["asked", "run"]


def run(
    session: Session,
    percentiles: tuple[float, ...] = (),
    amounts: tuple[float, ...] = (),
    conditions: tuple[Condition, ...] = (),
    details: bool = False,
) -> None:
    """Load, simulate, print.

    Raises
    ------
    click.UsageError, ConfigError, SimulationError, ValueError, OSError
        `errors.Command` puts them into words.
    """
    scenario = session.load()
    session.warn((warning.address, warning.message) for warning in scenario.warnings)
    from ..reports.terminal.default_table import table_lines
    from ..reports.words.reached import error_so_far, reached
    from ..reports.words.view import View
    from ..simulator.decision.conditions import check_figure, check_names
    from ..simulator.precision import Precision
    from ..simulator.questions import check_percentiles
    from ..simulator.simulation import most_futures, simulate

    for condition in conditions:
        check_names(condition, tuple(scenario.strategies), scenario.horizons, scenario.baseline)
    most = most_futures(session.trajectories, session.precision, session.sampler or "sobol")
    check_percentiles(percentiles, most)

    def study(*arguments: Any, progress: ProgressLine | None, **options: Any) -> Any:
        def show(look: Precision) -> None:
            if progress is not None:
                progress.beside = error_so_far(look.document)

        if conditions and most > most_futures(1, None, "sobol"):  # a wrong name is refused before a long run
            short = simulate(scenario, 1, seed=session.seed, threads=session.threads).document
            for condition in conditions:
                check_figure(short, condition)
        return simulate(*arguments, **options, progress=progress, on_precision=show)

    result = session.run(study, scenario)
    trajectories = result.settings.trajectories
    session.finished(f"{trajectories:,} futures", trajectories)
    if session.output == "json" and session.precision is not None:
        session.say(reached(View(result.document, 80)))
    session.show(asked(result, percentiles, amounts), partial(table_lines, details=details))
    fail_if(result.document, conditions)


def fail_if(document: Mapping[str, Any], conditions: Sequence[Condition]) -> None:
    """Print each condition that holds, with its figure, and exit with 1 if one does."""
    from ..reports.words.condition_words import condition_words
    from ..simulator.decision.conditions import judge

    judged = [(condition, judge(document, condition)) for condition in conditions]
    held = [(condition, found) for condition, found in judged if found.holds]
    for condition, found in held:
        note(f"failed: {condition_words(condition, found)}")
    if held:
        raise click.exceptions.Exit(FAILED)


def asked(result: Result, percentiles: tuple[float, ...], amounts: tuple[float, ...]) -> dict[str, Any]:
    """Return a result's document with the answers to what was asked, under `asked`, if anything was."""
    if not (percentiles or amounts):
        return result.document
    from ..simulator.questions import answers

    return result.document | {"asked": answers(result.tally, percentiles, amounts)}
