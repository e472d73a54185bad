"""Options that several commands take, and how a number of trajectories is read."""

from __future__ import annotations

import re
from typing import Any

import click

__all__ = ["COUNT", "config_option", "missing_config", "quiet_option", "set_option", "verbose_option"]

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
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors besides the result.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Say more about the run.")


def missing_config(command: str) -> click.UsageError:
    """Return the error of a command without a scenario, with what to type instead."""
    return click.UsageError(
        "no scenario: name one with --config\n"
        f"  = help: {command} --config legal_startup.toml\n"
        "  = help: simulate scenarios    lists those that come with the package"
    )
