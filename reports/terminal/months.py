"""The lines of a strategy by month, as a statement of accounts: months side by side, lines below one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...configs.text.spelling import listed
from ..words.layout import left, right, shorten, text_width
from ..words.month_names import MonthNames
from ..words.names import OWN_LINES, line_name
from ..words.numbers import full_percent, months
from ..words.view import TextLine
from .text_page import paragraph

__all__ = ["MonthTable"]

_LABEL = 26
_NARROWEST = 7
#: Months side by side: parts of a year that people count in.
_PANELS = (12, 6, 4, 3, 2, 1)

Row = tuple[str, list[float]]


@dataclass(frozen=True)
class MonthTable:
    """Writes what one strategy pays.

    Attributes
    ----------
    label : str
        What the strategy is called.
    unit : str
        Of the amounts.
    money : callable
        Writes an amount.
    width : int
        Columns of the longest line.
    month : MonthNames
        Writes a month.
    stages : mapping of str to str
        What the stages of a policy are called.
    """

    label: str
    unit: str
    money: Callable[[float], str]
    width: int
    month: MonthNames
    stages: Mapping[str, str]

    def lines(self, strategy: Mapping[str, Any], rate: float) -> list[TextLine]:
        """Return the table and what its last rows mean; `strategy` as in a trace's document, `rate` a year."""
        amounts, categories = strategy["lines"], strategy["categories"]
        called = {name: line_name(name, self.stages) for name in amounts}
        paid = {name: of for name, of in amounts.items() if any(of)}
        lost = [name for name in paid if categories[name] == "Opportunity"]
        cash = [(called[name], paid[name]) for name in paid if name not in lost]
        resale = [sum(of) for of in zip(*strategy["residual"].values(), strict=True)]
        parts: list[list[Row]] = [cash, [("cash of the month", strategy["cash"])]]
        parts.append([(called[name] + " (no cash)", paid[name]) for name in lost])
        parts.append([("resale value by then", resale)] if any(resale) else [])
        so_far = [("TCO so far", strategy["cumulative_tco"])]
        lines = paragraph(f"MONTH BY MONTH, {self.label}, {self.unit}", self.width, "heading")
        lines += self._panels([row for part in parts for row in part], so_far)
        never = [called[name] for name in amounts if name not in paid and name.rpartition(".")[2] not in OWN_LINES]
        notes = [f"Never paid in this future: {listed(never)}."] if never else []
        later = [f"{called[name]} after {months(n)}" for name, n in strategy["paid_after"].items() if name in paid]
        notes.append(self._meaning(bool(lost), any(resale), rate, later))
        return lines + [line for note in notes for line in paragraph(note, self.width, indent="  ")]

    @staticmethod
    def _meaning(lost: bool, resale: bool, rate: float, later: Sequence[str]) -> str:
        text = "Cash is the sum of the lines above it. TCO so far: cash"
        if later:
            text = f"Lines show what a month owes. Cash is what is paid in it: {listed(list(later))}, others at once. "
            text += "TCO so far: the lines"
        text += " and lost revenue of all months up to then" if lost else " of all months up to then"
        text += f", discounted at {full_percent(rate, 4)} a year" if rate else ""
        text += f", less the resale value of purchases{' (discounted too)' if rate else ''}" if resale else ""
        return text + "."

    def _panels(self, rows: Sequence[Row], so_far: Sequence[Row]) -> list[TextLine]:
        count = len(so_far[0][1])
        label = min(_LABEL, max(text_width(name) for name, _ in (*rows, *so_far)) + 2)
        totals = {name: sum(of) for name, of in rows if not name.startswith("resale")}
        cells = [self.money(x) for _, of in (*rows, *so_far) for x in of]
        heads = [self.month.short(month + 1) for month in range(count)]
        cell = max(_NARROWEST, *map(text_width, (*cells, *heads)))
        total = max(_NARROWEST, *(text_width(self.money(x)) for x in totals.values()))
        room = max(1, (self.width - label) // (cell + 2))
        side_by_side = next(size for size in _PANELS if size <= room)
        lines: list[TextLine] = []
        for first in range(0, count, side_by_side):
            shown = range(first, min(first + side_by_side, count))
            with_totals = shown[-1] == count - 1 and label + len(shown) * (cell + 2) + total + 2 <= self.width
            head = "".join("  " + right(heads[month], cell) for month in shown)
            head += "  " + right("total", total) if with_totals else ""
            lines += [TextLine("")] if first else []
            lines.append(TextLine(left("  month", label) + head, "heading"))
            for name, of in (*rows, *so_far):
                if not any(of[month] for month in shown) and not (with_totals and totals.get(name)):
                    continue
                text = left(shorten(f"  {name}", label), label)
                text += "".join("  " + right(self.money(of[m]) if of[m] else "-", cell) for m in shown)
                text += "  " + right(self.money(totals[name]), total) if with_totals and name in totals else ""
                lines.append(TextLine(text, "text"))
        return lines
