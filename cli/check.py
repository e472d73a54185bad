"""`simulate check`: checks a scenario and shows how it was understood."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from .errors import FAILED, WRONG
from .options import shared
from .output import note, print_data
from .session import Session, in_session, today

if TYPE_CHECKING:
    from ..configs import Problem, Scenario

__all__ = ["check"]


@click.command()
@shared("scenario", "set")
@click.option("--strict", is_flag=True, help="Exit with 1 where there is a warning, for pipelines.")
@shared("format", "quiet")
@in_session
def check(session: Session, strict: bool) -> None:
    """Check a scenario and show how it was understood.

    \b
      simulate check my_decision.toml
      simulate check my_decision.toml --strict --format json
    """
    scenario = _checked(session)
    from ..configs.warnings.price_warnings import price_warnings
    from ..reports.explain.reading import render_reading

    day = today()
    warnings = [(item.address, item.message) for item in (*scenario.warnings, *price_warnings(scenario, day))]
    if session.output == "json":
        _print_json((), warnings)
    else:
        print_data(render_reading(scenario, day))
    if strict and warnings:
        for address, message in warnings if session.output == "json" else ():  # a log may hold this alone
            note(f"warning: {address}: {message}")
        note(f"failed: {len(warnings)} warning{'s' if len(warnings) > 1 else ''}, and --strict allows none")
        raise click.exceptions.Exit(FAILED)


def _checked(session: Session) -> Scenario:
    """Return the checked scenario; mistakes are printed as JSON where that was asked for."""
    from ..configs import ConfigError
    from ..simulator.lowering import look_over

    try:
        scenario = session.load()
        look_over(scenario)
    except ConfigError as error:
        if session.output != "json":
            raise
        _print_json(error.problems, ())
        raise click.exceptions.Exit(WRONG) from None
    return scenario


def _print_json(problems: Iterable[Problem], warnings: Iterable[tuple[str, str]]) -> None:
    from ..reports.words.documents import render_json

    keys = ("address", "message", "help", "source", "line", "column")
    errors: list[dict[str, Any]] = [{key: getattr(problem, key) for key in keys} for problem in problems]
    found = [{"address": address, "message": message} for address, message in warnings]
    print_data(render_json({"schema": 1, "kind": "check", "ok": not errors, "errors": errors, "warnings": found}))
