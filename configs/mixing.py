"""A mix becomes a plain strategy: the lines and inputs of its parts, under names of their own.

A part is another strategy in which some names stand for something else, entered and left at moments of its own. Its
lines become lines of the mix, `PART.LINE`. Its inputs, and the drivers that depend on a bound name, become inputs with
names that no file can define: `parts.PART.inputs.NAME`, `parts.PART.drivers.NAME`. Addresses stay those of the
original, and draws with them. Nothing after this knows of parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import reduce
from typing import Any, TypeVar

from .formulas.expressions import Call, Expression, Name, Number, Quantity, substitute
from .formulas.graph import in_order
from .model.draws import quantities_in
from .model.names import line_names, mentioned, source_quantities
from .model.scenario import Launch, Line, Part, Source, Strategy
from .paying.monthly import Monthly
from .text.problems import WHOLE_VALUE, Findings, Path
from .text.spelling import accepted, did_you_mean, shown

__all__ = ["mixed"]

T = TypeVar("T")

#: What names stand for.
Known = dict[Expression, Expression]


def mixed(
    strategy: Strategy, strategies: Mapping[str, Strategy], world: Mapping[str, Source], findings: Findings
) -> Strategy | None:
    """Return a strategy with the lines and inputs of its parts; None where a part is wrong.

    Parameters
    ----------
    strategies : mapping of str to Strategy
        All of the file, as written.
    world : mapping of str to Source
        Drivers and tariffs.
    """
    if not strategy.parts:
        return strategy
    before = len(findings.items)
    found = [_in_mix(part, strategies, world, findings) for part in strategy.parts.values()]
    stretches = [stretch for stretch in found if stretch is not None]
    if len(findings.items) == before:
        _check_revenue(strategy, stretches, findings)
    if len(findings.items) > before:
        return None
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
    """

    part: Part
    original: Strategy
    known: Known
    drivers: dict[str, Source]

    def sources(self) -> dict[str, Source]:
        """Return its inputs, the drivers that are its own, and its launch, under their names in the mix."""
        whole, bindings = f"parts.{self.part.name}", self.part.bindings
        found: dict[str, Source] = {}
        for kind, sources in (("inputs", self.original.inputs), ("drivers", self.drivers)):
            for name, source in sources.items():
                found[f"{whole}.{kind}.{name}"] = bindings.get(name) or _renamed(source, self.known)
        launch = self.launch()
        if launch is not None:
            found[f"{whole}.launch"] = self.moved(launch) or launch
        return found

    def launch(self) -> Quantity | None:
        """Return the months from its entry to its launch, in the names of the mix."""
        launch = self.original.launch
        return None if launch is None else _renamed(launch.months, self.known)

    def lines(self, loses_revenue: bool) -> dict[str, Line]:
        """Return its lines, its lost revenue and its buffer as lines of the mix."""
        part, original, known = self.part, self.original, self.known
        launch = self.launch()
        clock = known if launch is None else {**known, Name("launch"): launch.expression}
        found: dict[str, Line] = {}
        for line in original.lines.values():
            after, until = _renamed(line.after, clock), _renamed(line.until, clock)
            process = known.get(Name(line.timing.process or ""))
            timing = line.timing if not isinstance(process, Name) else line.timing.on_process(process.name)
            line = replace(_renamed(replace(line, timing=timing), known), name=f"{part.name}.{line.name}", of_part=True)
            found[line.name] = replace(line, after=self.moved(after), until=self.cut(self.moved(until)))
        covered = list(found.values())
        if original.launch is not None and launch is not None and loses_revenue and not _is_zero(original.launch):
            revenue = _renamed(original.launch.revenue_per_month, known)
            name, until = f"{part.name}.launch", self.cut(self.moved(launch) or launch)
            found[name] = Line(
                original.launch.address, name, "Opportunity", Monthly(), revenue, part.after, until, of_part=True
            )
        if original.buffer is not None:
            share = _renamed(original.buffer.share, known)
            base = _sum(line for line in covered if line.category in original.buffer.on)
            amount = replace(share, expression=Call("mul", (share.expression, base)))
            name = f"{part.name}.buffer"
            found[name] = Line(original.buffer.address, name, "Buffer", Monthly(), amount, None, None, of_part=True)
        return found

    def moved(self, moment: Quantity | None) -> Quantity | None:
        """Return a moment of its clock as elapsed months; a date is one of the calendar already."""
        entered = self.part.after
        if entered is None or (moment is not None and moment.day is not None):
            return moment
        return entered if moment is None else _joined("add", entered, moment, " + ")

    def cut(self, moment: Quantity | None) -> Quantity | None:
        """Return the earlier of a moment and of that at which the part is left."""
        left = self.part.until
        if left is None or moment is None:
            return moment or left
        return _joined("min", left, moment, ", at most ")


def _joined(function: str, one: Quantity, other: Quantity, sign: str) -> Quantity:
    expression = Call(function, (one.expression, other.expression))
    return Quantity(other.address, expression, f"{other.text}{sign}{one.text}")


def _in_mix(
    part: Part, strategies: Mapping[str, Strategy], world: Mapping[str, Source], findings: Findings
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
        if name not in sources:
            message = f"`with` binds `{name}`, which is no driver and no input of strategies.{part.of}"
            findings.add((*path, "with", name), message, did_you_mean(name, [*sources], "its names"))
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
        if name in sources and name not in read:
            message = f"nothing that costs money in strategies.{part.of} reads `{name}`"
            findings.add((*path, "with", name), message, "bind a name that it reads, or leave this one out")
    for name, bound in depends.items():
        if name in read and not isinstance(sources[name], Quantity):
            what = f"`{name}`" if name.startswith("tariffs.") else f"the process `{name}`"
            message = f"`{bound}` is bound, and {what} depends on it: the same one is met by every part"
            help = f"give strategies.{part.of} an input with the formula that reads `{bound}`, or bind `{name}`"
            findings.add((*path, "with", bound), message, help)
    name = part.name
    own = {
        driver: world[driver] for driver in world if driver in read and (driver in depends or driver in part.bindings)
    }
    known: Known = {Name(one): Name(f"parts.{name}.inputs.{one}") for one in original.inputs}
    known |= {Name(one): Name(f"parts.{name}.drivers.{one}") for one in own}
    known |= {Name(f"costs.{one}"): Name(f"costs.{name}.{one}") for one in original.lines}
    known[Name("launch")] = Name(f"parts.{name}.launch")
    return _Stretch(part, original, known, own)


def _without(whole: Strategy, part: Part, path: Path, findings: Findings) -> Strategy:
    """Return a strategy without what a part leaves out. Without its launch, it is launched as it is entered."""
    present = [f"costs.{name}" for name in whole.lines]
    present += ["launch"] * (whole.launch is not None) + ["buffer"] * (whole.buffer is not None)
    for index, dropped in enumerate(part.without):
        if dropped not in present:
            message = f"`without` lists what a part of strategies.{part.of} does not have: {shown(dropped)}"
            findings.add((*path, "without", str(index)), message, did_you_mean(dropped, present, "there are"))
    lines = {name: line for name, line in whole.lines.items() if f"costs.{name}" not in part.without}
    for name, line in lines.items():
        for other in line_names(line):
            if other in part.without and other != "launch":  # that is at its entry then
                index = part.without.index(other)
                message = f"`without` leaves out `{other}`, and costs.{name} of strategies.{part.of} reads it"
                findings.add((*path, "without", str(index)), message, f"leave out costs.{name} too, or keep both")
    launch, buffer = whole.launch, whole.buffer
    if launch is not None and "launch" in part.without:
        none = Number(0.0)
        months, revenue = replace(launch.months, expression=none), replace(launch.revenue_per_month, expression=none)
        launch = replace(launch, months=months, revenue_per_month=revenue)
    return replace(whole, lines=lines, launch=launch, buffer=None if "buffer" in part.without else buffer)


def _check_revenue(strategy: Strategy, stretches: Iterable[_Stretch], findings: Findings) -> None:
    """Report two parts that lose revenue at the same time: it would be lost twice."""
    losing = [s for s in stretches if s.original.launch is not None and not _is_zero(s.original.launch)]
    if strategy.launch is None and len(losing) > 1:
        one, other = losing[0].part, losing[1].part
        message = f"parts.{one.name} and parts.{other.name} both lose revenue until their launch"
        help = (
            f"give strategies.{strategy.name} its own launch, such as "
            f'launch = {{ months = "parts.{one.name}.launch", revenue_per_month = 20_000 }}, or write '
            f'without = ["launch"] in one of them'
        )
        findings.add(("strategies", strategy.name, "parts"), message, help)


def _is_zero(launch: Launch) -> bool:
    return launch.revenue_per_month.expression == Number(0.0)


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
    """Return the sum of lines' amounts of the month."""
    names: list[Expression] = [Name(f"costs.{line.name}") for line in lines]
    return reduce(lambda a, b: Call("add", (a, b)), names) if names else Number(0.0)


def _renamed(part: T, known: Mapping[Expression, Expression]) -> T:
    """Return a part of a scenario with other names in all its quantities."""
    value: Any = part
    if isinstance(value, Quantity):
        value = replace(value, expression=substitute(value.expression, known))
    elif isinstance(value, tuple):
        value = tuple(_renamed(item, known) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        value = replace(value, **{item.name: _renamed(getattr(value, item.name), known) for item in fields(value)})
    found: T = value
    return found
