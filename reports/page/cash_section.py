"""When cash is needed: by quarter and year."""

from __future__ import annotations

from ..tables.cash_table import NO_SUMS, cash_finding, mean_cash, period_cell, periods_of
from ..tables.tables import Table
from ..words.numbers import ROUNDING
from ..words.view import View
from .cell_text import amount_cell
from .glossary import MEANINGS
from .sections import PageCell, PageColumn, PageSection, PageSheet

__all__ = ["cash_by_quarter"]


def cash_by_quarter(view: View, tables: dict[str, Table]) -> PageSection | None:
    """Return a row for each quarter and year, a column for each strategy; None where there is only one quarter."""
    if "cash_by_period" not in tables:
        return None
    rows = []
    for period in periods_of(view):
        cells = (
            amount_cell(view, mean_cash(view, name, period), period_cell(view, name, period))
            for name in view.strategies
        )
        rows.append((PageCell(period.name), *cells))
    sheet = PageSheet(
        "cash-by-quarter",
        f"{'Cash' if view.all_certain else 'Mean cash'} by quarter and year, in {view.money.unit}",
        (PageColumn("Period", numeric=False), *(PageColumn(label, MEANINGS["cash"]) for label in view.labels.values())),
        tuple(rows),
        ROUNDING if view.all_certain else f"{NO_SUMS} {ROUNDING}",
    )
    return PageSection("cash-by-quarter", "Cash by quarter", cash_finding(view), sheets=(sheet,))
