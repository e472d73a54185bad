"""The command's front door: options of a run, and the other commands by name."""

from __future__ import annotations

import click

from .. import __version__
from .check import check
from .compare import compare
from .crossover import crossover
from .errors import Command
from .explain import explain
from .init import init
from .options import (
    config_option,
    format_option,
    horizons_option,
    quiet_option,
    sampler_option,
    seed_option,
    set_option,
    threads_option,
    trajectories_option,
    verbose_option,
)
from .report import report
from .run import Request, run
from .scenarios import scenarios
from .schema import schema
from .sensitivity import sensitivity
from .stress import stress
from .sweep import sweep
from .uncertainty import uncertainty

__all__ = ["main"]

_EPILOG = """\b
Examples:
  simulate --config legal_startup.toml
  simulate --config two_year_exercise --set drivers.requests_per_day=100_000
  simulate init my_decision
  simulate check --config my_decision.toml
  simulate explain drivers.ml_engineer --config legal_startup
  simulate sensitivity --config two_year_exercise
  simulate sweep --config legal_startup --vary drivers.requests_per_day.initial=400:40_000:9:log
  simulate crossover --config two_year_exercise --vary drivers.requests_per_day=10_000:100_000
  simulate compare legal_startup --set-b drivers.ml_engineer=25_000
  simulate stress --config legal_startup --input drivers.ml_engineer=P90:P100
  simulate uncertainty --config two_year_exercise
  simulate report --config legal_startup --out board
  simulate scenarios

Exit codes: 0 fine, 1 the run failed, 2 the command or the scenario is wrong, 130 after Ctrl-C."""


@click.group(
    cls=Command,
    name="simulate",
    invoke_without_command=True,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@config_option
@trajectories_option("Futures to simulate: 1e6, 1_000_000 or 2**20 (default).")
@seed_option
@sampler_option
@horizons_option
@set_option
@threads_option
@format_option
@quiet_option
@verbose_option
@click.version_option(__version__, prog_name="tcorisk", message="%(prog)s %(version)s")
@click.pass_context
def main(
    context: click.Context,
    config: str | None,
    trajectories: int | None,
    seed: int,
    sampler: str,
    horizons: tuple[int, ...],
    settings: tuple[str, ...],
    threads: int | None,
    output: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Compare what language-model strategies cost in a million possible futures.

    Buy by API, host open weights, train, or mix: every cost is a range, and the answer a probability.
    """
    if context.invoked_subcommand is not None:
        _refuse_options_before(context)
        return
    run(Request(config, trajectories, seed, sampler, horizons, settings, threads, output, quiet, verbose))


def _refuse_options_before(context: click.Context) -> None:
    """Refuse options of a run in front of another command, where they would be lost without a word."""
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name or "")
        if source is click.core.ParameterSource.COMMANDLINE:
            name, command = parameter.opts[-1], context.invoked_subcommand or ""
            known = command in main.commands and any(name in item.opts for item in main.commands[command].params)
            help = f"{name} has to come after `{command}`: simulate {command} {name} ..."
            help = help if known else f"`{command}` has no {name}: leave it out"
            raise click.UsageError(f"{name} stands before `{command}`\n  = help: {help}", context)


for command in (
    check,
    compare,
    crossover,
    explain,
    init,
    report,
    scenarios,
    schema,
    sensitivity,
    stress,
    sweep,
    uncertainty,
):
    main.add_command(command)
