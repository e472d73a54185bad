"""`simulate stress`: the result with inputs restricted to a range of their percentiles, or costs that rise."""

from __future__ import annotations

import click

from .options import shared
from .session import Session, in_session
from .vary import parse_percentiles, parse_rises

__all__ = ["stress"]


@click.command()
@shared("scenario")
@click.option(
    "--input",
    "inputs",
    metavar="ADDRESS=LOW:HIGH",
    multiple=True,
    help="Restrict an input to a range of its percentiles, e.g. P90:P100. Repeatable.",
)
@click.option(
    "--raise",
    "rises",
    metavar="ADDRESS=PERCENT[@MONTH]",
    multiple=True,
    help="Raise a cost line, or a driver that varies by month, from a month on, e.g. 30%@13. Repeatable.",
)
@shared("trajectories of a point", "seed", "sampler", "threads", "horizons", "set", "format", "quiet")
@in_session
def stress(session: Session, inputs: tuple[str, ...], rises: tuple[str, ...]) -> None:
    """Restrict inputs to a range of their percentiles, or raise costs.

    The run under stress is compared with the scenario as it is.

    \b
      simulate stress legal_startup --input drivers.ml_engineer=P90:P100
      simulate stress migration --raise strategies.api.costs.tokens=30%@13
    """
    if not inputs and not rises:
        raise click.UsageError(
            "nothing to stress: name an input or a cost\n"
            "  = help: --input drivers.ml_engineer=P90:P100\n"
            "  = help: --raise strategies.api.costs.tokens=30%@13"
        )
    ranges, higher = parse_percentiles(inputs), parse_rises(rises)
    scenario = session.load()
    from ..reports.terminal.differences import comparison_lines
    from ..simulator.studies.stresses import stress as run_stress

    found = session.run(run_stress, scenario, ranges, higher)
    session.finished(f"2 runs of {found.document['run']['trajectories']:,} futures")
    session.show(found.document, comparison_lines)
