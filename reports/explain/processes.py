"""Processes, tariffs and purchases in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from ...configs import (
    EventSeries,
    Growth,
    Jumps,
    Line,
    MeanReverting,
    Number,
    OnOff,
    Part,
    Plan,
    Quantity,
    Source,
    Steps,
    Tariff,
)
from ...configs.text.spelling import listed
from ..words.numbers import number
from .quantities import text_of

__all__ = ["later_words", "line_words", "part_words", "process_words", "tariff_words"]


def process_words(source: Source) -> str:
    """Return what a process does, month by month; empty for a quantity."""
    match source:
        case Growth():
            return ", ".join(_growth(source))
        case MeanReverting():
            return ", ".join(_mean_reverting(source))
        case Jumps(jumps_per_year=rate, factor=factor):
            return f"{_begins(source, '')}, multiplied by {text_of(factor)} at each of {text_of(rate)} jumps a year"
        case Steps(values=values, at=at):
            later = [
                f"{text_of(value)} {_when(moment)}"
                for value, moment in zip(values[1:], at, strict=True)
            ]  # fmt: skip
            return ", then ".join([text_of(values[0]), *later])
        case Plan(values=numbers):
            return f"a plan of {len(numbers)} months, from {number(min(numbers))} to {number(max(numbers))}"
        case OnOff(on_lasts=on, off_lasts=off):
            return f"1 for {text_of(on)} months, 0 for {text_of(off)}, and so on, each period drawn separately"
        case EventSeries(timing=timing):
            return timing.words(text_of)
    return ""


def part_words(part: Part) -> str:
    """Return what a part of a mix is: of which strategy, when, and in what it differs from it."""
    words = [f"strategies.{part.of}"]
    words += [f"{key} {moment.shown}" for key, moment in (("after", part.after), ("until", part.until)) if moment]
    words += [f"without {listed(list(part.without))}"] if part.without else []
    words += [f"with {name} = {bound.text}" for name, bound in part.bindings.items()]
    return ", ".join(words)


def _begins(process: Growth | MeanReverting | Jumps, at_first: str = " at first") -> str:
    """Return where a process begins, or goes on from."""
    months = len(process.actuals)
    if not months:
        return f"{text_of(process.initial)}{at_first}"
    return f"going on from {text_of(process.initial)}, the last of {months} month{'s' * (months != 1)} of actuals"


def _when(moment: Quantity) -> str:
    return f"after {text_of(moment)} months" if moment.day is None else f"from {moment.shown} on"


def _growth(growth: Growth) -> Iterator[str]:
    yield _begins(growth)
    if growth.growth.expression != Number(0.0):
        yield f"growing by {text_of(growth.growth, rate=True)} a {'year' if growth.per_year else 'month'}"
    yield from _wandering(growth.volatility)
    if growth.noise.expression != Number(0.0):
        yield f"noise {text_of(growth.noise)}"
    if growth.season is not None:
        yield f"12 seasonal factors from {min(growth.season):g} to {max(growth.season):g}"
    if growth.ceiling is not None:
        yield f"never above {text_of(growth.ceiling)}"


def _mean_reverting(process: MeanReverting) -> Iterator[str]:
    yield _begins(process)
    yield f"halfway back to {text_of(process.mean)} in {text_of(process.half_life)} months"
    yield from _wandering(process.volatility)
    if process.floor is not None:
        yield f"never below {text_of(process.floor)}"


def _wandering(volatility: Quantity) -> Iterator[str]:
    if volatility.expression != Number(0.0):
        yield f"volatility {text_of(volatility)} a month"


def later_words(line: Line) -> str:
    """Return how much later than owed a line is paid."""
    return f"paid {line.paid_after} month{'' if line.paid_after == 1 else 's'} later"


def tariff_words(tariff: Tariff) -> str:
    """Return which units a price is for."""
    how = "the tier reached prices all units" if tariff.volume else "each tier prices the units in it"
    over = "each month by itself" if tariff.months is None else f"counted over {tariff.months} months, from month 1"
    limits = ", ".join(number(tier.up_to) for tier in tariff.tiers[:-1])
    return f"{how}, {over}" + (f"; tiers up to {limits} and above" if limits else "")


def line_words(line: Line) -> str:
    """Return what is special about a cost line; empty for a plain one."""
    return "; ".join(filter(None, (_own_words(line), later_words(line) if line.paid_after else "")))


def _own_words(line: Line) -> str:
    if line.timing.process is not None or line.timing.period is not None:
        return line.timing.words(text_of)
    if line.residual is not None:
        return f"resale value {text_of(line.residual, rate=True)} of its price, credited at each horizon"
    if line.commitment is not None:
        words = f"paid in whole periods of {line.commitment:g} month{'' if line.commitment == 1 else 's'}"
        return words + (f", ended {line.notice:g} months before at the latest" if line.notice else "")
    return ""
