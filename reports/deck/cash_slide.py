"""When cash is needed: the quarters of each year, and their sum."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..tables.cash_table import NO_SUMS, Period, cash_finding, period_cell, periods_of
from ..words.view import View
from .frame import Frame
from .native_tables import TableCell, add_table, height_of, needs, rows_within, widths_for
from .notes import how_sure, sentence
from .panels import chosen, unseen_words
from .slide_text import TEXT, Box

__all__ = ["cash_slide"]

_SIZES = (18.0, 16.0, 15.0, TEXT)


def cash_slide(frame: Frame, view: View, compared: Collection[str], footer: str) -> None:
    """Add the slide; none where there is only one quarter. Where not all strategies fit, those compared come first."""
    every = periods_of(view)
    if sum(period.kind == "quarter" for period in every) < 2:
        return
    title = cash_finding(view)
    slide, place = frame.begin(title, footer, [sentence(title), NO_SUMS, how_sure(view)])
    box = frame.below_subtitle(place)
    cost = {name: view.numbers(name, view.last)["cash"]["p50"] for name in view.strategies}
    most = (rows_within(box) - 1) // sum(period.kind != "quarter" for period in every)
    names = chosen(view.labels, compared, cost, max(len(compared), most, 1))
    rows = _rows(view, names, every)
    size = next((size for size in _SIZES if _fits(rows, box, size)), TEXT)
    about = f"{'Cash' if view.all_certain else 'Mean cash'} in nominal amounts by quarter and year, {view.money.unit}"
    unseen = unseen_words([view.labels[name] for name in view.strategies if name not in names])
    box = frame.subtitle(slide, place, "; ".join([about, *unseen]))
    add_table(slide, box, rows, widths_for(rows, box, 0, size), "Cash by quarter", f"{title}. {about}.", size=size)


def _fits(rows: Sequence[Sequence[TableCell]], box: Box, size: float) -> bool:
    wide = sum(needs(rows, size)) <= box.points[0]
    return wide and height_of(rows, widths_for(rows, box, 0, size), size) <= box.height


def _rows(view: View, names: Sequence[str], periods: Sequence[Period]) -> list[list[TableCell]]:
    """Return a row for each strategy and year with its quarters, and one for all months of a strategy."""
    head = ["Strategy", "Year", *(f"Q{at}" for at in range(1, 5)), "Sum"]
    rows = [[TableCell(words, align="left" if at < 2 else "right") for at, words in enumerate(head)]]
    for name in names:
        quarters = [""] * 4
        for period in periods:
            amount = period_cell(view, name, period)
            if period.kind == "quarter":
                quarters[period.quarter] = amount
                continue
            last = period.kind == "total"
            first = view.labels[name] if period.months[0] == 1 and not last else ""
            cells = [TableCell(first, bold=True), TableCell(period.name, bold=last)]
            cells += [TableCell(each, align="right") for each in quarters]
            rows.append([*cells, TableCell(amount, bold=True, align="right")])
            quarters = [""] * 4
    return rows
