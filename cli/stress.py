"""`simulate stress`: the result with inputs restricted to a range of their percentiles."""

from __future__ import annotations

import click

from .options import shared
from .session import Session, in_session
from .vary import parse_percentiles

__all__ = ["stress"]


@click.command()
@shared("config")
@click.option(
    "--input",
    "inputs",
    metavar="ADDRESS=LOW:HIGH",
    multiple=True,
    required=True,
    help="Restrict an input to a range of its percentiles, e.g. P90:P100. Repeatable.",
)
@shared("trajectories of a point", "seed", "sampler", "threads", "horizons", "set", "format", "quiet")
@in_session
def stress(session: Session, inputs: tuple[str, ...]) -> None:
    """Restrict inputs to a range of their percentiles.

    The restricted run is compared with the unrestricted one.

    \b
      simulate stress --config legal_startup --input drivers.ml_engineer=P90:P100
    """
    ranges = parse_percentiles(inputs)
    scenario = session.load()
    from ..reports.terminal.differences import comparison_lines
    from ..simulator.studies.stresses import stress as run_stress

    found = session.run(run_stress, scenario, ranges)
    session.finished(f"2 runs of {found.document['run']['trajectories']:,} futures")
    session.show(found.document, comparison_lines)
