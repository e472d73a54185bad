"""`simulate uncertainty`: separates unknown constants from random variation."""

from __future__ import annotations

import click

from .options import COUNT, shared
from .session import Session, in_session

__all__ = ["uncertainty"]


@click.command()
@shared("scenario")
@click.option("--outer", type=COUNT, metavar="COUNT", help="Draws of the unknown constants (default: 200).")
@click.option("--inner", type=COUNT, metavar="COUNT", help="Trajectories for each of them (default: 4096).")
@shared("seed", "horizons", "set", "threads", "format", "quiet")
@in_session
def uncertainty(session: Session, outer: int | None, inner: int | None) -> None:
    """Separate unknown constants from random variation.

    Inputs drawn once per run are unknown constants (epistemic); monthly draws, paths and events are random variation
    (aleatory).

    \b
      simulate uncertainty two_year_exercise
    """
    scenario = session.load()
    from ..reports.terminal.uncertainty import uncertainty_lines
    from ..simulator.studies.two_levels import DEFAULT_INNER, DEFAULT_OUTER, two_level

    found = session.run(two_level, scenario, outer or DEFAULT_OUTER, inner or DEFAULT_INNER)
    run = found.document["run"]
    session.finished(f"{run['outer']:,} x {run['inner']:,} futures")
    session.show(found.document, uncertainty_lines)
