"""`simulate explain --config X --trajectory N`: one future of a run, month by month."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from .environment import settle_libraries
from .output import page_width, print_data, print_lines, require_output

__all__ = ["FUTURE", "explain_trajectory", "refuse_strays", "trajectory_options"]

_LAST = 2**31 - 1  # `tracing.MOST_TRAJECTORIES` - 1; a test holds them together: `--help` imports no numba
_WHOLE = re.compile(r"\d(?:[_,]?\d){0,29}", re.ASCII)


class Future(click.ParamType):  # type: ignore[type-arg]  # generic in later releases of click alone
    """The number of a future, counted from 0: `123456`, `123_456`, `123,456`."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        if isinstance(value, int):
            return value
        shown = repr(value) if len(value) <= 60 else f"{value[:57]!r}..."
        if _WHOLE.fullmatch(value.strip()) is None:
            self.fail(
                f"{shown} is not the number of a future: they are counted 0, 1, 2 and so on, as in "
                "Result.samples()\n  = help: --trajectory 123456",
                param,
                ctx,
            )
        number = int(re.sub("[_,]", "", value))
        if number > _LAST:
            self.fail(
                f"{shown}: no run has that many futures; the last that there can be is {_LAST:,}\n"
                "  = help: a run of 1,048,576 has the futures 0 to 1,048,575",
                param,
                ctx,
            )
        return number


FUTURE = Future()

_OPTIONS = (
    click.option(
        "--strategy",
        "strategies",
        metavar="NAME",
        multiple=True,
        help="With --trajectory: the months of this one alone; may be repeated.",
    ),
    click.option(
        "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="With --trajectory: as of the run."
    ),
    click.option(
        "--sampler",
        type=click.Choice(["sobol", "random"]),
        default="sobol",
        show_default=True,
        help="With --trajectory: as of the run.",
    ),
    click.option(
        "--horizon",
        "horizons",
        type=click.IntRange(1, 120),
        metavar="MONTHS",
        multiple=True,
        help="With --trajectory: months to look ahead, in place of the scenario's; may be repeated.",
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

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def trajectory_options(command: Decorated) -> Decorated:
    """Give the command the options that go with a trajectory."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def refuse_strays(context: click.Context, path: str | None, trajectory: int | None) -> None:
    """Raise `click.UsageError` for a PATH beside a trajectory, and for options that mean nothing without one."""
    if path is not None and trajectory is not None:
        raise click.UsageError(
            "an address and --trajectory are two questions: what one place is, or what one future is\n"
            f"  = help: simulate explain --config SCENARIO --trajectory {trajectory}\n"
            "  = help: simulate explain PATH --config SCENARIO"
        )
    if trajectory is not None:
        return
    for name in ("strategies", "seed", "sampler", "horizons", "output"):
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            option = next(item.opts[-1] for item in context.command.params if item.name == name)
            raise click.UsageError(
                f"{option} is for one future, and no future is named\n"
                "  = help: simulate explain --config SCENARIO --trajectory 123456"
            )


def explain_trajectory(
    config: str,
    settings: tuple[str, ...],
    trajectory: int,
    strategies: tuple[str, ...],
    seed: int,
    sampler: str,
    horizons: tuple[int, ...],
    output: str,
    quiet: bool,
) -> None:
    """Run one future again and print it."""
    require_output()
    settle_libraries()
    from ..simulator.tracing.trajectory import trace
    from .announce import announce
    from .run import load_scenario

    scenario = load_scenario(config, settings, horizons, quiet=quiet)
    _check_names(strategies, scenario.strategies)
    announce(1, "random", quiet=quiet)
    found = trace(scenario, trajectory, seed, sampler)
    document = found.document_of(strategies or tuple(scenario.strategies))
    if output == "json":
        from ..reports.words.documents import render_json

        print_data(render_json(document))
    else:
        from ..reports.terminal.trajectory import trajectory_lines

        print_lines(trajectory_lines(document, page_width()))


def _check_names(names: Iterable[str], known: Iterable[str]) -> None:
    known = list(known)
    for name in names:
        if name not in known:
            shown = name if len(name) <= 60 else f"{name[:57]}..."
            near = difflib.get_close_matches(name[:200], known, n=1)
            help = f"did you mean {near[0]}?" if near else f"there are {', '.join(known[:20])}"
            raise click.UsageError(f"--strategy {shown}: the scenario has no such strategy\n  = help: {help}")
