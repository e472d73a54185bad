"""Reads drivers and inputs: quantities, and the processes that move from month to month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...distributions.errors import LawError
from ..formulas.expressions import Draw, Number, Quantity
from ..formulas.quantity import STAND_IN, read_quantity
from ..formulas.ranges import at_most, conditioned
from ..model.processes import MOST_EVENTS
from ..model.scenario import (
    Events,
    EventSeries,
    Growth,
    Jumps,
    MeanReverting,
    OnOff,
    Source,
    Steps,
)
from ..text.problems import WHOLE_VALUE, Findings, Path
from ..text.spelling import did_you_mean, nearest, shown
from .dates import read_moment
from .event_values import read_event_values
from .known_months import read_beginning, read_plan, read_season
from .parts import FREQUENCIES, TableParts, one_of, read_dispersion, read_frequency
from .process_shapes import EventsTable, GrowthTable, JumpsTable, MeanRevertingTable, OnOffTable, PlanTable, StepsTable
from .shares import has_shares
from .structure import TomlTable, check_table

__all__ = ["read_source_table"]

#: Words a newcomer tries for a process.
_OTHER_NAMES = {
    "trend": "growth",
    "random_walk": "growth",
    "gbm": "growth",
    "ornstein_uhlenbeck": "mean_reverting",
    "ou": "mean_reverting",
    "ar1": "mean_reverting",
    "poisson": "events",
    "renewal": "events",
    "jump": "jumps",
    "piecewise": "steps",
    "schedule": "steps",
    "forecast": "plan",
    "budget": "plan",
    "series": "plan",
    "table": "plan",
    "switch": "on_off",
    "regime": "on_off",
}


def read_source_table(raw: Any, path: Path, findings: Findings) -> Source:
    """Read a driver or an input: a quantity or a process."""
    if not isinstance(raw, dict) or ("process" not in raw and "dist" in raw):
        return read_quantity(raw, path, findings)
    stand_in = Quantity(".".join(path), STAND_IN)
    if has_shares(raw):
        findings.add(
            path, f"`{path[-1]}` has shares, and shares are drivers", f"write it under [drivers]: drivers.{path[-1]}"
        )
        return stand_in
    if "process" not in raw:
        near = nearest("process", raw)
        help = f"did you mean `process` for `{near}`?" if near else "a law has `dist`, a process `process`"
        if near is None and (other := nearest("dist", raw)):
            help = f"did you mean `dist` for `{other}`? " + help
        place = path if near is None else (*path, near)
        findings.add(place, f"`{path[-1]}` is a table without `dist` or `process`", help)
        return stand_in
    process = raw["process"]
    if not isinstance(process, str) or process not in _PROCESSES:
        word = process if isinstance(process, str) else ""
        help = did_you_mean(_OTHER_NAMES.get(word.lower(), word), _PROCESSES, "processes")
        findings.add((*path, "process"), f"unknown process {shown(process)}", help, "", WHOLE_VALUE)
        return stand_in
    model, read = _PROCESSES[process]
    table = check_table(model, raw, path, findings)
    return stand_in if table is None else read(table, TableParts(raw, path, findings))


def _growth(table: GrowthTable, parts: TableParts) -> Source:
    if table.growth_per_month is not None and table.growth_per_year is not None:
        place = parts.place("growth_per_year")
        parts.findings.add(place, "growth is given a month and a year", "keep one of the two")
    per_year = table.growth_per_year is not None
    key = "growth_per_year" if per_year else "growth_per_month"
    initial, actuals = read_beginning(table, parts)
    return Growth(
        ".".join(parts.path),
        initial,
        _growth_rate(parts.or_zero(key), key, parts.findings),
        per_year,
        parts.spread("volatility"),
        parts.spread("noise"),
        parts.optional("ceiling"),
        read_season(table, parts, actuals),
        actuals,
    )


def _growth_rate(growth: Quantity, key: str, findings: Findings) -> Quantity:
    """Condition a law of growth on more than -1: nothing shrinks by more than all of it."""
    expression, path = growth.expression, tuple(growth.address.split("."))
    if isinstance(expression, Number) and expression.value <= -1.0:
        findings.add(path, f"`{key}` must be above -1, got {growth.text}", "0.03 is 3 % more")
    elif isinstance(expression, Draw) and expression.law.support[0] <= -1.0:
        try:
            return replace(growth, expression=conditioned(expression, -1.0))
        except LawError:  # none of it is left
            findings.add(path, f"`{key}` must be above -1; {growth.text} never is", "0.03 is 3 % more")
    return growth


def _mean_reverting(table: MeanRevertingTable, parts: TableParts) -> Source:
    initial, actuals = read_beginning(table, parts, positive=True)
    return MeanReverting(
        ".".join(parts.path),
        initial,
        parts.at_least("mean", strict=True),
        parts.at_least("half_life", strict=True),
        parts.spread("volatility"),
        parts.optional("floor"),
        actuals,
    )


def _jumps(table: JumpsTable, parts: TableParts) -> Source:
    key, most = "jumps_per_year", 12.0 * MOST_EVENTS
    initial, actuals = read_beginning(table, parts)
    return Jumps(
        ".".join(parts.path),
        initial,
        at_most(parts.at_least(key), most, key, "a process of growth moves every month", parts.findings),
        parts.at_least("factor"),
        actuals,
    )


def _steps(table: StepsTable, parts: TableParts) -> Source:
    address, findings = ".".join(parts.path), parts.findings
    values = _entries(table.values, "values", parts)
    at = [read_moment(moment, (*parts.place("at"), str(k)), findings) for k, moment in enumerate(table.at or ())]
    if not values:
        return Quantity(address, STAND_IN)
    if len(at) == len(values) and at[0].expression == Number(0.0):
        del at[0]  # says only that the first value begins at the start
    elif len(at) != len(values) - 1 and table.at is not None:
        findings.add(
            parts.place("at"),
            f"{len(values)} `values` need {len(values) - 1} `at`, got {len(at)}",
            "the first value holds from the start, each further one from its `at`"
            + ("; or let `at` begin with 0" if len(at) == len(values) else ""),
            "",
            WHOLE_VALUE,
        )
    return Steps(address, tuple(values), tuple(at))


def _entries(raw: list[Any] | None, key: str, parts: TableParts) -> list[Quantity]:
    return [read_quantity(value, (*parts.place(key), str(k)), parts.findings) for k, value in enumerate(raw or ())]


def _on_off(table: OnOffTable, parts: TableParts) -> Source:
    return OnOff(".".join(parts.path), parts.at_least("on_lasts"), parts.at_least("off_lasts"), _after(parts))


def _after(parts: TableParts) -> Quantity | None:
    raw = parts.raw.get("after")
    return None if raw is None else read_moment(raw, parts.place("after"), parts.findings)


def _events(table: EventsTable, parts: TableParts) -> Source:
    address, findings = ".".join(parts.path), parts.findings
    known = findings.under(parts.path)  # a misspelt key explains what seems to be missing
    given = [key for key in FREQUENCIES if getattr(table, key) is not None]
    dispersion = read_dispersion(parts)
    if not given:
        if not known:
            findings.add(parts.path, "a process of events needs a frequency", f"one of {one_of(FREQUENCIES)}")
        return EventSeries(address, Events(Quantity(address, STAND_IN), False, None))
    for key in given[1:]:
        message = f"a process of events has one frequency: `{given[0]}` or `{key}`"
        findings.add(parts.place(key), message, "make it two processes")
        parts.required(key)
    if dispersion is not None and given == ["every"] and not known:
        place = parts.place("dispersion")
        findings.add(place, "`dispersion` goes with a number of events", "add events_per_month or _per_year")
    timing = read_frequency(parts, given[0], dispersion, "count them in lots of ten or a hundred")
    return EventSeries(address, timing, read_event_values(parts), _after(parts))


_PROCESSES: dict[str, tuple[type[TomlTable], Callable[[Any, TableParts], Source]]] = {
    "growth": (GrowthTable, _growth),
    "mean_reverting": (MeanRevertingTable, _mean_reverting),
    "jumps": (JumpsTable, _jumps),
    "steps": (StepsTable, _steps),
    "plan": (PlanTable, read_plan),
    "on_off": (OnOffTable, _on_off),
    "events": (EventsTable, _events),
}
