"""Which draw gets which Sobol dimension.

Dimensions are given once, from the scenario as it was before any changed value: drivers in file order, each
strategy's once-a-trajectory inputs, event counts, months; then what the draws of a t copula have in common, so that
a correlation moves no draw outside its group. So a changed value moves no draw. A draw that only a
changed value brings in comes after all others; what finds no place in the table is served by the counter generator,
as are the severities of events.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from ...configs import (
    Correlation,
    Draw,
    EventSeries,
    Growth,
    Jumps,
    MeanReverting,
    Number,
    Quantity,
    Scenario,
    Source,
    Strategy,
    Timing,
    own_draws,
    source_quantities,
    terms_drawn,
)
from ...configs.model.strategies import fact
from ..engine.sampling import MAX_DIMENSIONS
from .builder import Stream

__all__ = ["before_month_1", "give_dimensions", "kinds_of_draws", "own_streams", "scale_address"]

_ORDER = ("once", "count", "month")
#: The address of a draw, and its kind.
Place = tuple[str, str]

#: Quantities of processes that are drawn for each event or period, by the counter generator.
_FRESH = {"factor", "on_lasts", "off_lasts"}


def give_dimensions(scenario: Scenario, streams: list[Stream], months: int) -> NDArray[np.int64]:
    """Return the dimension of each stream in each month, shape (streams, months + 1); -1 where it has none."""
    sources = [scenario]
    while sources[0].original is not None:
        sources.insert(0, sources[0].original)
    longest = max(sources[0].horizons)  # later months are served by the counter generator
    first: dict[tuple[str, str], int] = {}
    following = 0
    draws = [*map(_places, sources)]
    scales = [dict.fromkeys(_scales(*of)) for of in zip(sources, draws, strict=True)]
    for places in (*draws, *scales):
        for kind in _ORDER:
            for key in places:
                if key[1] == kind and key not in first:
                    first[key] = following
                    following += 1 if kind == "once" else longest
    out = np.full((len(streams), months + 1), -1, dtype=np.int64)
    for row, stream in enumerate(streams):
        start = first.get((stream.address, stream.kind))
        if start is None:
            continue
        if stream.kind == "once":
            out[row, 0] = start
        else:
            count = min(months, longest)
            out[row, 1 : count + 1] = np.arange(start, start + count)
    out[out >= MAX_DIMENSIONS] = -1
    return out


def kinds_of_draws(scenario: Scenario) -> dict[str, str]:
    """Return "once" or "month" by the address of each draw that may depend on others."""
    return _kinds(_places(scenario))


def _kinds(places: Iterable[Place]) -> dict[str, str]:
    return {address: kind for address, kind in places if kind != "count"}


def scale_address(correlation: Correlation) -> str:
    """Return the address of what the draws of a t copula have in common: that of the first, which is in no other.

    Not that of the entry, which would move when another entry is written before it.
    """
    return f"{correlation.draws[0]}#df"


def _scales(scenario: Scenario, places: Iterable[Place]) -> Iterator[Place]:
    """Yield the address and kind of what the draws of each t copula have in common."""
    for correlation in scenario.correlations:
        if correlation.copula == "t":
            kinds = _kinds(places)
            found = [kinds[address] for address in correlation.draws if address in kinds]
            yield from ((scale_address(correlation), kind) for kind in found[:1])


#: Places of the scenarios asked about last: one is asked about more than once, and so is what it was changed from.
_latest: list[tuple[weakref.ref[Scenario], tuple[Place, ...]]] = []


def _places(scenario: Scenario) -> tuple[Place, ...]:
    """Return the address and kind of every draw that may have a dimension, in the order in which they get it."""
    found = next((places for known, places in _latest if known() is scenario), None)
    if found is None:
        found = tuple(dict.fromkeys(_all_places(scenario)))
    _latest[:] = [(weakref.ref(scenario), found), *(kept for kept in _latest if kept[0]() is not scenario)][:4]
    return found


def _all_places(scenario: Scenario) -> Iterator[Place]:
    for source in scenario.world.values():
        yield from _of_source(source)
    for strategy in scenario.strategies.values():
        yield from _of_strategy(strategy)
    # What is only reported comes last: it moves no draw of a cost of its own kind.
    for strategy in scenario.strategies.values():
        for output in strategy.outputs.values():
            yield from _of_quantity(output)
    if scenario.unit is not None:
        yield from _of_quantity(scenario.unit.monthly)


@fact
def _of_strategy(strategy: Strategy) -> tuple[Place, ...]:
    return tuple(_of_costs(strategy))


def _of_costs(strategy: Strategy) -> Iterator[Place]:
    for source in strategy.inputs.values():
        yield from _of_source(source)
    if strategy.launch is not None:
        yield from _of_quantity(strategy.launch.months)
        yield from _of_quantity(strategy.launch.revenue_per_month)
    for switch in strategy.switches:
        if switch.overlap is not None:
            yield from _of_quantity(switch.overlap)
    for line in strategy.lines.values():
        for quantity in (line.after, line.until):
            if quantity is not None:
                yield from _of_quantity(quantity)
        yield from _of_timing(line.timing, line.address)
        if not line.timing.of_events:
            yield from _of_quantity(line.amount)
        if line.residual is not None:
            yield from _of_quantity(line.residual)
    if strategy.buffer is not None:
        yield from _of_quantity(strategy.buffer.share)


def _of_source(source: Source) -> Iterator[Place]:
    if isinstance(source, EventSeries):
        yield from _of_timing(source.timing, source.address)
        if source.after is not None:
            yield from _of_quantity(source.after)
        return
    for key, quantity in source_quantities(source).items():
        if key not in _FRESH:
            yield from _of_quantity(quantity)
    if isinstance(source, Jumps):
        yield f"{source.address}#count", "count"
    for quantity in _path_sizes(source):
        if quantity.expression != Number(0.0):
            yield f"{quantity.address}#path", "month"
    if isinstance(source, Growth) and source.actuals and source.noise.expression != Number(0.0):
        yield before_month_1(source), "once"


def _path_sizes(source: Source) -> tuple[Quantity, ...]:
    """Return the sds of what a process draws every month."""
    match source:
        case Growth():
            return source.volatility, source.noise
        case MeanReverting():
            return (source.volatility,)
    return ()


def _of_timing(timing: Timing, address: str) -> Iterator[Place]:
    for quantity in timing.quantities().values():  # of intervals the first; those that follow are fresh
        yield from _of_quantity(quantity)
    if timing.counted:
        yield f"{address}#count", "count"


def before_month_1(process: Growth) -> str:
    """Return the address of the noise that is in the last of a process's actuals, drawn once."""
    return f"{process.noise.address}#before"


def own_streams(first: Draw) -> tuple[str, str]:
    """Return the addresses of what a `sum_of` draws beside its terms: whether there is one more, and large sums.

    They are those of its first law.
    """
    return f"{first.address}#terms", f"{first.address}#sum"


def _of_quantity(quantity: Quantity) -> Iterator[Place]:
    if not quantity.draws:
        return
    for part in own_draws(quantity.expression):
        yield part.address, "month" if part.monthly else "once"
    for first, *_ in terms_drawn(quantity.expression):
        yield from ((address, "count") for address in own_streams(first))
