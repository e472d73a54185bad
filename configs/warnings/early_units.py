"""Warnings about tariffs that count units which their line does not pay for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..formulas.expressions import Call, Name, Number, walk
from ..model.scenario import Caution, Source
from ..model.strategies import Line, Strategy
from ..model.tariffs import counting_tariffs

__all__ = ["early_units"]


def early_units(world: Mapping[str, Source], strategies: Mapping[str, Strategy]) -> list[Caution]:
    """Return a warning for each line that begins later than the tariff in its amount; what is inherited once."""
    found: dict[str, Caution] = {}
    for strategy in strategies.values():
        for line in strategy.lines.values():
            for caution in _of_line(line, world):
                found.setdefault(caution.address, caution)
    return list(found.values())


def _of_line(line: Line, world: Mapping[str, Source]) -> Iterator[Caution]:
    begin = None if line.after is None else line.after.expression
    if line.after is None or (isinstance(begin, Number) and begin.value < 1.0):
        return
    for part in walk(line.amount.expression):
        if not (isinstance(part, Call) and part.function == "tariff" and Name("month") not in walk(part.arguments[0])):
            continue
        if len(part.arguments) > 2:  # its periods begin as the stage or part is entered; later, its strategy says so
            continue
        for name in dict.fromkeys(counting_tariffs(part, world)):
            month = (
                "..."
                if not isinstance(begin, Number)
                else line.after.text
                if line.after.day is None
                else f"{begin.value:.4g}"
            )
            message = f"`{name}` counts units from month 1 on, also those before the line begins"
            yield Caution(line.amount.address, f"{message}; without these: (units if month > {month} else 0)")
