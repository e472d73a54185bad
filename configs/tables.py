"""Reads the tables of a scenario one by one: drivers, inputs, lines, launch, buffer.

Each reader returns something whole whatever the file says: a broken part is reported and stands in as something
harmless, so that the checks that follow find the other mistakes and no echoes of this one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .expressions import Draw, Number
from .names import check_defined
from .problems import WHOLE_VALUE, Findings, Path
from .quantity import STAND_IN, read_quantity
from .ranges import at_least, at_most, conditioned
from .scenario import (
    CATEGORIES,
    Buffer,
    Events,
    Every,
    Growth,
    Launch,
    Line,
    Monthly,
    OneTime,
    Quantity,
    Source,
    Timing,
)
from .spelling import did_you_mean, shown
from .structure import BufferTable, GrowthTable, LaunchTable, LineTable, check_table

__all__ = [
    "MOST_DISPERSION",
    "MOST_EVENTS",
    "MOST_VOLATILITY",
    "read_buffer",
    "read_launch",
    "read_line",
    "read_source_table",
]

_LATER_PROCESSES = ("mean_reverting", "jumps", "steps", "on_off", "events")

#: Largest variance / mean of a count of events: what a run has to hold grows with it.
MOST_DISPERSION = 1000.0

#: Events a month; above, exp(-rate) leaves the range of floating-point numbers.
MOST_EVENTS = 700.0

#: Largest sd of a monthly log step or log noise, 200 %: more is most often a percentage that lost its sign.
MOST_VOLATILITY = 2.0

#: The chance of a larger volatility that a law may have.
_RARELY = 0.01

_AMOUNTS = ("monthly", "one_time", "per_event")
_FREQUENCIES = ("every", "events_per_month", "events_per_year")


def read_source_table(raw: Any, path: Path, findings: Findings) -> Source:
    """Read a driver or an input: a quantity or a process."""
    if not isinstance(raw, dict) or ("process" not in raw and "dist" in raw):
        return read_quantity(raw, path, findings)
    stand_in = Quantity(".".join(path), STAND_IN)
    if "process" not in raw:
        findings.add(
            path,
            f"`{path[-1]}` is a table without `dist` or `process`",
            did_you_mean(next((key for key in raw), ""), ("dist", "process"), "a law has `dist`, a process `process`"),
        )
        return stand_in
    process = raw["process"]
    if process != "growth":
        if process in _LATER_PROCESSES:
            findings.add((*path, "process"), f"the process `{process}` is not supported yet", "supported: `growth`")
        else:
            word = process if isinstance(process, str) else ""
            findings.add((*path, "process"), f"unknown process {shown(process)}", did_you_mean(word, ("growth",)))
        return stand_in
    return _growth(raw, path, findings)


def _growth(raw: dict[str, Any], path: Path, findings: Findings) -> Source:
    address = ".".join(path)
    table = check_table(GrowthTable, raw, path, findings)
    if table is None:
        return Quantity(address, STAND_IN)
    if table.growth_per_month is not None and table.growth_per_year is not None:
        findings.add((*path, "growth_per_year"), "growth is given a month and a year", "keep one of the two")
    per_year = table.growth_per_year is not None
    key = "growth_per_year" if per_year else "growth_per_month"
    growth = _optional(table.growth_per_year if per_year else table.growth_per_month, (*path, key), findings)
    return Growth(
        address,
        _required(table.initial, (*path, "initial"), findings),
        _growth_rate(growth, key, findings),
        per_year,
        _spread(table.volatility, (*path, "volatility"), findings),
        _spread(table.noise, (*path, "noise"), findings),
    )


def _spread(raw: Any, path: Path, findings: Findings) -> Quantity:
    """Read a volatility or a noise."""
    read = at_least(_optional(raw, path, findings), 0.0, path[-1], findings)
    return at_most(read, MOST_VOLATILITY, path[-1], "0.05 is 5 % a month", findings, _RARELY)


def _growth_rate(growth: Quantity, key: str, findings: Findings) -> Quantity:
    """Condition a law of growth on more than -1: nothing shrinks by more than all of it."""
    expression, path = growth.expression, tuple(growth.address.split("."))
    if isinstance(expression, Number) and expression.value <= -1.0:
        findings.add(path, f"`{key}` has to be above -1, got {growth.text}", "0.03 is 3 % more")
    elif isinstance(expression, Draw) and expression.law.support[0] <= -1.0:
        if expression.law.support[1] <= -1.0:
            findings.add(path, f"`{key}` has to be above -1; {growth.text} never is", "0.03 is 3 % more")
        else:
            return replace(growth, expression=conditioned(expression, -1.0))
    return growth


def _required(raw: Any, path: Path, findings: Findings) -> Quantity:
    """Read a quantity; a missing one was reported with its table."""
    return Quantity(".".join(path), STAND_IN) if raw is None else read_quantity(raw, path, findings)


def _optional(raw: Any, path: Path, findings: Findings) -> Quantity:
    return Quantity(".".join(path), Number(0.0), "0") if raw is None else read_quantity(raw, path, findings)


def read_launch(raw: Any, path: Path, findings: Findings) -> Launch | None:
    """Read `launch` of a strategy."""
    table = check_table(LaunchTable, raw, path, findings)
    if table is None:
        return None
    months = at_least(_required(table.months, (*path, "months"), findings), 0.0, "months", findings)
    return Launch(".".join(path), months, _required(table.revenue_per_month, (*path, "revenue_per_month"), findings))


def read_buffer(raw: Any, path: Path, categories: tuple[str, ...], findings: Findings) -> Buffer | None:
    """Read `buffer` of a strategy."""
    table = check_table(BufferTable, raw, path, findings)
    if table is None:
        return None
    share = at_least(_required(table.share, (*path, "share"), findings), 0.0, "share", findings)
    on = tuple(category for category in categories if category != "Opportunity")
    if table.on is not None:
        for index, category in enumerate(table.on):
            _check_category(category, (*path, "on", str(index)), categories, findings)
            if category in table.on[:index]:
                findings.add((*path, "on", str(index)), f"category {shown(category)} is listed twice")
        on = tuple(dict.fromkeys(table.on))
    return Buffer(".".join(path), share, on)


def _check_category(category: str, path: Path, categories: tuple[str, ...], findings: Findings) -> None:
    if category in categories:
        return
    help = did_you_mean(category, categories) + "; others are listed in the top-level `categories`"
    if category == "Buffer":
        help = "that one is the buffer's own; " + help
    findings.add(path, f"unknown category {shown(category)}", help, "", WHOLE_VALUE)


def read_line(raw: Any, path: Path, categories: tuple[str, ...], findings: Findings) -> Line | None:
    """Read one cost line; None where it is no table."""
    table = check_table(LineTable, raw, path, findings)
    if table is None:
        return None
    if table.category is not None:
        _check_category(table.category, (*path, "category"), categories, findings)
    timing, amount = _timing(table, path, findings)
    limits: dict[str, Quantity | None] = {}
    for key in ("after", "until"):
        value = getattr(table, key)
        read = None if value is None else read_quantity(value, (*path, key), findings)
        limits[key] = None if read is None else at_least(read, 0.0, key, findings)
    category = table.category if table.category in categories else CATEGORIES[0]
    return Line(".".join(path), path[-1], category, timing, amount, limits["after"], limits["until"])


def _timing(table: LineTable, path: Path, findings: Findings) -> tuple[Timing, Quantity]:
    """Read when a line is paid, and how much."""
    known = findings.under(path)  # a misspelt key explains what seems to be missing
    amounts = [key for key in _AMOUNTS if getattr(table, key) is not None]
    frequencies = [key for key in _FREQUENCIES if getattr(table, key) is not None]
    quantities = {key: read_quantity(getattr(table, key), (*path, key), findings) for key in amounts + frequencies}
    dispersion = None
    if table.dispersion is not None:
        read = read_quantity(table.dispersion, (*path, "dispersion"), findings)
        dispersion = at_least(read, 1.0, "dispersion", findings)
        help = "variance / mean of the number of events; 1 is a Poisson count, 2 to 5 are usual"
        at_most(dispersion, MOST_DISPERSION, "dispersion", help, findings)
        if not {"events_per_month", "events_per_year"} & set(frequencies) and not known:
            findings.add(
                (*path, "dispersion"), "`dispersion` goes with a number of events", "add events_per_month or _per_year"
            )
    if not amounts and not known:
        what = f"`{frequencies[0]}` needs `per_event`" if frequencies else "a line needs an amount"
        findings.add(path, what, "one of `monthly`, `one_time`, `per_event`")
    for key in amounts[1:]:
        findings.add((*path, key), f"a line has one amount: `{amounts[0]}` or `{key}`", "make it two lines")
    for key in frequencies[1:]:
        findings.add((*path, key), f"a line has one frequency: `{frequencies[0]}` or `{key}`", "make it two lines")
    if amounts and "per_event" not in amounts and frequencies:
        findings.add((*path, frequencies[0]), f"`{frequencies[0]}` goes with `per_event`", f"not with `{amounts[0]}`")
    if "per_event" in amounts and not frequencies and not known:
        findings.add(
            (*path, "per_event"),
            "`per_event` needs a frequency",
            "one of `every`, `events_per_month`, `events_per_year`",
        )
    amount = quantities[amounts[0]] if amounts else Quantity(".".join(path), STAND_IN)
    timing: Timing = Monthly()
    if amounts and amounts[0] == "one_time":
        timing = OneTime()
    elif amounts and amounts[0] == "per_event" and frequencies:
        first = frequencies[0]
        if first == "every":
            timing = Every(at_least(quantities[first], 0.0, "every", findings, strict=True))
        else:
            rate = at_least(quantities[first], 0.0, first, findings)
            most = MOST_EVENTS * (12.0 if first == "events_per_year" else 1.0)
            at_most(rate, most, first, "write the line as `monthly`, the amount of all its events", findings)
            timing = Events(rate, first == "events_per_year", dispersion)
    return timing, amount


def check_names(table: dict[str, Any], path: Path, findings: Findings) -> dict[str, Any]:
    """Return the entries of a table of names whose names may be used; report the others."""
    return {name: raw for name, raw in table.items() if check_defined(name, (*path, name), findings)}
