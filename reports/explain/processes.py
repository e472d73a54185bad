"""Processes, tariffs and purchases in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from ...configs import (
    EventSeries,
    Growth,
    Jumps,
    Line,
    MeanReverting,
    MixPart,
    Number,
    OnOff,
    Plan,
    Quantity,
    Source,
    Steps,
    Switch,
    Tariff,
)
from ...configs.text.spelling import listed
from ..words.month_names import MonthNames
from ..words.numbers import number
from .quantities import text_of

__all__ = ["later_words", "line_words", "part_words", "process_words", "switch_words", "tariff_words"]


def process_words(source: Source, month: MonthNames) -> str:
    """Return what a process does, month by month; empty for a quantity. `month` writes a month."""
    match source:
        case Growth():
            return ", ".join(_growth(source, month))
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
        case OnOff(on_lasts=on, off_lasts=off, after=after):
            words = f"1 for {text_of(on)} months, 0 for {text_of(off)}, and so on, each period drawn separately"
            return words if after is None else f"{words}, {_begin(after)}"
        case EventSeries(timing=timing, after=after):
            return timing.words(text_of) if after is None else f"{timing.words(text_of)}, {_begin(after)}"
    return ""


def part_words(part: MixPart) -> str:
    """Return what a part of a mix is: of which strategy, when, and in what it differs from it."""
    words = [f"strategies.{part.of}"]
    words += [f"{moment.address.rpartition('.')[2]} {moment.shown}" for moment in (part.after, part.until) if moment]
    words += [f"without {listed(list(part.without))}"] if part.without else []
    words += [f"with {name} = {bound.text}" for name, bound in part.bindings.items()]
    return ", ".join(words)


def switch_words(switch: Switch, starts: str | None) -> str:
    """Return what a move of a policy is: from which strategy to which, when, and what it costs."""
    words = [f"from strategies.{switch.origin or starts} to strategies.{switch.to} when {switch.when.text}"]
    words += [f"for {switch.for_months} months in a row"] if switch.for_months > 1 else []
    words += [f"both paid until {switch.overlap.text} months after the launch"] if switch.overlap is not None else []
    words += [f"paying {switch.one_time.text} once"] if switch.one_time is not None else []
    words += [f"without {listed(list(switch.without))}"] if switch.without else []
    return ", ".join(words)


def _begins(process: Growth | MeanReverting | Jumps, at_first: str = " at first") -> str:
    """Return where a process begins, or goes on from."""
    months = len(process.actuals)
    if not months:
        return f"{text_of(process.initial)}{at_first}"
    return f"going on from {text_of(process.initial)}, the last of {months} month{'s' * (months != 1)} of actuals"


def _when(moment: Quantity) -> str:
    return f"after {text_of(moment)} months" if moment.day is None else f"from {moment.shown} on"


def _growth(growth: Growth, month: MonthNames) -> Iterator[str]:
    yield _begins(growth)
    if growth.growth.expression != Number(0.0):
        yield f"growing by {text_of(growth.growth, rate=True)} a {'year' if growth.per_year else 'month'}"
    yield from _wandering(growth.volatility)
    if growth.noise.expression != Number(0.0):
        yield f"noise {text_of(growth.noise)}"
    if growth.season is not None:
        yield f"seasonal factors from {month(1)} on {', '.join(map(number, growth.season))}"
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


def tariff_words(tariff: Tariff, month: MonthNames) -> str:
    """Return the prices of a tariff, and which units each is for; `month` writes a month."""
    how = "the tier reached prices all units" if tariff.volume else "each tier prices the units in it"
    over = (
        "each month by itself"
        if tariff.months is None
        else f"counted over {tariff.months} months, {_since(tariff, month)}"
    )
    prices = [f"{text_of(tier.price)} up to {number(tier.up_to)} units" for tier in tariff.tiers[:-1]]
    prices.append(text_of(tariff.tiers[-1].price) + (" above" if prices else " a unit"))
    return f"{', '.join(prices)}; {how}, {over}"


def _since(tariff: Tariff, month: MonthNames) -> str:
    """Return with which month a period of a tariff begins."""
    return f"with a new period from {month(tariff.after + 1)} on" if tariff.after else f"from {month(1)}"


def line_words(line: Line) -> str:
    """Return what is special about a cost line, and when it begins and ends; empty for a plain one."""
    return "; ".join(filter(None, (_own_words(line), _limits(line), later_words(line) if line.paid_after else "")))


def _limits(line: Line) -> str:
    """Return from when to when a line is paid, as far as the file says so."""
    words = [_begin(line.after)] if line.after is not None else []
    return ", ".join(words + ([_end(line.until)] if line.until is not None else []))


def _begin(after: Quantity) -> str:
    if after.day is not None:
        key = "from" if after.address.endswith(".from") else "after"
        return f"{key} {after.shown}"
    return "after launch" if after.text == "launch" else f"after {_months(after)}"


def _months(moment: Quantity) -> str:
    if moment.text.startswith("the move") and "+" not in moment.text:
        return moment.text
    text = text_of(moment)
    return f"{text} month{'' if text == '1' else 's'}"


def _end(until: Quantity) -> str:
    return f"until {until.shown if until.day is not None else _months(until)}"


def _own_words(line: Line) -> str:
    if line.timing.process is not None or line.timing.period is not None:
        minimum = f"; the minimum is {text_of(line.amount)}" if line.timing.period is not None else ""
        return line.timing.words(text_of) + minimum
    if line.residual is not None:
        return f"resale value {text_of(line.residual, rate=True)} of its price, credited at each horizon"
    if line.commitment is not None:
        words = f"paid in whole periods of {line.commitment:g} month{'' if line.commitment == 1 else 's'}"
        return words + (f", ended {line.notice:g} months before at the latest" if line.notice else "")
    return ""
