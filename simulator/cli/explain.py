"""`simulate explain PATH --config X`: what one address of a scenario is, in words and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .environment import settle_libraries
from .options import config_option, missing_config, quiet_option, set_option
from .output import print_data

if TYPE_CHECKING:
    from ...configs import Scenario

__all__ = ["explain"]

#: Futures of the run that shows what a line costs: enough for two or three digits, a few tenths of a second.
_FUTURES = 2**14


@click.command()
@click.argument("path", required=False)
@config_option
@set_option
@quiet_option
def explain(path: str | None, config: str | None, settings: tuple[str, ...], quiet: bool) -> None:
    """Say what PATH is: a driver, an input, a cost line, a law; without PATH, list them all.

    PATH is an address, as in --set and in reports: drivers.ml_engineer, strategies.api.costs.tokens.monthly#1.
    """
    if config is None:
        raise missing_config("simulate explain" + (f" {path}" if path and len(path) < 80 else ""))
    settle_libraries()
    from ...reports.explain import find_place, render_addresses, render_explanation
    from .run import load_scenario

    scenario = load_scenario(config, settings, quiet=quiet)
    if path is None:
        print_data(render_addresses(scenario))
        return
    from ...configs import Line, Strategy

    place = find_place(scenario, path)
    costs = _short_run(scenario) if place is not None and isinstance(place.part, Line | Strategy) else None
    print_data(render_explanation(scenario, path, costs))


def _short_run(scenario: Scenario) -> dict[str, Any] | None:
    """Return what a short run finds; None where the kernel would have to be compiled for it, or the run fails."""
    from ..errors import SimulationError
    from ..kernel import run_blocks
    from ..kernels import is_cached

    if not is_cached(run_blocks):
        return None
    from ..simulation import simulate

    try:
        return dict(simulate(scenario, _FUTURES, threads=1).document)
    except (SimulationError, ValueError):  # a run says what is wrong; here it is only beside the point
        return None
