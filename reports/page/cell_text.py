"""Values of the report's tables as cells: rounded for reading, in full on pointing at them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ...simulator.decision import Pair
from ..tables.tables import Table, Value
from ..words.layout import shorten
from ..words.numbers import full_number, full_percent, months, number, whole_percent
from ..words.view import View
from .sections import PageCell, PageColumn, PageSheet

__all__ = [
    "STRATEGY",
    "STUBS",
    "amount_cell",
    "by_strategy",
    "cell",
    "cell_of_text",
    "sheet_of",
    "stubs",
]

#: Columns of a text in a cell: what is longer is shown in full on pointing at it.
_LONGEST = 160
_TEXTS = ("text", "date")

STRATEGY = PageColumn("Strategy", numeric=False, wide=True)
#: Which strategy, over how many months: how most rows begin.
STUBS = (STRATEGY, PageColumn("Over", numeric=False))


def stubs(view: View, name: str, horizon: int) -> tuple[PageCell, PageCell]:
    """Return the first cells of a row about one strategy over one horizon."""
    return PageCell(view.labels[name]), PageCell(months(horizon))


def by_strategy(view: View, pair: Pair | None) -> list[tuple[str, dict[str, Any]]]:
    """Return the comparison of a pair, then those with the baseline, of one strategy together, each with its name.

    Where all are with the baseline a comparison is called by its strategy alone.
    """
    order, last = list(view.strategies), view.baseline
    found = [item for item in view.document["comparisons"] if item["baseline"] == last or _pair_of(item) == pair]
    found.sort(key=lambda item: (_pair_of(item) != pair, order.index(item["strategy"]), item["horizon"]))
    labels, several = view.labels, any(item["baseline"] != last for item in found)
    return [(labels[item["strategy"]] + f" against {labels[item['baseline']]}" * several, item) for item in found]


def _pair_of(item: dict[str, Any]) -> Pair:
    return Pair(item["strategy"], item["baseline"])


def cell(view: View, kind: str, value: Value | None) -> PageCell:
    """Write a value of a kind of the report's tables.

    Parameters
    ----------
    view : View
    kind : str
        One of `reports.board.tables.KINDS`.
    value : str, int, float, date or None
    """
    if value is None:
        return PageCell("-" if kind not in _TEXTS else "")
    if isinstance(value, str):
        return cell_of_text(value)
    if isinstance(value, date):
        return PageCell(value.isoformat())
    if kind == "money":
        return amount_cell(view, value, view.money.exact(value) if view.all_certain else None)
    if kind in ("share", "chance"):
        return PageCell(whole_percent(value), full_percent(value, 4))
    if kind == "number":
        return PageCell(number(value), full_number(value))
    return PageCell(f"{value:,}")


def sheet_of(
    view: View, table: Table, keys: Sequence[str], rows: Iterable[Sequence[Value | None]], **how: str
) -> PageSheet:
    """Return some columns of some rows of one of the report's tables.

    Parameters
    ----------
    view : View
    table : Table
    keys : sequence of str
        The columns, in this order; those that the table lacks are left out.
    rows : iterable of row
        Of `table.rows`.
    **how
        `name`, `caption`, `note` of the sheet; default: the table's.
    """
    places = {column.key: at for at, column in enumerate(table.columns)}
    kept = [places[key] for key in keys if key in places]
    columns = tuple(
        PageColumn(c.heading, c.meaning, c.kind not in _TEXTS, c.kind == "text")
        for c in (table.columns[at] for at in kept)
    )
    cells = tuple(tuple(cell(view, table.columns[at].kind, row[at]) for at in kept) for row in rows)
    sheet = PageSheet(table.name.replace("_", "-"), table.title, columns, cells, table.note)
    return replace(sheet, **how)  # type: ignore[arg-type]  # texts alone


def cell_of_text(text: str) -> PageCell:
    """Write a text; one that is too long is cut, and shown in full on pointing at it."""
    short = shorten(text, _LONGEST)
    return PageCell(short, "" if short == text else text)


def amount_cell(view: View, amount: float, text: str | None = None) -> PageCell:
    """Return an amount, rounded or as the text says, and in full on pointing at it."""
    return PageCell(view.money(amount) if text is None else text, view.money.exact(amount))
