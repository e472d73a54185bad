"""`simulate check`: reads a scenario, checks it, and says in plain words what it understood."""

from __future__ import annotations

import click

from .environment import settle_libraries, uncollected
from .options import config_option, missing_config, quiet_option, set_option
from .output import print_data

__all__ = ["check"]


@click.command()
@config_option
@set_option
@quiet_option
@uncollected()
def check(config: str | None, settings: tuple[str, ...], quiet: bool) -> None:
    """Check a scenario and show how it was understood."""
    if config is None:
        raise missing_config("simulate check")
    settle_libraries()
    from ..reports.explain.reading import render_reading
    from ..simulator.lowering import look_over
    from .run import load_scenario

    scenario = load_scenario(config, settings, quiet=quiet)
    look_over(scenario)
    print_data(render_reading(scenario))
