"""Reads what is known by month: the values of a plan, the actuals of a process, a season by the names of months.

A CSV with a column `month` says which month each row is. It is compared with `start`, so that a file from another year
is an error and not another forecast.
"""

from __future__ import annotations

from datetime import date

from ..formulas.expressions import Number, Quantity
from ..formulas.quantity import STAND_IN
from ..model.processes import Plan
from ..text.csv_column import MONTH, DataFiles, month_after
from ..text.problems import WHOLE_VALUE
from ..text.refused import Refused
from .parts import TableParts
from .process_shapes import (
    MOST_STEPS,
    ActualsTable,
    GrowthTable,
    JumpsTable,
    MeanRevertingTable,
    PlanTable,
    SeasonTable,
)
from .structure import check_table

__all__ = ["read_beginning", "read_plan", "read_season"]

_WRITE_START = "write start = {:%Y-%m-01} at the top of the file"


def read_beginning(
    table: GrowthTable | MeanRevertingTable | JumpsTable, parts: TableParts, *, positive: bool = False
) -> tuple[Quantity, tuple[float, ...]]:
    """Read where a process begins: `initial`, or the last of its `actuals`; and the actuals.

    Parameters
    ----------
    positive : bool
        Whether it has to be above 0.
    """
    if "actuals" not in parts.raw:
        return (parts.at_least("initial", strict=True) if positive else parts.required("initial")), ()
    findings, place = parts.findings, parts.place("actuals")
    if "initial" in parts.raw:
        message = "`initial` is given beside `actuals`"
        given = parts.raw["actuals"]
        where = f", {'.'.join(place)}.{len(given) - 1}" if isinstance(given, list) else ""
        help = f"leave it out: the process goes on from the last of the actuals{where}"
        findings.add(parts.place("initial"), message, help)
    raw = parts.raw["actuals"]
    actuals = _actuals_of_file(raw, parts) if isinstance(raw, dict) else tuple(map(float, table.actuals or ()))
    address = ".".join(place)
    if not actuals:
        return Quantity(address, STAND_IN), ()
    last = actuals[-1]
    if positive and last <= 0.0:
        help = "leave it out, or begin with `initial`"
        findings.add(place, f"the last of `actuals` must be above 0, got {last:g}", help, "", WHOLE_VALUE)
        return Quantity(address, STAND_IN), ()
    count = len(actuals)
    text = f"{last:_.12g}, the last of {count} month{'s' * (count != 1)}"
    return Quantity(address, Number(last), text), actuals


def _actuals_of_file(raw: object, parts: TableParts) -> tuple[float, ...]:
    """Return the numbers of a file whose last row is the month before month 1; none where there is a mistake."""
    path, findings = parts.place("actuals"), parts.findings
    table = check_table(ActualsTable, raw, path, findings)
    if table is None or table.file is None or findings.under(path):
        return ()
    inside = TableParts(parts.raw["actuals"], path, findings)
    numbers = _column(table.file, table.column, inside)
    months = _months(table.file, inside) if numbers else None
    if months is None or findings.under(("start",)):
        return ()
    message = help = ""
    if not months:
        message = f"{table.file} has no column `{MONTH}`: it has to say which month is the last"
        last = "2026-06" if findings.start is None else f"{month_after(findings.start, -1):%Y-%m}"
        help = f"add it, with {last} in the last row; or write the values as a list"
    elif findings.start is None:
        message = f"{table.file} ends with {months[-1]:%Y-%m}, and nothing says that month 1 follows"
        help = _WRITE_START.format(month_after(months[-1]))
    elif months[-1] != month_after(findings.start, -1):
        needed = month_after(findings.start, -1)
        message = (
            f"{table.file} ends with {months[-1]:%Y-%m}; its last month must be {needed:%Y-%m}, the one before `start`"
        )
        rows = "leave out later rows" if months[-1] > needed else "add the rows that are missing"
        help = f"{rows}, or write start = {month_after(months[-1])}"
    if message:
        findings.add(inside.place("file"), message, help, "", WHOLE_VALUE)
        return ()
    return numbers


def read_season(table: GrowthTable, parts: TableParts, actuals: tuple[float, ...]) -> tuple[float, ...] | None:
    """Read a season as 12 factors from month 1, whichever way it is written; None where there is none."""
    raw, findings, place = parts.raw.get("season"), parts.findings, parts.place("season")
    if isinstance(raw, dict):
        named = check_table(SeasonTable, raw, place, findings)
        factors = [getattr(named, month) for month in SeasonTable.keys]
        first = findings.start
        if first is None and not findings.under(("start",)):
            help = "write start = 2026-04-01 at the top of the file, or 12 factors from month 1"
            findings.add(place, "`season` by the names of months needs `start`", help)
        at = 0 if first is None else first.month - 1
        season = tuple(1.0 if factor is None else float(factor) for factor in factors[at:] + factors[:at])
    elif table.season is None:
        return None
    else:
        season = tuple(map(float, table.season))
    if actuals and season[-1] <= 0.0:
        message = "the season of month 0, the last of `actuals`, is 0: no level can be found from it"
        findings.add(place, message, "a factor above 0 for that month")
    return season


def read_plan(table: PlanTable, parts: TableParts) -> Plan:
    """Read a plan; its length is compared with the horizons once these are known."""
    address, findings = ".".join(parts.path), parts.findings
    for key in ("file", "column"):
        if table.values is not None and getattr(table, key) is not None:
            message = f"a plan has `values` or a `file` and a `column`, not `values` and `{key}`"
            findings.add(parts.place(key), message, "leave one of them out")
    if "values" in parts.raw:
        return Plan(address, tuple(map(float, table.values or ())))
    numbers = _column(table.file, table.column, parts)
    if numbers and _months_fit(table.file or "", parts):
        return Plan(address, numbers[:MOST_STEPS])
    return Plan(address, ())


def _column(file: str | None, column: str | None, parts: TableParts) -> tuple[float, ...]:
    """Return the numbers of a column of a file; none where there is a mistake."""
    if file is not None and column is None and "column" not in parts.raw:
        parts.findings.add(parts.place("file"), "`file` needs `column` beside it", 'write column = "requests"')
    if file is None or column is None:
        return ()
    try:
        return (parts.findings.files or DataFiles()).column(file, column, by_month=True)
    except Refused as error:
        _refuse(error, parts)
    return ()


def _refuse(error: Refused, parts: TableParts) -> None:
    parts.findings.add(parts.place(error.key or "file"), str(error), error.help, "", WHOLE_VALUE)


def _months(file: str, parts: TableParts) -> tuple[date, ...] | None:
    """Return the months of a file's rows, none without such a column; None where there is a mistake."""
    try:
        return (parts.findings.files or DataFiles()).months(file)
    except Refused as error:
        _refuse(error, parts)
    return None


def _months_fit(file: str, parts: TableParts) -> bool:
    """Report a file whose months do not begin at `start`; return whether they do, or it names none."""
    findings = parts.findings
    months = _months(file, parts)
    if months is None:
        return False
    if not months or findings.under(("start",)):
        return True
    first = f"{file} begins with {months[0]:%Y-%m}"
    if findings.start is None:
        message = f"{first}, and nothing says that this is month 1"
        help = f"{_WRITE_START.format(months[0])}, or take the column `{MONTH}` out of the file"
    elif months[0] < findings.start:
        message, help = f"{first}, and `start` is {findings.start:%Y-%m}", "leave out the rows of earlier months"
    elif months[0] > findings.start:
        before = month_after(months[0], -1)
        rows = f"{findings.start:%Y-%m}" + (f" to {before:%Y-%m}" if before > findings.start else "")
        message, help = f"{first}, and `start` is {findings.start:%Y-%m}", f"add a row for {rows}"
    else:
        return True
    findings.add(parts.place("file"), message, help, "", WHOLE_VALUE)
    return False
