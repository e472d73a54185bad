"""Bounds that a formula always violates, as far as the ranges of its names show."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import pairwise

from ..formulas.expressions import Draw, Name, Number, Quantity, function_at, remembering, walk
from ..formulas.graph import in_order
from ..formulas.ranges import EVERYTHING, MOST_MONTHS, Range, expression_range
from ..model.names import line_quantities, mentioned, source_quantities
from ..model.processes import MOST_EVENTS
from ..model.scenario import (
    EventSeries,
    Growth,
    Jumps,
    MeanReverting,
    OnOff,
    Plan,
    Source,
    StageMoment,
    Steps,
    Tariff,
    Timing,
)
from ..model.strategies import Line, Strategy, fact
from ..tables.parts import MOST_VOLATILITY
from ..text.problems import Findings, Path
from .positive import positive_size

__all__ = [
    "CALENDAR_RANGES",
    "check_line_bounds",
    "check_process_bounds",
    "check_strategy_bounds",
    "home",
    "ranges_in_order",
    "source_ranges",
    "sources_in_order",
    "strategy_ranges",
]

#: Events come no oftener than this many months apart, and so do periods: a run walks from one to the next.
CLOSEST = 1e-3

#: The ranges of the names that every formula may use.
CALENDAR_RANGES: dict[str, Range] = {
    "month": (1.0, 120.0),
    "days_per_month": (365.0 / 12.0,) * 2,
    "hours_per_month": (730.0, 730.0),
}

Lookup = Callable[[str], Range]


def home(part: Source | Line) -> Path:
    """Return the path of something that has an address."""
    return tuple(part.address.split("."))


def source_ranges(sources: Mapping[str, Source], outer: Mapping[str, Range]) -> dict[str, Range]:
    """Return the range of each source, those of `outer` included; of most processes none is known."""
    return ranges_in_order(sources_in_order(sources), outer)


def strategy_ranges(strategy: Strategy, outer: Mapping[str, Range]) -> dict[str, Range]:
    """Return the range of each input of a strategy, those of `outer` included."""
    return ranges_in_order(_inputs_in_order(strategy), outer)


@fact
def _inputs_in_order(strategy: Strategy) -> dict[str, Source]:
    return sources_in_order(strategy.inputs)


def sources_in_order(sources: Mapping[str, Source]) -> dict[str, Source]:
    """Return the sources so that each comes after those it names."""
    edges = {name: list(mentioned(source_quantities(source).values())) for name, source in sources.items()}
    return {name: sources[name] for name in in_order(edges)}


def ranges_in_order(sources: Mapping[str, Source], outer: Mapping[str, Range]) -> dict[str, Range]:
    """Return what `source_ranges` does, of sources that come after those they name."""
    known = dict(outer)
    lookup = _lookup(known)
    for name, source in sources.items():
        match source:
            case Quantity(expression=expression):
                known[name] = expression_range(expression, lookup)
            case Steps(values=values) if values:
                ends = [expression_range(value.expression, lookup) for value in values]
                known[name] = min(low for low, _ in ends), max(high for _, high in ends)
            case Plan(values=numbers) if numbers:
                known[name] = min(numbers), max(numbers)
            case OnOff():
                known[name] = 0.0, 1.0
            case EventSeries() | StageMoment():
                known[name] = 0.0, math.inf
            case Tariff(volume=True, months=int()):  # a lower price for units paid for already is a credit
                known[name] = EVERYTHING
            case Tariff():
                known[name] = 0.0, math.inf
    return known


def _lookup(ranges: Mapping[str, Range]) -> Lookup:
    return lambda name: ranges.get(name, EVERYTHING)


def _bound(
    quantity: Quantity | None,
    key: str,
    low: float,
    high: float,
    lookup: Lookup,
    findings: Findings,
    *,
    strict: bool = False,
) -> None:
    """Report a formula whose range, followed through names, always lies outside its bounds."""
    if quantity is None or findings.under(home(quantity)):
        return  # said already
    lowest, highest = expression_range(quantity.expression, lookup)
    if strict and highest <= low:
        findings.add(home(quantity), f"`{key}` is never above {low:g} here", f"it must be above {low:g}")
    elif highest < low:
        findings.add(home(quantity), f"`{key}` is always below {low:g} here", f"it must be at least {low:g}")
    elif lowest > high:
        findings.add(home(quantity), f"`{key}` is always above {high:g} here", f"it must be at most {high:g}")


def check_process_bounds(
    sources: Mapping[str, Source], seen: Mapping[str, Source], ranges: Mapping[str, Range], findings: Findings
) -> None:
    """Check the parameters of processes.

    Parameters
    ----------
    seen : mapping of str to Source
        What their formulas may name: the sources themselves, and those from outside.
    """
    lookup = _lookup(ranges)
    for source in sources.values():
        match source:
            case Growth() | MeanReverting():
                _bound(source.volatility, "volatility", 0.0, MOST_VOLATILITY, lookup, findings)
                if isinstance(source, Growth):
                    _bound(source.noise, "noise", 0.0, MOST_VOLATILITY, lookup, findings)
                else:
                    for key in ("initial", "mean", "half_life"):
                        _bound(getattr(source, key), key, 0.0, math.inf, lookup, findings, strict=True)
            case Jumps(jumps_per_year=rate, factor=factor):
                _bound(rate, "jumps_per_year", 0.0, 12.0 * MOST_EVENTS, lookup, findings)
                _bound(factor, "factor", 0.0, math.inf, lookup, findings)
            case Steps(at=at):
                _check_steps(at, lookup, findings)
            case OnOff():
                _check_periods(source, lookup, findings)
            case EventSeries(timing=timing):
                _check_timing(timing, lookup, seen, findings)
            case Tariff(tiers=tiers):
                for tier in tiers:
                    _bound(tier.price, "price", 0.0, math.inf, lookup, findings)


def _check_steps(at: tuple[Quantity, ...], lookup: Lookup, findings: Findings) -> None:
    """Report a step that always comes before the one it follows."""
    for moment in at:
        _bound(moment, "at", 0.0, math.inf, lookup, findings)
    for before, after in pairwise(at):
        if findings.under(home(before)) or findings.under(home(after)):
            continue
        (low, _), (_, high) = expression_range(before.expression, lookup), expression_range(after.expression, lookup)
        constants = isinstance(before.expression, Number) and isinstance(after.expression, Number)
        if high < low or (constants and high == low):
            message = f"`at` must ascend: {after.text} does not come after {before.text}"
            findings.add(home(after), message, "months in order, each after the one before")


def _check_periods(process: OnOff, lookup: Lookup, findings: Findings) -> None:
    longest = 0.0
    for key in ("on_lasts", "off_lasts"):
        period: Quantity = getattr(process, key)
        _bound(period, key, 0.0, math.inf, lookup, findings)
        draw = period.expression
        longest += draw.law.mean if isinstance(draw, Draw) else expression_range(draw, lookup)[1]
    if findings.under(home(process)):
        return
    if longest <= 0.0:
        findings.add(home(process), "`on_lasts` and `off_lasts` are both always 0", "one of them must be above 0")
    elif longest < CLOSEST:
        help = "use a number, the share of the time that is on"
        findings.add(home(process), "more than a thousand periods a month", help)


def check_strategy_bounds(
    strategy: Strategy, drivers: Mapping[str, Source], outer: Mapping[str, Range], findings: Findings
) -> dict[str, Range]:
    """Check a strategy's inputs, lines and launch; return the ranges of its inputs, those of `outer` included.

    Parameters
    ----------
    outer : mapping of str to pair of float
        The ranges of the drivers and of the calendar.
    """
    ranges = strategy_ranges(strategy, outer)
    seen = {**drivers, **strategy.inputs}
    check_process_bounds(strategy.inputs, seen, ranges, findings)
    lookup = _lookup(ranges)
    for line in strategy.lines.values():
        check_line_bounds(line, lookup, seen, findings)
    if strategy.launch is not None:
        _bound(strategy.launch.months, "months", 0.0, math.inf, lookup, findings)
    return ranges


def check_line_bounds(line: Line, lookup: Lookup, seen: Mapping[str, Source], findings: Findings) -> None:
    """Check the timing of a line, and the resale value of a purchase."""
    quantities = line_quantities(line)
    for key in ("after", "until"):
        _bound(quantities.get(key), key, 0.0, math.inf, lookup, findings)
    _check_timing(line.timing, lookup, seen, findings)
    if line.residual is not None:
        _bound(line.residual, "residual", 0.0, 1.0, lambda n: (0.0, MOST_MONTHS) if n == "age" else lookup(n), findings)
        for call in remembering(line.residual.expression):
            if Name("age") in walk(call):
                name, at = call.function, function_at(line.residual, call.function)
                message = f"`age` is not allowed inside `{name}`: it counts from the purchase, `{name}` from month 1"
                findings.add(home(line.residual), message, "", line.residual.address, at, len(name))


def _check_timing(timing: Timing, lookup: Lookup, seen: Mapping[str, Source], findings: Findings) -> None:
    """Check the quantities of a timing; `every` has to be positive whatever its names are."""
    if timing.gap is not None:
        _check_every(timing.gap, lookup, seen, findings)
    for limit in timing.limits():
        _bound(*limit, lookup, findings)


def _check_every(interval: Quantity, lookup: Lookup, seen: Mapping[str, Source], findings: Findings) -> None:
    path = home(interval)
    if findings.under(path):
        return  # said already
    low, high = expression_range(interval.expression, lookup)
    size = positive_size(interval.expression, seen)
    if size is not None:
        low = size if low == 0.0 and size < CLOSEST else max(low, CLOSEST)
    elif low <= 0.0:
        findings.add(
            path,
            "`every` must be above 0, and this formula can be 0 or less",
            f'keep it positive: "max(0.1, {interval.text})"',
            interval.address,
        )
        return
    if min(low, high) < CLOSEST:
        findings.add(
            path,
            "more than a thousand events a month",
            "use `events_per_month`, or a `monthly` amount",
            interval.address,
        )
