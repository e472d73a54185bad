"""The risk register of the recommended strategy."""

from __future__ import annotations

from ..words.names import in_sentence
from ..words.numbers import months
from ..words.risk_words import HEADS, ORDER, risk_rows
from ..words.view import TextLine, View
from .text_page import paragraph, table

__all__ = ["risk_section"]


def risk_section(view: View) -> list[TextLine]:
    """Return the causes that raise its cost most; no lines where there are none."""
    rows = risk_rows(view)
    if not rows:
        return []
    timed = any(row.per_year for row in rows)
    head = [f"WHAT COULD GO WRONG, {months(view.last)}", *(HEADS[key].lower() for key in ("sign", "probability"))]
    head += [HEADS[key].lower() for key in (*(["per_year"] if timed else []), "size")]
    cells = [head]
    for row in rows:
        cells.append([row.cause, row.sign, row.probability, *([row.per_year or "-"] if timed else []), row.size])
    lines = table(cells, view.width, words=2)
    for row in rows:
        against = "" if row.facts["against"] is None else f", {row.amount} cheaper there"
        if row.to:
            then = f"{row.cause} {row.sign}: {in_sentence(row.to)} is the choice{against}."
            lines += paragraph(then, view.width, indent="  ")
    name = in_sentence(view.labels[view.verdict["recommended"]])
    return [*lines, *paragraph(f"Of {name}, {view.money.unit}. {ORDER}", view.width, indent="  ")]
