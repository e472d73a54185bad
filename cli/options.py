"""Options that several commands take, and how a number of trajectories is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = [
    "COUNT",
    "Decorated",
    "config_option",
    "format_option",
    "horizons_option",
    "missing_config",
    "quiet_option",
    "sampler_option",
    "seed_option",
    "set_option",
    "threads_option",
    "trajectories_option",
    "verbose_option",
]

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_POWER = re.compile(r"(\d{1,4})(?:\*\*|\^)(\d{1,3})")
_DECIMAL = re.compile(r"(\d{1,20})(?:\.(\d{1,20}))?(?:[eE]\+?(\d{1,2}))?")


class Count(click.ParamType):  # type: ignore[type-arg]  # generic in later releases of click alone
    """A whole number as people write it: `1e6`, `1_000_000`, `1,000,000`, `2**20`, `2^20`."""

    name = "count"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, from 1 up."""
        if isinstance(value, int):
            return value
        text = re.sub(r"(?<=\d)[_,](?=\d)", "", str(value).strip())
        if power := _POWER.fullmatch(text):
            number = int(int(power[1]) ** int(power[2]))
        elif decimal := _DECIMAL.fullmatch(text):
            # in whole numbers: 1e23 as a float is another number
            fraction, exponent = decimal[2] or "", int(decimal[3] or 0)
            scaled = int(decimal[1] + fraction) * 10**exponent
            number, rest = divmod(scaled, 10 ** len(fraction))
            if rest:
                self.fail(f"{value!r} is not a whole number", param, ctx)
        else:
            self.fail(f"{value!r} is not a number of trajectories: write 1e6, 1_000_000 or 2**20", param, ctx)
        if number < 1:
            self.fail(f"{value!r} is less than 1", param, ctx)
        return number


COUNT = Count()

config_option = click.option(
    "--config",
    metavar="SCENARIO",
    help="A TOML file, - for standard input, or a bundled scenario's name.",
)
set_option = click.option(
    "--set",
    "settings",
    metavar="ADDRESS=VALUE",
    multiple=True,
    help="Another value at one address, for instance drivers.ml_engineer=20_000; may be repeated.",
)
seed_option = click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Same seed, same answer."
)
sampler_option = click.option(
    "--sampler",
    type=click.Choice(["sobol", "random"]),
    default="sobol",
    show_default=True,
    help="Even (quasi-random) points, or independent draws.",
)
threads_option = click.option(
    "--threads", type=click.IntRange(1, 1024), help="Default: every processor. Changes no digit."
)
horizons_option = click.option(
    "--horizon",
    "horizons",
    type=click.IntRange(1, 120),
    metavar="MONTHS",
    multiple=True,
    help="Months to look ahead, in place of the scenario's; may be repeated.",
)
format_option = click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="A page to read, or one JSON object.",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors besides the result.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Say more about the run.")


def trajectories_option(help: str) -> Callable[[Decorated], Decorated]:
    """Return the option of how many futures; what they are and how many by default is said by the command."""
    return click.option("-n", "--trajectories", type=COUNT, metavar="COUNT", help=help)


def missing_config(command: str) -> click.UsageError:
    """Return the error of a command without a scenario, with what to type instead."""
    return click.UsageError(
        "no scenario: name one with --config\n"
        f"  = help: {command} --config legal_startup.toml\n"
        "  = help: simulate scenarios    lists those that come with the package"
    )
