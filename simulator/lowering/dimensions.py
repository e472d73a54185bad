"""Which draw gets which Sobol dimension.

Dimensions are given once, from the scenario as it was before any changed value: drivers in file order, each
strategy's once-a-trajectory inputs, event counts, months. So a changed value moves no draw. A draw that only a
changed value brings in comes after all others; what finds no place in the table is served by the counter generator,
as are the severities of events.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ...configs import Draw, Events, Every, Growth, Number, Quantity, Scenario, Source, walk
from ..sampling import MAX_DIMENSIONS
from .builder import Stream

__all__ = ["give_dimensions"]

_ORDER = ("once", "count", "month")


def give_dimensions(scenario: Scenario, streams: list[Stream], months: int) -> NDArray[np.int64]:
    """Return the dimension of each stream in each month, shape (streams, months + 1); -1 where it has none."""
    longest = max((scenario.original or scenario).horizons)  # later months are served by the counter generator
    first: dict[tuple[str, str], int] = {}
    following = 0
    for source in (scenario.original or scenario, scenario):
        places = dict.fromkeys(_places(source))
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


def _places(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield the address and kind of every draw that may have a dimension, in the order in which they get it."""
    for source in scenario.drivers.values():
        yield from _of_source(source)
    for strategy in scenario.strategies.values():
        for source in strategy.inputs.values():
            yield from _of_source(source)
        if strategy.launch is not None:
            yield from _of_quantity(strategy.launch.months)
            yield from _of_quantity(strategy.launch.revenue_per_month)
        for line in strategy.lines.values():
            for quantity in (line.after, line.until):
                if quantity is not None:
                    yield from _of_quantity(quantity)
            if isinstance(line.timing, Every):
                yield from _of_quantity(line.timing.interval)
            elif isinstance(line.timing, Events):
                yield from _of_quantity(line.timing.rate)
                if line.timing.dispersion is not None:
                    yield from _of_quantity(line.timing.dispersion)
                yield f"{line.address}#count", "count"
            else:
                yield from _of_quantity(line.amount)
        if strategy.buffer is not None:
            yield from _of_quantity(strategy.buffer.share)


def _of_source(source: Source) -> Iterator[tuple[str, str]]:
    if isinstance(source, Growth):
        for quantity in (source.initial, source.growth, source.volatility, source.noise):
            yield from _of_quantity(quantity)
        for quantity in (source.volatility, source.noise):
            if quantity.expression != Number(0.0):
                yield f"{quantity.address}#path", "month"
    else:
        yield from _of_quantity(source)


def _of_quantity(quantity: Quantity) -> Iterator[tuple[str, str]]:
    for part in walk(quantity.expression):
        if isinstance(part, Draw):
            yield part.address, "month" if part.monthly else "once"
