"""Names: which may be defined, which may be used where, and which a quantity uses."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields

from ..formulas.expressions import Quantity
from ..formulas.functions import FUNCTIONS, OVER_LAWS
from ..formulas.laws import known_laws
from ..listed.prices import LOOKUPS
from ..text.problems import Findings, Path
from ..text.spelling import accepted, did_you_mean, nearest
from .scenario import EventSeries, Source, Steps, Tariff
from .strategies import Line

__all__ = [
    "CALENDAR",
    "FRESH",
    "Scope",
    "check_defined",
    "event_values",
    "line_names",
    "line_quantities",
    "mentioned",
    "source_quantities",
]

#: Names that every formula may use: the month from 1, and two conversions.
CALENDAR = ("month", "days_per_month", "hours_per_month")

#: Quantities with a draw for each event, jump or period, rather than once a trajectory or every month.
FRESH = {"every": "event", "factor": "jump", "on_lasts": "period", "off_lasts": "period"}

#: Names that mean something in every formula. The bracket marks a function, so its name is free.
_RESERVED = (*CALENDAR, "launch", "costs", "to")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def check_defined(name: str, path: Path, findings: Findings) -> bool:
    """Report a name that may not be defined; return whether it may."""
    if not _NAME.fullmatch(name) or len(name) > 60:
        better = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")[:60]
        offer = f"; write `{better}`" if _NAME.fullmatch(better) and better != name else ""
        findings.add(path, f"`{name}` is not a valid name", f"a name has small letters, digits and underscores{offer}")
    elif keyword.iskeyword(name):
        findings.add(path, f"`{name}` cannot be a name: it is a keyword of the formula language", "choose another name")
    elif name in _RESERVED:
        findings.add(path, f"`{name}` cannot be a name: the language uses it", "choose another name")
    else:
        return True
    return False


def source_quantities(source: Source) -> dict[str, Quantity]:
    """Return the quantities of a driver or input by their key; a plain quantity has the key ""."""
    match source:
        case Quantity():
            return {"": source}
        case Steps(values=values, at=at):
            found = {f"values.{k}": value for k, value in enumerate(values)}
            return found | {f"at.{k}": moment for k, moment in enumerate(at)}
        case EventSeries(timing=timing, after=after):
            return timing.quantities() | ({} if after is None else {"after": after})
        case Tariff():
            return source.prices()
        case _:
            parts = {item.name: getattr(source, item.name) for item in fields(source)}
            return {key: part for key, part in parts.items() if isinstance(part, Quantity)}


def line_quantities(line: Line) -> dict[str, Quantity]:
    """Return the quantities of a line: `amount`, then those of its timing that it has, then its `residual`."""
    return dict(line.quantities)


def event_values(line: Line, sources: Mapping[str, Source]) -> list[tuple[str, Quantity]]:
    """Return the named values of the events that a line is paid for, those of its process first."""
    source = sources.get(line.timing.process or "")
    return [*(source.event if isinstance(source, EventSeries) else ()), *line.event]


def line_names(line: Line) -> Iterator[str]:
    """Yield the names that a line uses, that of its events process first."""
    if line.timing.process is not None:
        yield line.timing.process
    yield from mentioned(quantity for _, quantity in line.quantities)


def mentioned(quantities: Iterable[Quantity]) -> Iterator[str]:
    """Yield the names that the quantities use."""
    for quantity in quantities:
        yield from quantity.names


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that a formula at some place may use.

    `elsewhere` maps a name that is defined but may not be used here to the reason.
    """

    names: frozenset[str]
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def check(self, quantity: Quantity, findings: Findings) -> None:
        """Report every name in a quantity that is not known at its place."""
        if self.names.issuperset(quantity.names):
            return
        for name in dict.fromkeys(quantity.names):
            if name in self.names:
                continue
            path = tuple(quantity.address.split("."))
            called = "" if name.startswith("tariffs.") else r"|\s*\("  # the bracket tells a function from a name
            match = re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.]{called})", quantity.text)
            offset = match.start() if match else None
            if reason := self.elsewhere.get(name):
                findings.add(path, f"`{name}` cannot be used here", reason, quantity.address, offset, len(name))
                continue
            if name.startswith("strategies."):
                known = sorted(each for each in self.names if each.startswith("strategies."))
                help = "only `inputs` and `when` of a policy, which has `starts`, read another strategy"
                help = did_you_mean(name, known, "it reads") if known else help
                findings.add(path, f"`{name}` cannot be read here", help, quantity.address, offset, len(name))
                continue
            help = self._meant(name) if findings.helpful else ""
            findings.add(path, f"unknown name `{name}`", help, quantity.address, offset, len(name))

    def _meant(self, name: str) -> str:
        """Return the name that was probably meant, and those that are known."""
        if name in FUNCTIONS or name in OVER_LAWS or name in LOOKUPS or name in known_laws():
            return f"`{name}` is a function: write {name}(...)"
        if name.lower() in ("nan", "inf", "infinity", "none", "null"):
            return "leave the key out where there is no value"
        refused = set(_RESERVED) - {*CALENDAR, "launch"}  # refused where it is defined
        known = sorted(
            known
            for known in self.names
            if known not in refused
            and not keyword.iskeyword(known)
            and ".shares." not in known
            and ".drivers." not in known
            and not known.startswith("strategies.")
            and not known.endswith((".entered", ".left"))
        )
        near = f"costs.{name}" if f"costs.{name}" in self.names else nearest(name, known)
        return (f"did you mean `{near}`? " if near else "") + f"known here: {accepted(known)}"
