"""Reads what is known by month: the values of a plan, the actuals of a process, a season by the names of months.

A CSV with a column `month` says which month each row is. It is compared with `start`, so that a file from another year
is an error and not another forecast.
"""

from __future__ import annotations

from ..model.processes import Plan
from ..text.csv_column import MONTH, DataFiles, month_after
from ..text.problems import WHOLE_VALUE
from ..text.refused import Refused
from .parts import TableParts
from .process_shapes import MOST_STEPS, PlanTable

__all__ = ["read_plan"]

_PLAIN = "write start = {:%Y-%m-01} at the top of the file"


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
        return (parts.findings.files or DataFiles()).column(file, column)
    except Refused as error:
        _refuse(error, parts)
    return ()


def _refuse(error: Refused, parts: TableParts) -> None:
    parts.findings.add(parts.place(error.key or "file"), str(error), error.help, "", WHOLE_VALUE)


def _months_fit(file: str, parts: TableParts) -> bool:
    """Report a file whose months do not begin at `start`; return whether they do, or it names none."""
    findings = parts.findings
    try:
        months = (findings.files or DataFiles()).months(file)
    except Refused as error:
        _refuse(error, parts)
        return False
    if not months or findings.under(("start",)):
        return True
    first = f"{file} begins with {months[0]:%Y-%m}"
    if findings.start is None:
        message = f"{first}, and nothing says that this is month 1"
        help = f"{_PLAIN.format(months[0])}, or take the column `{MONTH}` out of the file"
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
