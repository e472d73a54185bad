"""What a part is of, what of that it leaves out, and what its bound names reach."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from ..formulas.expressions import Name, Quantity
from ..formulas.graph import in_order
from ..model.draws import quantities_in
from ..model.names import line_names, mentioned, source_quantities
from ..model.scenario import EventSeries, Source, Tariff
from ..model.strategies import MixPart, Strategy
from ..text.problems import WHOLE_VALUE, Findings, Path
from ..text.spelling import accepted, did_you_mean, shown
from .stretch import Known, Stretch

__all__ = ["in_mix", "stretch_of"]


def in_mix(
    part: MixPart, strategies: Mapping[str, Strategy], world: Mapping[str, Source], changed: bool, findings: Findings
) -> Stretch | None:
    """Return what a part is in its mix; None where it cannot be said of which strategy it is.

    Parameters
    ----------
    changed : bool
        Whether values were set: one of them may take away what reads a bound name.
    """
    path: Path = tuple(part.address.split("."))
    plain = [name for name, other in strategies.items() if not other.parts and not other.starts]
    whole = strategies.get(part.of)
    if whole is None:
        message = f"`of` is not a strategy of this file: {shown(part.of)}"
        findings.add((*path, "of"), message, did_you_mean(part.of, plain, "strategies"), "", WHOLE_VALUE)
        return None
    if whole.parts or whole.starts:
        what = "a policy" if whole.starts else "a mix"
        message = f"`of` needs a strategy without `parts` and `starts`, and strategies.{part.of} is {what}"
        findings.add((*path, "of"), message, f"one of {accepted(plain)}", "", WHOLE_VALUE)
        return None
    return stretch_of(part, whole, world, changed, findings)


def stretch_of(
    part: MixPart, whole: Strategy, world: Mapping[str, Source], changed: bool, findings: Findings
) -> Stretch:
    """Return what a part of a strategy is, in the names of the strategy that it is a part of.

    Parameters
    ----------
    changed : bool
        Whether values were set: one of them may take away what reads a bound name.
    """
    path: Path = tuple(part.address.split("."))
    original = _without(whole, part, path, findings)
    own = _bound_drivers(part, original, world, path, changed, findings) if part.bindings else {}
    name = part.name
    known: Known = {one: Name(f"parts.{name}.inputs.{one}") for one in original.inputs}
    known |= {one: Name(f"parts.{name}.drivers.{one}") for one in own}
    known |= {f"costs.{one}": Name(f"costs.{name}.{one}") for one in original.lines}
    known["launch"] = Name(f"parts.{name}.launch")
    tariffs = frozenset(
        other
        for other, tariff in world.items()
        if isinstance(tariff, Tariff) and tariff.months is not None and not tariff.dated
    )
    return Stretch(part, original, known, own, tariffs)


def _bound_drivers(
    part: MixPart,
    original: Strategy,
    world: Mapping[str, Source],
    path: Path,
    changed: bool,
    findings: Findings,
) -> dict[str, Source]:
    """Return the drivers that are bound or depend on a bound name, as far as the original reads them; report misuse."""
    sources = {**world, **original.inputs}
    _check_bound(part, sources, path, findings)
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
    _check_reached(part, sources, read, depends, path, changed, findings)
    return {
        driver: world[driver] for driver in world if driver in read and (driver in depends or driver in part.bindings)
    }


def _check_bound(part: MixPart, sources: Mapping[str, Source], path: Path, findings: Findings) -> None:
    """Report bound names that the original does not have, or that cannot be bound."""
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


def _check_reached(
    part: MixPart,
    sources: Mapping[str, Source],
    read: Collection[str],
    depends: Mapping[str, str],
    path: Path,
    changed: bool,
    findings: Findings,
) -> None:
    """Report bound names that nothing reads, and processes and tariffs that depend on one.

    Parameters
    ----------
    read : collection of str
        Sources that the original's costs lead to.
    depends : mapping of str to str
        By source, the bound name that it depends on.
    """
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
