"""`simulate explain`: what one address of a scenario is, or one trajectory of a run, in words and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .completion import addresses_like
from .errors import is_scenario
from .explain_trajectory import TRAJECTORY, explain_trajectory, refuse_strays, trajectory_options
from .options import shared
from .output import print_data
from .session import Session, in_session

if TYPE_CHECKING:
    from ..configs import Scenario

__all__ = ["explain"]

#: Trajectories of the run that shows what a line costs: two or three digits in a few tenths of a second.
_FEW = 2**14


@click.command()
@click.argument("path", required=False, shell_complete=addresses_like)
@shared("scenario")
@click.option(
    "--trajectory",
    type=TRAJECTORY,
    metavar="NUMBER",
    help="Run this one trajectory again, counted from 0, and print its months and events.",
)
@trajectory_options
@shared("set", "quiet")
@in_session
def explain(session: Session, path: str | None, trajectory: int | None, strategies: tuple[str, ...]) -> None:
    """Explain one address of a scenario, or one trajectory.

    PATH is an address of a driver, an input, a cost line or a distribution, as in --set and in reports:
    drivers.ml_engineer, strategies.api.costs.tokens.monthly#1. Without PATH, all addresses are listed.

    \b
      simulate explain drivers.ml_engineer legal_startup
      simulate explain legal_startup --trajectory 123456
    """
    if path is not None and is_scenario(path) and (session.config is None or not is_scenario(session.config)):
        path, session.config = session.config, path  # `explain legal_startup drivers.ml_engineer` reads as well
    refuse_strays(click.get_current_context(), path, trajectory)
    if trajectory is not None:
        explain_trajectory(session, trajectory, strategies)
        return
    scenario = session.load(command=f" {path}" if path and len(path) < 80 else "")
    from ..configs import Line, MixPart, Strategy
    from ..reports.explain.explain import find_place, render_addresses, render_explanation

    if path is None:
        print_data(render_addresses(scenario))
        return
    place = find_place(scenario, path)
    costs = _short_run(scenario) if place is not None and isinstance(place.part, Line | MixPart | Strategy) else None
    print_data(render_explanation(scenario, path, costs))


def _short_run(scenario: Scenario) -> dict[str, Any] | None:
    """Return the result of a short run; None if it fails or the kernel would have to be compiled for it."""
    from ..simulator.engine.errors import SimulationError
    from ..simulator.engine.jit import is_cached
    from ..simulator.engine.kernel import run_blocks

    if not is_cached(run_blocks):
        return None
    from ..simulator.simulation import simulate

    try:
        return dict(simulate(scenario, _FEW, threads=1).document)
    except (SimulationError, ValueError):  # a run reports what is wrong; here it is beside the point
        return None
