"""Cost lines that cost nothing in any future of a run, though they could: too rare for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from ..configs import Scenario
from ..configs.checks.bounds import CALENDAR_RANGES, source_ranges, strategy_ranges
from ..configs.formulas.expressions import Call, Draw, Expression, Name, Quantity, walk
from ..configs.formulas.laws import probability_of
from ..configs.formulas.ranges import EVERYTHING, Range, expression_range
from ..configs.model.scenario import Events, EventSeries, Every, Source
from ..configs.model.strategies import Line, Strategy

__all__ = ["unseen_lines"]

_NEVER: Range = (0.0, 0.0)


def unseen_lines(scenario: Scenario, strategies: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the lines whose mean over the longest horizon is 0 by luck, as address and name.

    They are paid at events, or a draw that is mostly 0 is in their amount. One that cannot cost anything is none of
    them, such as one that begins after the horizon. Nor is one of a strategy that is barred.

    Parameters
    ----------
    scenario : Scenario
    strategies : mapping of str to mapping
        As the document has them.
    """
    last = max(scenario.horizons)
    world = source_ranges(scenario.world, CALENDAR_RANGES)
    found: dict[str, str] = {}
    for name in scenario.allowed:
        strategy, means = scenario.strategies[name], strategies[name]["horizons"][str(last)]["lines"]
        free = [line for line in strategy.lines.values() if means[line.name]["mean"] == 0.0]
        if not free:
            continue
        sources, ranges = {**scenario.world, **strategy.inputs}, _ranges(strategy, world)
        for line in free:
            if _could_cost(line, sources, ranges, last):
                found.setdefault(line.address, line.name)
    return found


def _ranges(strategy: Strategy, world: Mapping[str, Range]) -> dict[str, Range]:
    """Return the ranges of what a strategy's lines may name."""
    known = strategy_ranges(strategy, world)
    if strategy.launch is not None:
        known["launch"] = expression_range(strategy.launch.months.expression, _lookup(known))
    return known


def _lookup(ranges: Mapping[str, Range]) -> Callable[[str], Range]:
    return lambda name: ranges.get(name, EVERYTHING)


def _could_cost(line: Line, sources: Mapping[str, Source], ranges: Mapping[str, Range], last: int) -> bool:
    def range_of(quantity: Quantity | None, otherwise: Range) -> Range:
        return otherwise if quantity is None else expression_range(quantity.expression, _lookup(ranges))

    begins, ends = range_of(line.after, _NEVER)[0], range_of(line.until, (last, last))[1]
    if begins >= min(ends, last) or range_of(line.amount, _NEVER) == _NEVER:
        return False
    timing = line.timing
    if timing.process is not None and isinstance(shared := sources[timing.process], EventSeries):
        timing = shared.timing
    match timing:
        case Events(rate=rate):
            return range_of(rate, _NEVER)[1] > 0.0
        case Every(interval=interval):
            return range_of(interval, _NEVER)[0] < last
    return any(_rarely(part, ranges) for part in _parts(line.amount.expression, sources, set()))


def _parts(expression: Expression, sources: Mapping[str, Source], seen: set[str]) -> Iterator[Expression]:
    """Yield the parts of an expression, those of the quantities that it names included."""
    for part in walk(expression):
        yield part
        if isinstance(part, Name) and part.name not in seen and isinstance(source := sources.get(part.name), Quantity):
            seen.add(part.name)
            yield from _parts(source.expression, sources, seen)


def _rarely(part: Expression, ranges: Mapping[str, Range]) -> bool:
    """Tell whether a part is a draw that is 0 in at least half of all futures, and not in all."""
    match part:
        case Draw(law=law):
            return law.sd > 0.0 and float(law.ppf(np.array([0.5]))[0]) == 0.0
        case Call():
            chance = probability_of(part)
            return chance is not None and expression_range(chance, _lookup(ranges))[1] > 0.0
    return False
