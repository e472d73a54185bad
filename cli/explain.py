"""`simulate explain`: what one address of a scenario is, or one future of a run, in words and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .environment import settle_libraries
from .explain_trajectory import FUTURE, explain_trajectory, refuse_strays, trajectory_options
from .options import config_option, missing_config, quiet_option, set_option
from .output import print_data

if TYPE_CHECKING:
    from ..configs import Scenario

__all__ = ["explain"]

#: Futures of the run that shows what a line costs: enough for two or three digits, a few tenths of a second.
_FUTURES = 2**14


@click.command()
@click.argument("path", required=False)
@config_option
@click.option(
    "--trajectory",
    type=FUTURE,
    metavar="NUMBER",
    help="Run this one future again, counted from 0, and print its months and events.",
)
@trajectory_options
@set_option
@quiet_option
def explain(
    path: str | None,
    config: str | None,
    trajectory: int | None,
    strategies: tuple[str, ...],
    seed: int,
    sampler: str,
    horizons: tuple[int, ...],
    output: str,
    settings: tuple[str, ...],
    quiet: bool,
) -> None:
    """Say what PATH is: a driver, an input, a cost line, a law; without PATH, list them all.

    PATH is an address, as in --set and in reports: drivers.ml_engineer, strategies.api.costs.tokens.monthly#1.

    \b
    Or show one future of a run, month by month:
      simulate explain --config legal_startup --trajectory 123456
    """
    refuse_strays(click.get_current_context(), path, trajectory)
    if config is None:
        raise missing_config(_command(path, trajectory))
    if trajectory is not None:
        explain_trajectory(config, settings, trajectory, strategies, seed, sampler, horizons, output, quiet)
        return
    settle_libraries()
    from ..reports.explain.explain import find_place, render_addresses, render_explanation
    from .run import load_scenario

    scenario = load_scenario(config, settings, quiet=quiet)
    if path is None:
        print_data(render_addresses(scenario))
        return
    from ..configs import Line, Strategy

    place = find_place(scenario, path)
    costs = _short_run(scenario) if place is not None and isinstance(place.part, Line | Strategy) else None
    print_data(render_explanation(scenario, path, costs))


def _command(path: str | None, trajectory: int | None) -> str:
    if trajectory is not None:
        return f"simulate explain --trajectory {trajectory}"
    return "simulate explain" + (f" {path}" if path and len(path) < 80 else "")


def _short_run(scenario: Scenario) -> dict[str, Any] | None:
    """Return what a short run finds; None where the kernel would have to be compiled for it, or the run fails."""
    from ..simulator.engine.errors import SimulationError
    from ..simulator.engine.jit import is_cached
    from ..simulator.engine.kernel import run_blocks

    if not is_cached(run_blocks):
        return None
    from ..simulator.simulation import simulate

    try:
        return dict(simulate(scenario, _FUTURES, threads=1).document)
    except (SimulationError, ValueError):  # a run says what is wrong; here it is only beside the point
        return None
