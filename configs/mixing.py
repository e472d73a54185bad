"""A mix becomes a plain strategy: the lines and inputs of its parts, under names of their own.

A part is another strategy in which some names stand for something else, entered and left at moments of its own. Its
lines become lines of the mix, `PART.LINE`. Its inputs, and the drivers that depend on a bound name, become inputs with
names that no file can define: `parts.PART.inputs.NAME`, `parts.PART.drivers.NAME`. Addresses stay those of the
original, and draws with them. Nothing after this knows of parts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from .checks.size import MOST_INHERITED
from .formulas.expressions import Call, Expression, Name, Number, Quantity, substitute
from .formulas.functions import fold
from .formulas.graph import in_order
from .model.draws import quantities_in
from .model.names import line_names, mentioned, source_quantities
from .model.scenario import EventSeries, Launch, Line, MixPart, OnOff, Source, Strategy, Tariff
from .paying.monthly import Monthly
from .text.problems import WHOLE_VALUE, Findings, Path
from .text.spelling import accepted, did_you_mean, listed, shown

__all__ = ["mixed"]

T = TypeVar("T")

#: What names stand for.
Known = dict[Expression, Expression]


def mixed(
    strategy: Strategy,
    strategies: Mapping[str, Strategy],
    world: Mapping[str, Source],
    room: int,
    findings: Findings,
    *,
    changed: bool = False,
) -> Strategy | None:
    """Return a strategy with the lines and inputs of its parts; None where a part is wrong.

    Parameters
    ----------
    strategies : mapping of str to Strategy
        All of the file, as written.
    world : mapping of str to Source
        Drivers and tariffs.
    room : int
        How many lines, inputs and drivers the parts may bring.
    changed : bool
        Whether values were set: one of them may take away what reads a bound name.
    """
    if not strategy.parts:
        return strategy
    before = len(findings.items)
    found = [_in_mix(part, strategies, world, changed, findings) for part in strategy.parts.values()]
    stretches = [stretch for stretch in found if stretch is not None]
    if len(findings.items) == before:
        _check_revenue(strategy, stretches, findings)
        _check_size(strategy, stretches, room, findings)
    if len(findings.items) > before:
        return None
    _warn_of_shared(strategy, stretches, world, findings)
    lines: dict[str, Line] = {}
    inputs = dict(strategy.inputs)
    read: Known = {}
    for stretch in stretches:
        brought = stretch.lines(loses_revenue=strategy.launch is None)
        lines |= brought
        inputs |= stretch.sources()
        whole = f"parts.{stretch.part.name}"
        read |= {Name(f"{whole}.costs.{name.partition('.')[2]}"): Name(f"costs.{name}") for name in brought}
        read[Name(f"{whole}.monthly")] = _sum(line for line in brought.values() if line.category != "Opportunity")
    lines |= {name: _renamed(line, read) for name, line in strategy.lines.items()}
    outputs = {name: _renamed(output, read) for name, output in strategy.outputs.items()}
    return replace(strategy, lines=lines, inputs=inputs, outputs=outputs)


@dataclass(frozen=True)
class _Stretch:
    """A strategy in force from one moment to another, on a clock of its own.

    Attributes
    ----------
    original : Strategy
        What the part is of, without what it leaves out.
    known : dict of Expression to Expression
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
            return _renamed(source, self.known)
        if isinstance(source, OnOff | EventSeries):
            moved = replace(self.own(source), after=self.begin(self.on_clock(source.after)))
            return replace(moved, of_part=True) if isinstance(moved, OnOff) and source.after is None else moved
        return self.own(source)

    def own(self, part: T) -> T:
        """Return something of the original in the names of the mix, with tariffs on the clock of the part."""
        found, entered = _renamed(part, self.known), self.part.after
        if entered is None or not self.tariffs:
            return found
        return _changed(found, lambda expression: _counted_from(entered.expression, expression, self.tariffs))

    def on_clock(self, moment: Quantity | None) -> Quantity | None:
        """Return a moment of its own clock in the names of the mix: its launch is counted from its entry."""
        if moment is None:
            return None
        found = _renamed(moment, {**self.known, Name("launch"): self.launch.expression})
        months = self.launch.text if moment.text == "launch" else f"({self.launch.text})"
        return replace(found, text=re.sub(r"\blaunch\b", lambda _: months, moment.text))

    @property
    def launch(self) -> Quantity:
        """The months from its entry to its launch, in the names of the mix; 0 where it has none."""
        launch = self.original.launch
        if launch is None:
            return Quantity(f"{self.part.address}.launch", Number(0.0), "0")
        return _renamed(launch.months, self.known)

    def lines(self, loses_revenue: bool) -> dict[str, Line]:
        """Return its lines, its lost revenue and its buffer as lines of the mix."""
        part, original, known = self.part, self.original, self.known
        found: dict[str, Line] = {}
        for line in original.lines.values():
            after, until = self.on_clock(line.after), self.on_clock(line.until)
            process = known.get(Name(line.timing.process or ""))
            timing = line.timing if not isinstance(process, Name) else line.timing.on_process(process.name)
            own = isinstance(process, Name) and after is None  # its process has no event before the part is entered
            begin = None if own else self.begin(after)
            line = replace(self.own(replace(line, timing=timing)), name=f"{part.name}.{line.name}", of_part=True)
            found[line.name] = replace(line, after=begin, until=self.end(until))
        lost = original.launch
        if lost is not None and loses_revenue:
            revenue, until = self.own(lost.revenue_per_month), self.end(self.launch)
            name = f"{part.name}.launch"
            found[name] = Line(lost.address, name, "Opportunity", Monthly(), revenue, part.after, until, of_part=True)
        if original.buffer is not None:
            share = self.own(original.buffer.share)
            base = _sum(line for line in found.values() if line.category in original.buffer.on)
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


def _in_mix(
    part: MixPart, strategies: Mapping[str, Strategy], world: Mapping[str, Source], changed: bool, findings: Findings
) -> _Stretch | None:
    path: Path = tuple(part.address.split("."))
    plain = [name for name, other in strategies.items() if not other.parts]
    whole = strategies.get(part.of)
    if whole is None:
        message = f"`of` is not a strategy of this file: {shown(part.of)}"
        findings.add((*path, "of"), message, did_you_mean(part.of, plain, "strategies"), "", WHOLE_VALUE)
        return None
    if whole.parts:
        message = f"`of` needs a strategy without `parts`, and strategies.{part.of} is a mix"
        findings.add((*path, "of"), message, f"one of {accepted(plain)}", "", WHOLE_VALUE)
        return None
    original = _without(whole, part, path, findings)
    sources = {**world, **original.inputs}
    for name in part.bindings:
        if name not in sources or "." in name:
            message = f"`with` binds `{name}`, which is neither a driver nor an input of strategies.{part.of}"
            findings.add(
                (*path, "with", name),
                message,
                did_you_mean(name, [one for one in sources if "." not in one], "its names"),
            )
        elif isinstance(sources[name], EventSeries):
            message = f"`{name}` is a process of events, and lines are paid at its events: it cannot be bound"
            findings.add(
                (*path, "with", name), message, "leave the lines out with `without`, or bind what they depend on"
            )
    edges = {
        name: () if name in part.bindings else tuple(mentioned(source_quantities(source).values()))
        for name, source in sources.items()
    }
    read = _reached(_mentioned_in(original), edges)
    depends: dict[str, str] = {}  # on which bound name
    for name in in_order(edges):
        below = (other if other in part.bindings else depends.get(other) for other in edges[name])
        bound = next((other for other in below if other is not None), None)
        if bound is not None:
            depends[name] = bound
    for name in part.bindings:
        if name in sources and "." not in name and name not in read and not changed:
            message = f"nothing that costs money in strategies.{part.of} reads `{name}`"
            findings.add((*path, "with", name), message, "bind a name that it reads, or leave this one out")
    for name, bound in depends.items():
        if name in read and not isinstance(sources[name], Quantity):
            what = f"`{name}`" if name.startswith("tariffs.") else f"the process `{name}`"
            message = f"`{bound}` is bound, and {what} depends on it: the same one is met by every part"
            help = f"give strategies.{part.of} an input with the formula that reads `{bound}`"
            if isinstance(sources[name], EventSeries):
                help += ", and its lines `events_per_month` of their own in place of `on`"
            elif not name.startswith("tariffs."):
                help += f", or bind `{name}`"
            findings.add((*path, "with", bound), message, help)
    name = part.name
    own = {
        driver: world[driver] for driver in world if driver in read and (driver in depends or driver in part.bindings)
    }
    known: Known = {Name(one): Name(f"parts.{name}.inputs.{one}") for one in original.inputs}
    known |= {Name(one): Name(f"parts.{name}.drivers.{one}") for one in own}
    known |= {Name(f"costs.{one}"): Name(f"costs.{name}.{one}") for one in original.lines}
    known[Name("launch")] = Name(f"parts.{name}.launch")
    tariffs = frozenset(
        other
        for other, tariff in world.items()
        if isinstance(tariff, Tariff) and tariff.months is not None and not tariff.dated
    )
    return _Stretch(part, original, known, own, tariffs)


def _without(whole: Strategy, part: MixPart, path: Path, findings: Findings) -> Strategy:
    """Return a strategy without what a part leaves out. Without its launch, it is launched as it is entered."""
    present = [f"costs.{name}" for name in whole.lines]
    present += ["launch"] * (whole.launch is not None) + ["buffer"] * (whole.buffer is not None)
    for index, dropped in enumerate(part.without):
        if dropped not in present:
            message = f"a part of strategies.{part.of} has no {shown(dropped)} that `without` could leave out"
            findings.add((*path, "without", str(index)), message, did_you_mean(dropped, present, "there are"))
    lines = {name: line for name, line in whole.lines.items() if f"costs.{name}" not in part.without}
    for name, line in lines.items():
        for other in line_names(line):
            if other in part.without and other != "launch":  # that is at its entry then
                index = part.without.index(other)
                message = f"`without` leaves out `{other}`, and costs.{name} of strategies.{part.of} reads it"
                findings.add((*path, "without", str(index)), message, f"leave out costs.{name} too, or keep both")
    launch = None if "launch" in part.without else whole.launch
    return replace(whole, lines=lines, launch=launch, buffer=None if "buffer" in part.without else whole.buffer)


def _check_revenue(strategy: Strategy, stretches: Iterable[_Stretch], findings: Findings) -> None:
    """Report two parts that lose revenue at the same time: it would be lost twice."""
    losing = [stretch for stretch in stretches if _loses(stretch.original.launch)]
    if strategy.launch is None and len(losing) > 1:
        one, other = losing[0].part, losing[1].part
        message = f"parts.{one.name} and parts.{other.name} both lose revenue until their launch"
        help = (
            f"give strategies.{strategy.name} its own launch, such as "
            f'launch = {{ months = "parts.{one.name}.launch", revenue_per_month = 20_000 }}, or write '
            f'without = ["launch"] in one of them'
        )
        findings.add(("strategies", strategy.name, "parts"), message, help)


def _warn_of_shared(
    strategy: Strategy, stretches: Iterable[_Stretch], world: Mapping[str, Source], findings: Findings
) -> None:
    """Warn of events that several parts pay for in full, and of revenue lost although another part is there."""
    paying: dict[str, list[str]] = {}
    for stretch in stretches:
        processes = {line.timing.process for line in stretch.original.lines.values()}
        for process in processes & world.keys():
            paying.setdefault(str(process), []).append(stretch.part.name)
    address = f"strategies.{strategy.name}.parts"
    for process, names in paying.items():
        if len(names) > 1:
            message = (
                f"parts {listed(names)} each pay for every event of `{process}`; if they share the work, multiply "
            )
            findings.warn(address, f"{message}`per_event` by an input that is 1, and bind it to the share of each part")
    losing = [stretch.part.name for stretch in stretches if _loses(stretch.original.launch)]
    if strategy.launch is None and losing and len(strategy.parts) > 1:
        message = (
            f"revenue is lost until parts.{losing[0]} is launched; if another part serves everybody until then, give "
        )
        findings.warn(address, f"{message}strategies.{strategy.name} launch = {{ months = 0, revenue_per_month = 0 }}")


def _check_size(strategy: Strategy, stretches: Iterable[_Stretch], room: int, findings: Findings) -> None:
    """Report parts that bring more than can be read; each mention of `parts.NAME.monthly` names every line of it."""
    own = quantities_in((tuple(strategy.lines.values()), tuple(strategy.outputs.values())))
    mentions = Counter(mentioned(own.values()))
    brought = sum(
        len(s.original.lines) * (1 + mentions[f"parts.{s.part.name}.monthly"]) + len(s.original.inputs) + len(s.drivers)
        for s in stretches
    )
    if brought > room:
        message = f"the parts bring {brought:,} lines, inputs and drivers, and {MOST_INHERITED:,} is the most of a file"
        help = "use fewer parts, or write `parts.NAME.monthly` less often"
        findings.add(("strategies", strategy.name, "parts"), message, help)


def _loses(launch: Launch | None) -> bool:
    return launch is not None and launch.revenue_per_month.expression != Number(0.0)


def _mentioned_in(strategy: Strategy) -> Iterator[str]:
    """Yield the names that what costs money in a strategy reads."""
    for line in strategy.lines.values():
        yield from line_names(line)
    yield from mentioned(quantities_in((strategy.launch, strategy.buffer)).values())


def _reached(names: Iterable[str], edges: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the sources that names lead to, through formulas."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in edges and name not in found:
            found.add(name)
            waiting += edges[name]
    return found


def _sum(lines: Iterable[Line]) -> Expression:
    """Return the sum of lines' amounts of the month, in pairs: a chain of hundreds would be too deep."""
    terms: list[Expression] = [Name(f"costs.{line.name}") for line in lines] or [Number(0.0)]
    while len(terms) > 1:
        pairs = [terms[at : at + 2] for at in range(0, len(terms), 2)]
        terms = [Call("add", (pair[0], pair[1])) if len(pair) > 1 else pair[0] for pair in pairs]
    return terms[0]


def _renamed(part: T, known: Mapping[Expression, Expression]) -> T:
    """Return a part of a scenario with other names in all its quantities."""
    return _changed(part, lambda expression: substitute(expression, known))


def _changed(part: T, change: Callable[[Expression], Expression]) -> T:
    """Return a part of a scenario with a change made in the expression of each of its quantities."""
    value: Any = part
    if isinstance(value, Quantity):
        value = replace(value, expression=change(value.expression))
    elif isinstance(value, tuple):
        value = tuple(_changed(item, change) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        value = replace(value, **{item.name: _changed(getattr(value, item.name), change) for item in fields(value)})
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
