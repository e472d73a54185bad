"""`simulate explain --config X --trajectory N`: one trajectory of a run, month by month."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any

import click

from .options import MONTHS, Decorated, quoted
from .session import Session

__all__ = ["TRAJECTORY", "explain_trajectory", "refuse_strays", "trajectory_options"]

_LAST = 2**31 - 1  # `tracing.MOST_TRAJECTORIES` - 1; a test keeps them equal: `--help` does not import the engine
_WHOLE = re.compile(r"\d(?:[_,]?\d){0,29}", re.ASCII)


class Trajectory(click.ParamType):  # type: ignore[type-arg]  # generic in later releases of click alone
    """The number of a trajectory, counted from 0: `123456`, `123_456`, `123,456`."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        if isinstance(value, int):
            return value
        shown = repr(value) if len(value) <= 60 else f"{value[:57]!r}..."
        if _WHOLE.fullmatch(value.strip()) is None:
            self.fail(
                f"{shown} is not a trajectory number: they count 0, 1, 2 and so on, as in Result.samples()\n"
                "  = help: --trajectory 123456",
                param,
                ctx,
            )
        number = int(re.sub("[_,]", "", value))
        if number > _LAST:
            self.fail(
                f"{shown}: no run has that many trajectories; the last possible one is {_LAST:,}\n"
                "  = help: a run of 1,048,576 has the trajectories 0 to 1,048,575",
                param,
                ctx,
            )
        return number


TRAJECTORY = Trajectory()

_OPTIONS = (
    click.option(
        "--strategy",
        "strategies",
        metavar="NAME",
        multiple=True,
        help="With --trajectory: show only this strategy's months. Repeatable.",
    ),
    click.option(
        "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="With --trajectory: seed of the run."
    ),
    click.option(
        "--sampler",
        type=click.Choice(["sobol", "random"]),
        default="sobol",
        show_default=True,
        help="With --trajectory: sampler of the run.",
    ),
    click.option(
        "--horizon",
        "horizons",
        type=MONTHS,
        metavar="MONTHS",
        multiple=True,
        help="With --trajectory: months to simulate, instead of the scenario's horizons. Repeatable.",
    ),
    click.option(
        "--format",
        "output",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help="With --trajectory: a page to read, or one JSON object.",
    ),
)


def trajectory_options(command: Decorated) -> Decorated:
    """Give a command the options that go with --trajectory."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def refuse_strays(context: click.Context, path: str | None, trajectory: int | None) -> None:
    """Raise `click.UsageError` for PATH beside --trajectory, and for options that need --trajectory."""
    if path is not None and trajectory is not None:
        raise click.UsageError(
            "an address and --trajectory exclude each other: explain one of them at a time\n"
            f"  = help: simulate explain --config SCENARIO --trajectory {trajectory}\n"
            "  = help: simulate explain PATH --config SCENARIO"
        )
    if trajectory is not None:
        return
    for name in ("strategies", "seed", "sampler", "horizons", "output"):
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            option = next(item.opts[-1] for item in context.command.params if item.name == name)
            raise click.UsageError(
                f"{option} needs --trajectory\n  = help: simulate explain --config SCENARIO --trajectory 123456"
            )


def explain_trajectory(session: Session, trajectory: int, strategies: tuple[str, ...]) -> None:
    """Run one trajectory again and print it."""
    scenario = session.load(command=f" --trajectory {trajectory}")
    from ..reports.terminal.trajectory import trajectory_lines
    from ..simulator.tracing.trajectory import trace

    _check_names(strategies, scenario.strategies)
    session.announce()
    found = trace(scenario, trajectory, **session.options())
    session.show(found.document_of(strategies or tuple(scenario.strategies)), trajectory_lines)


def _check_names(names: Iterable[str], known: Iterable[str]) -> None:
    known = list(known)
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name[:200], known, n=1)
            help = f"did you mean {near[0]}?" if near else f"there are {', '.join(known[:20])}"
            raise click.UsageError(f"--strategy {quoted(name)}: the scenario has no such strategy\n  = help: {help}")
