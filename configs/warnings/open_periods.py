"""Warnings about horizons inside a period that is settled at its end."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from ..formulas.expressions import Number
from ..model.scenario import Caution
from ..model.strategies import Line, Strategy
from ..text.spelling import listed

__all__ = ["open_periods"]


def open_periods(strategies: Mapping[str, Strategy], horizons: tuple[int, ...]) -> list[Caution]:
    """Return a warning for each line of which some horizon cuts a period; what is inherited is named once."""
    found: dict[str, Caution] = {}
    for strategy in strategies.values():
        for line in strategy.lines.values():
            for caution in _of_line(line, horizons):
                found.setdefault(caution.address, caution)
    return list(found.values())


def _of_line(line: Line, horizons: tuple[int, ...]) -> Iterator[Caution]:
    period = line.timing.period
    begin = Number(0.0) if line.after is None else line.after.expression
    end = Number(math.inf) if line.until is None else line.until.expression
    if period is None or not (isinstance(begin, Number) and isinstance(end, Number)):
        return
    first = math.floor(begin.value)
    cut = [h for h in horizons if h > first and (h - first) % period and h - (h - first) % period < end.value]
    if cut:
        which = f"horizon {cut[0]} falls" if len(cut) == 1 else f"horizons {listed(list(map(str, cut)))} fall"
        message = f"{which} inside a period of {period} months: what is missing from it by then is not in the cost"
        yield Caution(line.amount.address, message)
