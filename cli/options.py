"""Options that several commands share, and how a number of trajectories is read."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from .completion import addresses_like, scenarios_like

__all__ = ["COUNT", "MONTHS", "ConditionType", "Count", "quoted", "shared"]

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_POWER = re.compile(r"(\d{1,4})(?:\*\*|\^)(\d{1,3})")
_DECIMAL = re.compile(r"(\d{1,20})(?:\.(\d{1,20}))?(?:[eE]\+?(\d{1,2})|\s?([kKmM]))?")
_THOUSANDS = {"k": 3, "m": 6}


class Count(click.ParamType):  # type: ignore[type-arg]  # generic in later releases of click alone
    """A whole number as people write it: `1e6`, `100k`, `1M`, `1_000_000`, `1,000,000`, `2**20`, `2^20`."""

    name = "count"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, at least 1."""
        if isinstance(value, int):
            return value
        text = re.sub(r"(?<=\d)[_,](?=\d)", "", str(value).strip())
        if power := _POWER.fullmatch(text):
            number = int(int(power[1]) ** int(power[2]))
        elif decimal := _DECIMAL.fullmatch(text):
            # in whole numbers: 1e23 as a float is another number
            fraction, exponent = decimal[2] or "", int(decimal[3] or 0) + _THOUSANDS.get((decimal[4] or "").lower(), 0)
            scaled = int(decimal[1] + fraction) * 10**exponent
            number, rest = divmod(scaled, 10 ** len(fraction))
            if rest:
                self.fail(f"{value!r} is not a whole number", param, ctx)
        else:
            self.fail(f"{value!r} is not a number of trajectories: write 1e6, 100k or 2**20", param, ctx)
        if number < 1:
            self.fail(f"{value!r} is less than 1", param, ctx)
        return number


class Share(click.ParamType):  # type: ignore[type-arg]  # generic in later releases of click alone
    """A share as people write it: `0.5%`, `0.5 %`, `0.005`.

    Parameters
    ----------
    name : str
        What it is the share of, in messages.
    example : str
    most : float
    """

    def __init__(self, name: str, example: str, most: float = math.inf) -> None:
        self.name, self.example, self.most = name, example, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the share; the simulator knows its range."""
        text = str(value).strip()
        number, percent = (text[:-1].rstrip(), True) if text.endswith("%") else (text, False)
        try:
            share = float(number) / (100.0 if percent else 1.0)
        except ValueError:
            share = math.nan
        if not -self.most <= share <= self.most or not math.isfinite(share):
            meant = "" if percent or not self.most < share <= 100.0 else f", for {number} percent {number}%"
            self.fail(f"{value!r} is not a {self.name}: write {self.example}{meant}", param, ctx)
        return share


class Amount(click.ParamType):  # type: ignore[type-arg]  # generic in later releases of click alone
    """An amount of money as people write it: `500_000`, `500,000`, `5e5`, `500k`, `1.5M`, `-20.5`."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the amount."""
        text = re.sub(r"(?<=\d)[_,](?=\d)", "", str(value).strip())
        scale = 10.0 ** _THOUSANDS.get(text[-1:].lower(), 0)
        try:
            amount = float(text if scale == 1.0 else text[:-1]) * scale
        except ValueError:
            amount = math.nan
        if not math.isfinite(amount):
            self.fail(f"{value!r} is not an amount: write 500_000, 500k or 5e5", param, ctx)
        return amount


class Months(click.ParamType):  # type: ignore[type-arg]  # generic in later releases of click alone
    """A horizon: 1 to 120 months."""

    name = "months"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number of months; a list is answered with one option for each."""
        text = str(value).strip()
        if re.fullmatch(r"\d{1,9}", text, re.ASCII) and 1 <= int(text) <= 120:
            return int(text)
        option = "--horizon" if param is None else param.opts[0]
        numbers = re.findall(r"\d{1,9}", text, re.ASCII)
        meant = [f"{option} {number}" for number in numbers if 1 <= int(number) <= 120]
        several = param is not None and param.multiple
        help = f"\n  = help: write {' '.join(meant)}" if meant and (several or len(meant) == 1) else ""
        self.fail(f"{value!r} is not a number of months from 1 to 120{help}", param, ctx)


class PercentileType(click.ParamType):  # type: ignore[type-arg]  # generic in later releases of click alone
    """A percentile as people write it: `99.5`, `P99.5`, `p99.5`."""

    name = "percentile"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the percentile, between 0 and 100."""
        read = re.fullmatch(r"[Pp]?(\d{1,3}(?:\.\d{1,20})?)%?", str(value).strip(), re.ASCII)
        if read is None:
            self.fail(f"{value!r} is not a percentile: write 99, 99.5 or P99", param, ctx)
        percentile = float(read[1])
        if not 0.0 < percentile < 100.0:
            self.fail(f"{value!r} is not between P0 and P100", param, ctx)
        return percentile


class ConditionType(click.ParamType):  # type: ignore[type-arg]  # generic in later releases of click alone
    """A condition on the result, `self_hosted.24.p_beats > 0.5`."""

    name = "condition"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the condition."""
        from ..simulator.decision.conditions import parse_condition

        try:
            return parse_condition(str(value))
        except ValueError as error:
            self.fail(f"{value!r}: {error}", param, ctx)


COUNT = Count()
MONTHS = Months()


def _trajectories(help: str) -> Callable[[Decorated], Decorated]:
    return click.option("-n", "--trajectories", type=COUNT, metavar="COUNT", help=help)


_CONFIG = click.option(
    "-c",
    "--config",
    metavar="SCENARIO",
    help="A TOML file, - for standard input, or the name of a bundled scenario.",
    shell_complete=scenarios_like,
)


def _scenario(command: Decorated) -> Decorated:
    """Let a command take its scenario as an argument, or after --config."""
    argument = click.argument("scenario", required=False, metavar="[SCENARIO]", shell_complete=scenarios_like)
    return argument(_CONFIG(command))


#: Every shared option by name. The values reach the command through its `Session`.
_OPTIONS: dict[str, Callable[[Any], Any]] = {
    "config": _CONFIG,
    "scenario": _scenario,
    "set": click.option(
        "--set",
        "settings",
        metavar="ADDRESS=VALUE",
        multiple=True,
        help="Replace the value at one address, e.g. drivers.ml_engineer=20_000. Repeatable.",
        shell_complete=addresses_like,
    ),
    "trajectories": _trajectories("Trajectories to simulate, e.g. 1e6 or 2**20 (default)."),
    "trajectories of a point": _trajectories("Trajectories for each value, e.g. 1e5 or 2**17 (default)."),
    "trajectories of a sample": _trajectories("Trajectories in the sample, e.g. 1e5 or 2**16 (default)."),
    "trajectories of a candidate": _trajectories("Trajectories for each candidate, e.g. 1e5 or 2**14 (default)."),
    "trajectories of a rule": _trajectories(
        "Trajectories in which the rule is found, and as many in which it is judged, e.g. 1e5 or 2**14 (default)."
    ),
    "precision": click.option(
        "--precision",
        type=Share("precision", "0.5% or 0.005"),
        metavar="SHARE",
        help="Run until P50, P90 and every probability of costing less are known to this share, e.g. 0.5%; "
        "--trajectories is then the most to run (default 2**24).",
    ),
    "seed": click.option(
        "--seed",
        type=click.IntRange(min=0),
        default=0,
        show_default=True,
        help="Seed of the random numbers. The same seed gives the same result.",
    ),
    "sampler": click.option(
        "--sampler",
        type=click.Choice(["sobol", "random"]),
        default="sobol",
        show_default=True,
        help="Scrambled Sobol points (quasi-random), or independent pseudo-random draws.",
    ),
    "threads": click.option(
        "--threads", type=click.IntRange(1, 1024), help="Default: every processor. Does not change the result."
    ),
    "cluster": click.option(
        "--cluster",
        metavar="ADDRESS",
        help="Run on the workers of a Dask scheduler, e.g. tcp://10.0.0.5:8786. Does not change the result.",
    ),
    "horizons": click.option(
        "--horizon",
        "horizons",
        type=MONTHS,
        metavar="MONTHS",
        multiple=True,
        help="Months to simulate, instead of the scenario's horizons. Repeatable.",
    ),
    "percentiles": click.option(
        "--percentile",
        "percentiles",
        type=PercentileType(),
        metavar="P",
        multiple=True,
        help="Print this percentile of the total cost too, e.g. 99.5 or P99. Repeatable.",
    ),
    "amounts": click.option(
        "--exceeds",
        "amounts",
        type=Amount(),
        metavar="AMOUNT",
        multiple=True,
        help="Print the probability of a total cost above this amount, e.g. 500_000. Repeatable.",
    ),
    "conditions": click.option(
        "--fail-if",
        "conditions",
        type=ConditionType(),
        metavar="CONDITION",
        multiple=True,
        help="Exit with 1 where this holds, in the names of the JSON, e.g. 'self_hosted.24.p_beats > 0.5'. Repeatable.",
    ),
    "margin": click.option(
        "--margin",
        type=Share("margin", "20% or 0.2", most=1.0),
        metavar="SHARE",
        help="Ask where a strategy saves this share of the baseline's score, as the decision's rule does, e.g. 20%.",
    ),
    "strategy": click.option(
        "--strategy",
        metavar="NAME",
        help="Compare with the baseline. Default: recommended against runner-up.",
    ),
    "details": click.option("--details", is_flag=True, help="Print the contingency by cost line too."),
    "format": click.option(
        "--format",
        "output",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help="A page to read, or one JSON object.",
    ),
    "quiet": click.option("-q", "--quiet", is_flag=True, help="Print only the result and errors."),
    "verbose": click.option("-v", "--verbose", is_flag=True, help="Print details about the run."),
}


def shared(*names: str) -> Callable[[Decorated], Decorated]:
    """Give a command these shared options, in this order."""

    def decorate(command: Decorated) -> Decorated:
        for name in reversed(names):
            command = _OPTIONS[name](command)
        return command

    return decorate


def quoted(text: str, most: int = 60) -> str:
    """Return typed text, shortened: an error message shows it and must stay readable."""
    return text if len(text) <= most else f"{text[: most - 3]}..."
