"""Cash by quarter and year: means, since those of the months add up and percentiles do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ...configs.model.calendar import month_of
from ..board.board import Board
from ..stories.wording import fitting, unit_of
from ..words.cost_cells import cash_cell
from ..words.month_names import MonthNames
from ..words.names import in_sentence
from ..words.numbers import months
from ..words.view import View
from .columns import LABEL, STRATEGY, amounts, full_labels
from .table import Column, Table, table_of

__all__ = ["NO_SUMS", "Period", "cash_by_period", "cash_finding", "mean_cash", "period_cell", "periods_of"]

_QUARTER, _YEAR = 3, 12
#: Share of the mean within which quarters are about the same.
_ALIKE = 0.05
NO_SUMS = "Mean cash over all futures, in nominal amounts. Means add up; percentiles of months and quarters do not."
_COLUMNS = (
    LABEL,
    STRATEGY,
    Column("period", "Period", "text", "A quarter, a year, or all months."),
    Column("kind", "Kind", "text", "`quarter`, `year` or `total`: quarters add up to years, and years to the total."),
    Column("first_month", "First month", "month", "Months count from 1."),
    Column("months", "Months", "count", "How many; fewer in a quarter or year that the scenario cuts."),
    Column("cash_mean", "Cash, mean", "money", "What leaves the bank in these months, on average over all futures."),
)


@dataclass(frozen=True, slots=True)
class Period:
    """Some months.

    Attributes
    ----------
    name : str
    kind : str
        `quarter`, `year` or `total`.
    months : tuple of int
        Which, from 1.
    quarter : int
        Which quarter of its year, from 0; also where it begins in the middle of one.
    """

    name: str
    kind: str
    months: tuple[int, ...]
    quarter: int = 0


def periods_of(view: View) -> list[Period]:
    """Return quarters, each year after its own, and all months: of the calendar where the scenario has a start."""
    names, every = view.month, range(1, view.last + 1)
    found = []
    for _, in_year in groupby(every, lambda month: _place(names, month) // _YEAR):
        year = tuple(in_year)
        quarters = (tuple(part) for _, part in groupby(year, lambda month: _place(names, month) // _QUARTER))
        found += [
            Period(_name(names, part, _QUARTER), "quarter", part, _place(names, part[0]) % _YEAR // _QUARTER)
            for part in quarters
        ]
        found.append(Period(_name(names, year, _YEAR), "year", year))
    return [*found, Period(months(view.last), "total", tuple(every))]


def _place(names: MonthNames, month: int) -> int:
    """Return the number of a month on a calendar whose years have the multiples of 12."""
    if names.start is None:
        return month - 1
    year, number = month_of(month, names.start)
    return 12 * year + number - 1


def _name(names: MonthNames, part: tuple[int, ...], full: int) -> str:
    place = _place(names, part[0])
    cut = "" if len(part) == full else f" ({months(len(part))})"
    if full == _YEAR:
        return f"{'year ' if names.start is None else ''}{place // _YEAR + (names.start is None)}{cut}"
    if names.start is None:
        return f"months {part[0]} to {part[-1]}" if len(part) > 1 else f"month {part[0]}"
    return f"Q{place % _YEAR // _QUARTER + 1} {place // _YEAR}{cut}"


def mean_cash(view: View, name: str, period: Period) -> float:
    """Return the mean cash of a strategy in a period."""
    if period.kind == "total":
        return float(view.numbers(name, view.last)["cash"]["mean"])
    by_month = view.strategies[name]["months"]["cash"]["mean"]
    return float(sum(by_month[month - 1] for month in period.months))


def period_cell(view: View, name: str, period: Period) -> str:
    """Write the mean cash of a strategy in a period: the total is rounded as it is elsewhere."""
    if period.kind == "total":
        return cash_cell(view, name, view.last, "mean", error_shown=False)
    return view.amount(name, mean_cash(view, name, period))


def cash_by_period(board: Board) -> Table | None:
    """Return a row for each strategy and period; None where there is only one quarter."""
    view = View(board.document, 100)
    if view.last <= _QUARTER:
        return None
    note = f"{amounts(board)} {NO_SUMS}"
    return table_of("cash_by_period", "Cash by quarter and year", note, _COLUMNS, _records(board, view))


def _records(board: Board, view: View) -> Iterator[dict[str, object]]:
    labels = full_labels(board)
    for name in view.strategies:
        for period in periods_of(view):
            yield {
                "label": labels[name],
                "strategy": name,
                "period": period.name,
                "kind": period.kind,
                "first_month": period.months[0],
                "months": len(period.months),
                "cash_mean": mean_cash(view, name, period),
            }


def cash_finding(view: View) -> str:
    """Return one sentence on the recommended strategy: its cash a quarter, and the quarter that takes most."""
    name, unit, every = view.verdict["recommended"], unit_of(view), periods_of(view)
    cash = {p: mean_cash(view, name, p) for p in every if p.kind == "quarter" and len(p.months) == _QUARTER}
    mean = mean_cash(view, name, every[-1]) * _QUARTER / view.last
    average = cash_cell(view, name, view.last, "mean", view.last / _QUARTER, error_shown=False)
    average += f" {unit} of cash"
    if all(abs(amount - mean) <= _ALIKE * abs(mean) for amount in cash.values()):
        about = f"needs about {average} in every quarter"
    else:
        most = max(cash, key=cash.__getitem__)
        about = f"needs {average} a quarter on average; most in {most.name}: {period_cell(view, name, most)}"
    return fitting({name: in_sentence(view.labels[name])}, lambda w: [f"{w[name]} {about}"] * 2)
