"""A strategy in force from one moment to another, in other names and on a clock of its own.

Its lines become lines of the mix, `PART.LINE`. Its inputs, and the drivers that depend on a bound name, become inputs
with names that no file can define: `parts.PART.inputs.NAME`, `parts.PART.drivers.NAME`. Addresses stay those of the
original, and draws with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from operator import is_
from typing import Any, TypeVar

from ..formulas.expressions import Call, Expression, Name, Number, Quantity, with_names
from ..formulas.functions import fold
from ..model.scenario import EventSeries, OnOff, Source
from ..model.strategies import Line, MixPart, Strategy
from ..paying.monthly import Monthly

__all__ = ["Known", "Stretch", "renamed", "sum_of_lines"]

T = TypeVar("T")

#: What names stand for.
Known = dict[str, Expression]


@dataclass(frozen=True)
class Stretch:
    """A strategy in force from one moment to another, on a clock of its own.

    Attributes
    ----------
    original : Strategy
        What the part is of, without what it leaves out.
    known : dict of str to Expression
        What the names of the original are in the mix.
    drivers : dict of str to Source
        Drivers that depend on a bound name.
    tariffs : frozenset of str
        Those that count over periods of its own clock.
    """

    part: MixPart
    original: Strategy
    known: Known
    drivers: dict[str, Source]
    tariffs: frozenset[str]

    def sources(self) -> dict[str, Source]:
        """Return its inputs, the drivers that are its own, and its launch, under their names in the mix."""
        whole, bindings = f"parts.{self.part.name}", self.part.bindings
        found: dict[str, Source] = {}
        for kind, sources in (("inputs", self.original.inputs), ("drivers", self.drivers)):
            for name, source in sources.items():
                found[f"{whole}.{kind}.{name}"] = bindings.get(name) or self.source(source, kind)
        return {**found, f"{whole}.launch": self.moved(self.launch)}

    def source(self, source: Source, kind: str) -> Source:
        """Return a driver or an input in the names of the mix; renewals of its own follow the clock of the part."""
        if kind == "drivers":
            return renamed(source, self.known)
        if isinstance(source, OnOff | EventSeries):
            moved = replace(self.own(source), after=self.begin(self.on_clock(source.after)))
            return replace(moved, of_part=True) if isinstance(moved, OnOff) and source.after is None else moved
        return self.own(source)

    def own(self, part: T) -> T:
        """Return something of the original in the names of the mix, with tariffs on the clock of the part."""
        found, entered = renamed(part, self.known), self.part.after
        if entered is None or not self.tariffs:
            return found
        return _changed(found, lambda expression: _counted_from(entered.expression, expression, self.tariffs))

    def on_clock(self, moment: Quantity | None) -> Quantity | None:
        """Return a moment of its own clock in the names of the mix: its launch is counted from its entry."""
        if moment is None:
            return None
        found = renamed(moment, {**self.known, "launch": self.launch.expression})
        months = self.launch.text if moment.text == "launch" else f"({self.launch.text})"
        return replace(found, text=re.sub(r"\blaunch\b", lambda _: months, moment.text))

    @property
    def launch(self) -> Quantity:
        """The months from its entry to its launch, in the names of the mix; 0 without a launch."""
        launch = self.original.launch
        if launch is None:
            return Quantity(f"{self.part.address}.launch", Number(0.0), "0")
        return renamed(launch.months, self.known)

    def lines(self, loses_revenue: bool) -> dict[str, Line]:
        """Return its lines, its lost revenue and its buffer as lines of the mix."""
        part, original, known = self.part, self.original, self.known
        found: dict[str, Line] = {}
        for line in original.lines.values():
            after, until = self.on_clock(line.after), self.on_clock(line.until)
            process = known.get(line.timing.process or "")
            timing = line.timing if not isinstance(process, Name) else line.timing.on_process(process.name)
            own = isinstance(process, Name) and after is None  # its process has no event before the part is entered
            begin = None if own else self.begin(after)
            line = self.own(line if timing is line.timing else replace(line, timing=timing))
            name = f"{part.name}.{line.name}"
            found[name] = replace(line, name=name, of_part=True, after=begin, until=self.end(until))
        lost = original.launch
        if lost is not None and loses_revenue:
            revenue, until = self.own(lost.revenue_per_month), self.end(self.launch)
            name = f"{part.name}.launch"
            found[name] = Line(lost.address, name, "Opportunity", Monthly(), revenue, part.after, until, of_part=True)
        if original.buffer is not None:
            share = self.own(original.buffer.share)
            base = sum_of_lines(line for line in found.values() if line.category in original.buffer.on)
            amount = replace(share, expression=Call("mul", (share.expression, base)), text=f"{share.text} of its lines")
            name = f"{part.name}.buffer"
            found[name] = Line(original.buffer.address, name, "Buffer", Monthly(), amount, None, None, of_part=True)
        return found

    def moved(self, moment: Quantity) -> Quantity:
        """Return a moment of its clock as elapsed months; a date is one of the calendar already."""
        entered = self.part.after
        return moment if entered is None or moment.day is not None else _joined("add", entered, moment, "{} + {}")

    def begin(self, after: Quantity | None) -> Quantity | None:
        """Return when a line begins that begins so late on its clock; None: when the part is entered.

        Nothing begins before that, whatever its date.
        """
        entered = self.part.after
        if after is not None and after.day is not None and entered is not None:
            return _joined("max", entered, after, "the later of {} and {}")
        return entered if after is None else self.moved(after)

    def end(self, until: Quantity | None) -> Quantity | None:
        """Return when a line ends that ends so late on its clock; None: when the part is left."""
        left = self.part.until
        if until is None or left is None:
            return left if until is None else self.moved(until)
        return _joined("min", left, self.moved(until), "the earlier of {} and {}")


def _joined(function: str, one: Quantity, other: Quantity, words: str) -> Quantity:
    """Return a moment made of two; dates count as elapsed months in its words."""
    expression: Expression = Call(function, (one.expression, other.expression))
    if isinstance(one.expression, Number) and isinstance(other.expression, Number):
        expression = Number(fold(function, [one.expression.value, other.expression.value]))
    return Quantity(other.address, expression, words.format(*map(_elapsed, (one, other))))


def _elapsed(moment: Quantity) -> str:
    return moment.text if moment.day is None else f"{getattr(moment.expression, 'value', 0.0):.4g}"


def sum_of_lines(lines: Iterable[Line]) -> Expression:
    """Return the sum of lines' amounts of the month, in pairs: a chain of hundreds would be too deep."""
    terms: list[Expression] = [Name(f"costs.{line.name}") for line in lines] or [Number(0.0)]
    while len(terms) > 1:
        pairs = [terms[at : at + 2] for at in range(0, len(terms), 2)]
        terms = [Call("add", (pair[0], pair[1])) if len(pair) > 1 else pair[0] for pair in pairs]
    return terms[0]


def renamed(part: T, known: Mapping[str, Expression]) -> T:
    """Return a part of a scenario with other names in all its quantities."""
    return _changed(part, lambda expression: with_names(expression, known))


def _changed(part: T, change: Callable[[Expression], Expression]) -> T:
    """Return a part of a scenario with a change made in the names of each quantity; itself where there is none."""
    value: Any = part
    if isinstance(value, Quantity):
        expression = change(value.expression) if value.names else value.expression
        value = value if expression is value.expression else replace(value, expression=expression)
    elif isinstance(value, tuple):
        items = tuple(_changed(item, change) for item in value)
        value = value if all(map(is_, items, value)) else items
    elif is_dataclass(value) and not isinstance(value, type):
        before = {item.name: getattr(value, item.name) for item in fields(value)}
        after = {name: _changed(item, change) for name, item in before.items()}
        value = value if all(map(is_, after.values(), before.values())) else replace(value, **after)
    found: T = value
    return found


def _counted_from(entered: Expression, expression: Expression, tariffs: Collection[str]) -> Expression:
    """Return an expression in which the periods of tariffs begin with the moment when a part is entered."""
    match expression:
        case Call("tariff", (units, Name(name))) if name in tariffs:
            return Call("tariff", (_counted_from(entered, units, tariffs), Name(name), entered))
        case Call(function, arguments):
            return Call(function, tuple(_counted_from(entered, argument, tariffs) for argument in arguments))
    return expression
