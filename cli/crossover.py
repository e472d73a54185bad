"""`simulate crossover`: the value at which the answer flips."""

from __future__ import annotations

from typing import Any

import click

from .environment import settle_libraries
from .options import config_option, missing_config, quiet_option, set_option
from .output import print_data, require_output
from .sampling_options import point_options
from .vary import parse_axes, parse_range, vary_option

__all__ = ["crossover"]


@click.command()
@config_option
@vary_option("ADDRESS=LOW:HIGH", "Where to search. A second one, LOW:HIGH:COUNT or V1,V2,V3, gives a frontier.")
@click.option("--strategy", metavar="NAME", help="Compared with the baseline; default: the only other one.")
@click.option("--horizon", type=click.IntRange(1, 120), metavar="MONTHS", help="Default: the scenario's last.")
@click.option(
    "--probability",
    type=click.FloatRange(0.0, 1.0, min_open=True, max_open=True),
    default=0.5,
    show_default=True,
    help="The chance to beat the baseline that is sought. Not with --of p50.",
)
@click.option(
    "--of",
    type=click.Choice(["p_beats", "p50"]),
    default="p_beats",
    show_default=True,
    help="p50: where the medians of the cost are equal.",
)
@point_options
@set_option
@click.option("--format", "output", type=click.Choice(["table", "json"]), default="table", show_default=True)
@quiet_option
@click.pass_context
def crossover(
    context: click.Context,
    config: str | None,
    varied: tuple[str, ...],
    strategy: str | None,
    horizon: int | None,
    probability: float,
    of: str,
    trajectories: int | None,
    seed: int,
    sampler: str,
    threads: int | None,
    settings: tuple[str, ...],
    output: str,
    quiet: bool,
) -> None:
    """Find the value of an address at which a strategy begins, or ceases, to beat the baseline.

    \b
      simulate crossover --config two_year_exercise --vary drivers.requests_per_day=1_000:1_000_000
      simulate crossover --config X --vary A=1:100 --vary B=2,3,4 --format json
    """
    if config is None:
        raise missing_config("simulate crossover")
    require_output()
    settle_libraries()
    if of == "p50" and context.get_parameter_source("probability") is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError(
            "--probability has no meaning with --of p50, which asks where the medians of the cost are equal\n"
            "  = help: leave out one of them"
        )
    (address, low, high), along = _axes(varied)
    from ..reports.terminal.sweeps import render_crossovers
    from ..simulator.studies.crossovers import crossover as find
    from ..simulator.studies.crossovers import frontier
    from ..simulator.studies.points import DEFAULT_TRAJECTORIES
    from .announce import announce
    from .run import load_scenario

    scenario = load_scenario(config, settings, quiet=quiet)
    asked = trajectories or DEFAULT_TRAJECTORIES
    announce(asked, sampler, quiet=quiet)
    asking: dict[str, Any] = {
        "strategy": strategy,
        "horizon": horizon,
        "probability": probability,
        "of": of,
        "trajectories": asked,
        "seed": seed,
        "sampler": sampler,
        "threads": threads,
    }
    if along:
        found = frontier(scenario, address, low, high, along, **asking)
        print_data(render_crossovers(output, scenario, [each.document for each in found], single=False))
    else:
        one = find(scenario, address, low, high, **asking)
        print_data(render_crossovers(output, scenario, [one.document], single=True))


def _axes(varied: tuple[str, ...]) -> tuple[tuple[str, float, float], dict[str, list[Any]]]:
    """Return the one range that is searched, and the values of the other address."""
    ranges = [(text, found) for text in varied if (found := parse_range(text)) is not None]
    if len(ranges) != 1 or len(varied) > 2:
        raise click.UsageError(
            "one --vary ADDRESS=LOW:HIGH says where to search, a second one may give values of another address\n"
            "  = help: --vary drivers.requests_per_day=1_000:100_000 --vary drivers.ml_engineer=15_000:21_000:4"
        )
    (text, found) = ranges[0]
    return found, parse_axes(other for other in varied if other is not text)
