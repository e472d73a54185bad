"""Processes, purchases and correlations in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from ...configs import (
    Correlation,
    Events,
    EventSeries,
    Every,
    Growth,
    Jumps,
    Line,
    MeanReverting,
    Number,
    On,
    OnOff,
    Quantity,
    Source,
    Steps,
)
from ...configs.text.spelling import listed
from .quantities import text_of

__all__ = ["correlation_words", "line_words", "process_words"]

#: Pairs of correlated draws that are written out; of more the number is given.
_PAIRS = 12


def process_words(source: Source) -> str:
    """Return what a process does, month by month; empty for a quantity."""
    match source:
        case Growth():
            return ", ".join(_growth(source))
        case MeanReverting():
            return ", ".join(_mean_reverting(source))
        case Jumps(initial=initial, jumps_per_year=rate, factor=factor):
            return f"{text_of(initial)}, multiplied by {text_of(factor)} at each of {text_of(rate)} jumps a year"
        case Steps(values=values, at=at):
            later = [
                f"{text_of(value)} after {text_of(moment)} months"
                for value, moment in zip(values[1:], at, strict=True)
            ]  # fmt: skip
            return ", then ".join([text_of(values[0]), *later])
        case OnOff(on_lasts=on, off_lasts=off):
            return f"1 for {text_of(on)} months, 0 for {text_of(off)}, and so on, each period drawn separately"
        case EventSeries(timing=timing):
            return _events(timing)
    return ""


def _growth(growth: Growth) -> Iterator[str]:
    yield f"{text_of(growth.initial)} at first"
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
    yield f"{text_of(process.initial)} at first"
    yield f"halfway back to {text_of(process.mean)} in {text_of(process.half_life)} months"
    yield from _wandering(process.volatility)
    if process.floor is not None:
        yield f"never below {text_of(process.floor)}"


def _wandering(volatility: Quantity) -> Iterator[str]:
    if volatility.expression != Number(0.0):
        yield f"volatility {text_of(volatility)} a month"


def _events(timing: Every | Events) -> str:
    if isinstance(timing, Every):
        return f"an event every {text_of(timing.interval)} months, each interval drawn separately"
    words = f"{text_of(timing.rate)} events a {'year' if timing.per_year else 'month'} on average"
    return words if timing.dispersion is None else f"{words}, variance {text_of(timing.dispersion)} times the mean"


def line_words(line: Line) -> str:
    """Return what is special about a cost line; empty for a plain one."""
    if isinstance(line.timing, On):
        return f"paid at every event of {line.timing.name}"
    if line.residual is not None:
        return f"resale value {text_of(line.residual, rate=True)} of its price, credited at each horizon"
    if line.commitment is not None:
        return f"paid in whole periods of {line.commitment:g} month{'' if line.commitment == 1 else 's'}"
    return ""


def correlation_words(correlation: Correlation) -> str:
    """Return which draws are large together, and how strongly."""
    between, rank = correlation.between, correlation.rank
    pairs = [(i, j) for i in range(len(between)) for j in range(i)]
    values = {rank[i][j] for i, j in pairs}
    copula = f", t copula of {correlation.df:g} degrees of freedom" if correlation.df is not None else ""
    if len(values) == 1:
        each = "each pair of " if len(between) > 2 else ""
        return f"{each}{listed(list(between))}, rank {values.pop():.3g}{copula}"
    shown = sorted((pair for pair in pairs if rank[pair[0]][pair[1]] != 0.0), key=lambda p: -abs(rank[p[0]][p[1]]))
    words = [f"{between[j]} and {between[i]}, rank {rank[i][j]:.3g}" for i, j in shown[:_PAIRS]]
    more = [f"{len(shown) - _PAIRS} more pairs"] if len(shown) > _PAIRS else []
    return "; ".join([*words, *more]) + copula
