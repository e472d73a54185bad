"""`simulate check`: checks a scenario and shows how it was understood."""

from __future__ import annotations

import gc

import click

from .options import shared
from .output import print_data
from .session import Session, in_session, today

__all__ = ["check"]


@click.command()
@shared("config", "set", "quiet")
@in_session
def check(session: Session) -> None:
    """Check a scenario and show how it was understood.

    \b
      simulate check --config my_decision.toml
    """
    gc.disable()  # imports create many objects and no garbage: 4 % of the time
    try:
        scenario = session.load()
        from ..reports.explain.reading import render_reading
        from ..simulator.lowering import look_over

        look_over(scenario)
        print_data(render_reading(scenario, today()))
    finally:
        gc.enable()
