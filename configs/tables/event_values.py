"""`event = { NAME = LAW }`: what an event is like, drawn for each event and shared by all that is paid for it.

A name of an event stands for its draw. A draw belongs to the place where it is written and, in the amount of an event,
to that event: the same name in two lines, or twice in one, is therefore one value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..formulas.expressions import Draw, Expression, Name, Quantity, substitute
from ..formulas.quantity import read_quantity
from ..model.names import check_defined, event_values
from ..model.processes import Source
from ..model.strategies import Line, Strategy
from ..text.problems import WHOLE_VALUE, Findings
from ..text.spelling import shown
from .parts import TableParts

__all__ = ["read_event_values", "with_event_values"]


def read_event_values(parts: TableParts) -> tuple[tuple[str, Quantity], ...]:
    """Read `event` of a line or of a process of events."""
    raw, path, findings = parts.raw.get("event"), parts.place("event"), parts.findings
    found = []
    for name, value in raw.items() if isinstance(raw, dict) else ():
        if not check_defined(name, (*path, name), findings):
            continue
        before = len(findings.items)
        quantity = read_quantity(value, (*path, name), findings)
        if len(findings.items) == before and not isinstance(quantity.expression, Draw):
            message = f"`{name}` needs a distribution, drawn for each event, got {shown(value)}"
            help = f'write one alone, such as {name} = "2_000 to 40_000"; arithmetic with it goes into `per_event`'
            findings.add((*path, name), message, help, "", WHOLE_VALUE)
        found.append((name, quantity))
    return tuple(found)


def with_event_values(strategy: Strategy, drivers: Mapping[str, Source], findings: Findings) -> Strategy:
    """Return a strategy in which the names of events are their draws, in the amounts that are paid for these events."""
    sources = {**drivers, **strategy.inputs}
    lines = {name: _line(line, sources, findings) for name, line in strategy.lines.items()}
    same = all(lines[name] is line for name, line in strategy.lines.items())
    return strategy if same else replace(strategy, lines=lines)


def _line(line: Line, sources: Mapping[str, Source], findings: Findings) -> Line:
    known: dict[Expression, Expression] = {}
    for name, value in event_values(line, sources):
        place = tuple(value.address.split("."))
        message = f"`{name}` is a driver or an input already"
        if Name(name) in known:
            message = f"`{name}` is a value of the events of `{line.timing.process}` already"
        if (name in sources or Name(name) in known) and not findings.has(place, message):
            findings.add(place, message, "choose another name")
        known[Name(name)] = value.expression
    if not known:
        return line
    return replace(line, amount=replace(line.amount, expression=substitute(line.amount.expression, known)))
