"""Reads the tables of a strategy one by one: lines, launch, buffer, outputs; and the unit of the file.

Each reader returns something whole whatever the file says; see `parts.py`.
"""

from __future__ import annotations

from typing import Any

from ..formulas.expressions import Call, Quantity
from ..formulas.quantity import STAND_IN, read_quantity
from ..formulas.ranges import at_least, at_most
from ..model.names import check_defined
from ..model.scenario import Decision, Timing, Unit
from ..model.strategies import CATEGORIES, Buffer, Launch, Line, Output
from ..text.problems import WHOLE_VALUE, Findings, Path, invisible
from ..text.spelling import accepted, did_you_mean, shown
from .dates import read_begin, read_until
from .event_values import read_event_values
from .parts import RARELY, TableParts, one_of, read_dispersion
from .shapes import DecisionTable, UnitTable
from .strategy_shapes import BufferTable, LaunchTable, LineTable, OutputTable
from .structure import check_table
from .ways import WAYS, Way

__all__ = ["check_names", "read_buffer", "read_decision", "read_launch", "read_line", "read_outputs", "read_unit"]


def read_launch(raw: Any, path: Path, findings: Findings) -> Launch | None:
    """Read `launch` of a strategy."""
    if check_table(LaunchTable, raw, path, findings) is None:
        return None
    parts = TableParts(raw, path, findings)
    return Launch(".".join(path), parts.at_least("months"), parts.required("revenue_per_month"))


def read_buffer(raw: Any, path: Path, categories: tuple[str, ...], findings: Findings) -> Buffer | None:
    """Read `buffer` of a strategy."""
    table = check_table(BufferTable, raw, path, findings)
    if table is None:
        return None
    share = TableParts(raw, path, findings).at_least("share")
    on = tuple(category for category in categories if category != "Opportunity")
    if table.on is not None:
        for index, category in enumerate(table.on):
            _check_category(category, (*path, "on", str(index)), categories, findings)
            if category in table.on[:index]:
                findings.add((*path, "on", str(index)), f"category {shown(category)} is listed twice")
        on = tuple(dict.fromkeys(table.on))
    return Buffer(".".join(path), share, on)


def read_unit(raw: Any, findings: Findings) -> Unit | None:
    """Read `unit` at the top of the file."""
    path = ("unit",)
    table = check_table(UnitTable, raw, path, findings)
    if table is None:
        return None
    name = table.name or ""
    if found := invisible(name):
        offset, what = found
        help = "leave it out: text on one line"
        findings.add((*path, "name"), f"`name` contains {what}: {shown(name)}", help, "", offset)
    elif table.name is not None and not name.strip():
        findings.add((*path, "name"), "`name` is blank", 'write name = "1M tokens"')
    return Unit(name, TableParts(raw, path, findings).at_least("monthly", strict=True))


def read_decision(raw: Any, horizons: tuple[int, ...], findings: Findings) -> Decision:
    """Read `decision` at the top of the file."""
    path = ("decision",)
    table = None if raw is None else check_table(DecisionTable, raw, path, findings)
    if table is None:
        return Decision()
    if table.horizon is not None and table.horizon not in horizons:
        known = ", ".join(map(str, horizons))
        message = f"`horizon` needs to be one of the horizons {known}, got {table.horizon}"
        findings.add((*path, "horizon"), message, f"write horizon = {horizons[-1]}, or add {table.horizon} to them")
    if table.worst_5_weight and table.by != "mean":
        message = f'`worst_5_weight` needs by = "mean", got by = {shown(table.by)}'
        findings.add((*path, "worst_5_weight"), message, 'leave it out, or write by = "mean"')
    return Decision(table.horizon, table.by, table.worst_5_weight, table.margin)


def read_outputs(raw: dict[str, Any] | None, path: Path, findings: Findings) -> dict[str, Output]:
    """Read `outputs` of a strategy."""
    return {name: _output(raw, (*path, name), findings) for name, raw in check_names(raw, path, findings).items()}


def _output(raw: Any, path: Path, findings: Findings) -> Output:
    """Read a quantity, or a table with a quantity and the figure of its months."""
    if not isinstance(raw, dict) or "dist" in raw:
        found = read_quantity(raw, path, findings)
        return Output(found.address, found.expression, found.text)
    table = check_table(OutputTable, raw, path, findings)
    value = TableParts(raw, path, findings).required("value")
    over = "mean" if table is None else table.as_
    quotient = isinstance(value.expression, Call) and value.expression.function == "div"
    if over == "ratio" and not quotient and value.expression is not STAND_IN:
        findings.add((*path, "value"), 'as = "ratio" needs a quotient', 'write "a / b"')
    return Output(value.address, value.expression, value.text, over=over, key=".value")


def _check_category(category: str, path: Path, categories: tuple[str, ...], findings: Findings) -> None:
    if category in categories:
        return
    meant = did_you_mean(category, categories) if findings.helpful else accepted(categories)
    help = f"{meant}; others are listed in the top-level `categories`"
    if category == "Buffer":
        help = "Buffer is reserved for the buffer; " + help
    findings.add(path, f"unknown category {shown(category)}", help, "", WHOLE_VALUE)


def read_line(raw: Any, path: Path, categories: tuple[str, ...], findings: Findings) -> Line | None:
    """Read one cost line; None if it is not a table."""
    table = check_table(LineTable, raw, path, findings)
    if table is None:
        return None
    if table.category is not None:
        _check_category(table.category, (*path, "category"), categories, findings)
    parts = TableParts(raw, path, findings)
    amounts = [key for key in _amount_keys() if getattr(table, key) is not None]
    way, timing = _timing(table, parts, amounts)
    quantities = [parts.required(key) for key in amounts]
    amount = quantities[0] if quantities else Quantity(".".join(path), STAND_IN)
    after, until = read_begin(parts), read_until(parts)
    category = table.category if table.category in categories else CATEGORIES[0]
    residual = _residual(table, parts, amounts)
    if way is not None and len(amounts) == 1:
        _check_options(table, way, parts)
    return Line(
        ".".join(path),
        path[-1],
        category,
        timing,
        amount,
        after,
        until,
        residual,
        table.commitment,
        table.paid_after,
        table.notice or 0.0,
        read_event_values(parts),
    )


def _amount_keys() -> list[str]:
    return list(dict.fromkeys(way.amount for way in WAYS))


def _takers(key: str) -> str:
    return one_of(list(dict.fromkeys(way.amount for way in WAYS if key in way.options)))


def _check_options(table: LineTable, way: Way, parts: TableParts) -> None:
    """Report keys that go with another way of paying or with another key.

    `residual` and `dispersion` are reported where they are read.
    """
    for key in dict.fromkeys(key for other in WAYS for key in other.options):
        if key in ("residual", "dispersion") or key in way.options or getattr(table, key) is None:
            continue
        why = ": it is paid in whole periods" if key == "commitment" else ""
        parts.findings.add(parts.place(key), f"`{key}` goes with {_takers(key)}{why}", "leave it out")
    if table.notice is not None and "notice" in way.options and "commitment" not in parts.raw:
        help = "for a contract from month to month add commitment = 1"
        parts.findings.add(parts.place("notice"), "`notice` goes with `commitment`", help)


def _residual(table: LineTable, parts: TableParts, amounts: list[str]) -> Quantity | None:
    """Read the resale value of a purchase."""
    if table.residual is None:
        return None
    read = at_least(parts.required("residual"), 0.0, "residual", parts.findings)
    if amounts and not any(way.amount in amounts and "residual" in way.options for way in WAYS):
        message = f"`residual` goes with {_takers('residual')}: only a purchase has a resale value"
        parts.findings.add(parts.place("residual"), message, "leave it out")
    help = "the resale value as a fraction of the price: 0.3 is 30 %"
    return at_most(read, 1.0, "residual", help, parts.findings, RARELY)


def _timing(table: LineTable, parts: TableParts, amounts: list[str]) -> tuple[Way | None, Timing]:
    """Read when a line is paid; None and a stand-in where the file does not say."""
    path, findings = parts.path, parts.findings
    known = findings.under(path)  # a misspelt key explains what seems to be missing
    times = {key: way for way in WAYS for key in way.times if getattr(table, key) is not None}
    first = next(iter(times), "")
    dispersion = read_dispersion(parts)
    if dispersion is not None and not {"events_per_month", "events_per_year"} & set(times) and not known:
        help = "give it to that process" if "on" in times else "add events_per_month or _per_year"
        findings.add((*path, "dispersion"), "`dispersion` goes with a number of events", help)
    if not amounts and not known:
        what = f"`{first}` needs `{times[first].amount}`" if first else "a line needs an amount"
        findings.add(path, what, f"one of {one_of(_amount_keys())}")
    for key in amounts[1:]:
        findings.add((*path, key), f"a line has one amount: `{amounts[0]}` or `{key}`", "make it two lines")
    for key in list(times)[1:]:
        findings.add((*path, key), f"a line has one frequency: `{first}` or `{key}`", "make it two lines")
    if amounts and first and times[first].amount not in amounts:
        findings.add((*path, first), f"`{first}` goes with `{times[first].amount}`", f"not with `{amounts[0]}`")
    for key in amounts:
        needed = [name for way in WAYS if way.amount == key for name in way.times]
        if needed and not set(needed) & set(times) and not known:
            findings.add((*path, key), f"`{key}` needs a frequency", f"one of {one_of(needed)}")
    read = {key: way.read(parts, key) for key, way in times.items()}
    for way in WAYS if amounts else ():
        if way.amount == amounts[0] and not way.times:
            return way, way.read(parts, "")
        if first and way is times[first] and way.amount == amounts[0]:
            return way, read[first]
    return None, Timing()


def check_names(table: dict[str, Any] | None, path: Path, findings: Findings) -> dict[str, Any]:
    """Return the entries of a table of names whose names may be used; report the others."""
    return {name: raw for name, raw in (table or {}).items() if check_defined(name, (*path, name), findings)}
