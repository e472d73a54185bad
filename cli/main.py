"""The command's front door: options of a run, and the other commands by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .. import __version__
from .errors import Command
from .options import shared
from .run import run
from .session import Session, in_session

if TYPE_CHECKING:
    from ..simulator.decision.conditions import Condition

__all__ = ["main"]

_EPILOG = """\b
Examples:
  simulate legal_startup.toml
  simulate two_year_exercise --set drivers.requests_per_day=100_000
  simulate init my_decision
  simulate check my_decision.toml
  simulate explain drivers.ml_engineer legal_startup
  simulate sensitivity two_year_exercise
  simulate sweep legal_startup --vary drivers.requests_per_day.initial=400:40_000:9:log
  simulate crossover two_year_exercise --vary drivers.requests_per_day=10_000:100_000
  simulate optimise my_decision.toml --over strategies.own.inputs.servers=1:40:whole
  simulate compare legal_startup --set-b drivers.ml_engineer=25_000
  simulate stress legal_startup --input drivers.ml_engineer=P90:P100
  simulate timing migration --policy rule
  simulate uncertainty two_year_exercise
  simulate report legal_startup --out board
  simulate part 3/64 legal_startup -n 1e9 --out 3.part
  simulate merge *.part
  simulate scenarios
  simulate prices --model gpt-4o
  simulate warm

Exit codes: 0 success, 1 the run failed, 2 wrong command or scenario, 130 interrupted by Ctrl-C."""


#: Each is a function of the module of its name.
_COMMANDS = (
    "check",
    "compare",
    "crossover",
    "explain",
    "help",
    "init",
    "merge",
    "optimise",
    "part",
    "prices",
    "report",
    "scenarios",
    "schema",
    "sensitivity",
    "stress",
    "sweep",
    "timing",
    "uncertainty",
    "warm",
)


@click.group(
    cls=Command,
    name="simulate",
    modules=_COMMANDS,
    invoke_without_command=True,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@shared(
    "config",
    "trajectories",
    "precision",
    "seed",
    "sampler",
    "horizons",
    "percentiles",
    "amounts",
    "conditions",
    "details",
    "set",
    "threads",
    "cluster",
    "format",
    "quiet",
    "verbose",
)
@click.version_option(__version__, prog_name="tcorisk", message="%(prog)s %(version)s")
@in_session
def main(
    session: Session,
    percentiles: tuple[float, ...],
    amounts: tuple[float, ...],
    conditions: tuple[Condition, ...],
    details: bool,
) -> None:
    """Compare the cost of language-model strategies under uncertainty.

    Buy by API, host open weights, train, or mix: every cost is a range, and the answer is a probability.
    """
    context = click.get_current_context()
    if context.invoked_subcommand is None:
        run(session, percentiles, amounts, conditions, details)
    else:
        _refuse_options_before(context, context.invoked_subcommand)


def _refuse_options_before(context: click.Context, command: str) -> None:
    """Refuse options of a run in front of another command, which would ignore them."""
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name or "")
        if source is click.core.ParameterSource.COMMANDLINE:
            name = parameter.opts[-1]
            found = main.get_command(context, command)
            known = found is not None and any(name in item.opts for item in found.params)
            help = f"put {name} after `{command}`: simulate {command} {name} ..."
            help = help if known else f"`{command}` has no option {name}: leave it out"
            raise click.UsageError(
                f"{name} is written before `{command}`, where it has no effect\n  = help: {help}", context
            )
