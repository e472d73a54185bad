"""`simulate crossover`: the value of an input at which the preferred strategy changes."""

from __future__ import annotations

from typing import Any

import click

from .options import MONTHS, shared
from .output import print_data
from .session import Session, in_session
from .vary import parse_axes, parse_range, vary_option

__all__ = ["crossover"]


@click.command()
@shared("scenario")
@vary_option("ADDRESS=LOW:HIGH", "Range to search. A second one, LOW:HIGH:COUNT or V1,V2,V3, gives a frontier.")
@shared("strategy")
@click.option("--horizon", type=MONTHS, metavar="MONTHS", help="Default: the scenario's last.")
@click.option(
    "--probability",
    type=click.FloatRange(0.0, 1.0, min_open=True, max_open=True),
    default=0.5,
    show_default=True,
    help="Probability of beating the baseline to search for. Not with --of p50.",
)
@click.option(
    "--of",
    type=click.Choice(["p_beats", "p50"]),
    default="p_beats",
    show_default=True,
    help="p50: find where the median costs are equal.",
)
@shared("margin", "trajectories of a point", "seed", "sampler", "threads", "set", "format", "quiet")
@in_session
def crossover(
    session: Session,
    varied: tuple[str, ...],
    strategy: str | None,
    horizon: int | None,
    probability: float,
    of: str,
    margin: float | None,
) -> None:
    """Find the value at which the cheaper strategy changes.

    \b
      simulate crossover two_year_exercise --vary drivers.requests_per_day=1_000:1_000_000
      simulate crossover X --vary A=1:100 --margin 20%
      simulate crossover X --vary A=1:100 --vary B=2,3,4 --format json
    """
    typed = click.get_current_context().get_parameter_source("probability") is click.core.ParameterSource.COMMANDLINE
    if of == "p50" and typed:
        raise click.UsageError(
            "--probability has no meaning with --of p50, which compares median costs\n  = help: leave out one of them"
        )
    (address, low, high), along = _axes(varied)
    scenario = session.load()
    from ..reports.terminal.sweeps import render_crossovers
    from ..simulator.studies.crossovers import crossover as search
    from ..simulator.studies.crossovers import frontier

    session.announce()
    asking: dict[str, Any] = {
        "strategy": strategy,
        "horizon": horizon,
        "probability": probability,
        "of": of,
        "margin": margin,
    }
    asking |= session.options()
    if along:
        found = frontier(scenario, address, low, high, along, **asking)
    else:
        found = [search(scenario, address, low, high, **asking)]
    print_data(render_crossovers(session.output, scenario, [each.document for each in found], single=not along))


def _axes(varied: tuple[str, ...]) -> tuple[tuple[str, float, float], dict[str, list[Any]]]:
    """Return the range to search, and the values of the other address."""
    ranges = [(text, found) for text in varied if (found := parse_range(text)) is not None]
    if len(ranges) != 1 or len(varied) > 2:
        raise click.UsageError(
            "exactly one --vary ADDRESS=LOW:HIGH gives the range to search; a second --vary may list values\n"
            "  = help: --vary drivers.requests_per_day=1_000:100_000 --vary drivers.ml_engineer=15_000:21_000:4"
        )
    ((text, found),) = ranges
    return found, parse_axes(other for other in varied if other is not text)
