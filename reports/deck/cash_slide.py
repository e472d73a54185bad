"""When cash is needed: quarters and years, a column for each strategy."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..tables.cash_table import NO_SUMS, Period, cash_finding, mean_cash, periods_of
from ..words.view import View
from .frame import Frame
from .native_tables import TableCell, add_table, height_of, needs, widths_for
from .notes import how_sure, sentence
from .panels import chosen, unseen_words
from .slide_text import TEXT

__all__ = ["cash_slide"]

_SIZES = (18.0, 16.0, 15.0, TEXT)


def cash_slide(frame: Frame, view: View, compared: Collection[str], footer: str) -> None:
    """Add the slide; quarters are left out where they do not fit; no slide where there is only one."""
    every = periods_of(view)
    if sum(period.kind == "quarter" for period in every) < 2:
        return
    title = cash_finding(view)
    slide, place = frame.begin(title, footer, [sentence(title), NO_SUMS, how_sure(view)])
    box = frame.below_subtitle(place)
    cost = {name: view.numbers(name, view.last)["cash"]["p50"] for name in view.strategies}
    for count in range(len(view.strategies), 0, -1):
        names = chosen(view.labels, compared, cost, count)
        if sum(needs(_rows(view, names, every), TEXT)) <= box.points[0]:
            break
    kinds = ({"quarter", "year", "total"}, {"year", "total"})
    tried = [(size, _rows(view, names, [p for p in every if p.kind in kept])) for kept in kinds for size in _SIZES]
    size, rows = next(
        ((size, rows) for size, rows in tried if height_of(rows, widths_for(rows, box, 0, size), size) <= box.height),
        tried[-1],
    )
    about = f"{'Mean cash' if not view.all_certain else 'Cash'} by quarter and year, {view.money.unit}"
    about += "" if len(rows) > len(every) else "; quarters are in the page and the workbook"
    unseen = unseen_words([view.labels[name] for name in view.strategies if name not in names])
    box = frame.subtitle(slide, place, "; ".join([about, *unseen]))
    add_table(slide, box, rows, widths_for(rows, box, 0, size), "Cash by quarter", f"{title}. {about}.", size=size)


def _rows(view: View, names: Sequence[str], periods: Sequence[Period]) -> list[list[TableCell]]:
    rows = [[TableCell("Period"), *(TableCell(view.labels[name], align="right", lines=2) for name in names)]]
    for period in periods:
        bold = period.kind != "quarter"
        cells = [view.amount(name, mean_cash(view, name, period)) for name in names]
        rows.append([TableCell(period.name, bold), *(TableCell(cell, bold, "right") for cell in cells)])
    return rows
