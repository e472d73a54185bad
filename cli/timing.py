"""`simulate timing`: what a policy costs by the month of its move, and how good its trigger is."""

from __future__ import annotations

import click

from .options import MONTHS, shared
from .session import Session, in_session

__all__ = ["timing"]


@click.command()
@shared("scenario")
@click.option("--policy", metavar="NAME", help="A strategy with `starts` and `switch`. Default: the only one.")
@click.option("--horizon", type=MONTHS, metavar="MONTHS", help="Default: the scenario's last.")
@shared("trajectories of a rule", "seed", "sampler", "threads", "set", "format", "quiet")
@in_session
def timing(session: Session, policy: str | None, horizon: int | None) -> None:
    """Find the best time for the first move of a policy.

    Compares moving in each month, never, by the policy's own trigger, and by the best rule that can be found.

    \b
      simulate timing migration --policy rule
      simulate timing migration --policy rule --set strategies.rule.switch.0.for_months=6
    """
    scenario = session.load()
    from ..reports.terminal.move_timing import timing_lines
    from ..simulator.studies.best_moves import move_times

    found = session.run(move_times, scenario, policy=policy, horizon=horizon)
    session.finished(f"2 times {found.document['run']['trajectories']:,} futures")
    session.show(found.document, timing_lines)
