"""Columns under strategies: as many side by side as the page is wide, the others below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..words.layout import centre, left, right, text_width
from ..words.names import label_of
from ..words.view import TextLine

__all__ = ["StrategyGrid"]

_GAP = 2
_NARROWEST = 9


@dataclass
class StrategyGrid:
    """Rows of cells under strategies, each strategy with the same sub-columns.

    Attributes
    ----------
    titles : mapping
        The heading of each strategy's columns, by strategy; cut where it is wider.
    columns : sequence of str
        The heading of each sub-column.
    together : sequence of str
        Strategies that are to be side by side; they come first where not all strategies are.
    """

    titles: Mapping[str, str]
    columns: Sequence[str]
    together: Sequence[str] = ()
    rows: list[tuple[str, dict[str, Sequence[str]] | None]] = field(default_factory=list)

    def heading(self, text: str) -> None:
        """Begin a part of the grid."""
        self.rows.append((text, None))

    def row(self, label: str, cells: Mapping[str, Sequence[str]]) -> None:
        """Add a row: for each strategy as many cells as there are sub-columns. One of dashes alone is left out."""
        if any(cell != "-" for of_one in cells.values() for cell in of_one):
            self.rows.append((f"  {label}", dict(cells)))

    def lines(self, width: int, head: str = "") -> tuple[list[TextLine], list[str]]:
        """Return the lines, and the strategies whose titles were cut.

        Parameters
        ----------
        width : int
        head : str
            Heading of the row labels.
        """
        label_width = max(text_width(text) for text in (head, *(label for label, _ in self.rows)))
        widths = {name: self._column_widths(name) for name in self.titles}
        lines: list[TextLine] = []
        cut = []
        for panel in self._panels(width - label_width, widths, self.together):
            if lines:
                lines.append(TextLine(""))
            over = left("", label_width)
            for name in panel:
                of_one = _span(widths[name])
                title = label_of(self.titles[name], name, of_one)
                if title != self.titles[name]:
                    cut.append(name)
                over += " " * _GAP + (centre(title, of_one) if len(self.columns) > 1 else right(title, of_one))
            lines.append(TextLine(over.rstrip(), "heading"))
            lines.append(TextLine(self._cells(head, label_width, {n: self.columns for n in panel}, widths), "heading"))
            for label, cells in self.rows:
                if cells is None:
                    lines.append(TextLine(label, "heading"))
                elif any(cell != "-" for name in panel for cell in cells[name]):
                    lines.append(TextLine(self._cells(label, label_width, {n: cells[n] for n in panel}, widths)))
        return lines, cut

    def _column_widths(self, name: str) -> list[int]:
        found = [max(_NARROWEST, text_width(column)) for column in self.columns]
        for _, cells in self.rows:
            if cells is not None:
                found = [max(w, text_width(cell)) for w, cell in zip(found, cells[name], strict=True)]
        short = min(text_width(self.titles[name]), 24) - _span(found)
        return [w + max(0, -(-short // len(found))) for w in found] if short > 0 else found

    @staticmethod
    def _panels(width: int, widths: Mapping[str, Sequence[int]], together: Sequence[str] = ()) -> list[list[str]]:
        panels: list[list[str]] = []
        left_over = 0
        first = [name for name in together if name in widths]
        if first and sum(_GAP + _span(columns) for columns in widths.values()) > width:
            widths = {name: widths[name] for name in (*first, *(each for each in widths if each not in first))}
        for name, columns in widths.items():
            needed = _GAP + _span(columns)
            if not panels or needed > left_over:
                panels.append([])
                left_over = width
            panels[-1].append(name)
            left_over -= needed
        return panels

    @staticmethod
    def _cells(
        label: str, label_width: int, cells: Mapping[str, Sequence[str]], widths: Mapping[str, Sequence[int]]
    ) -> str:
        text = left(label, label_width)
        for name, of_one in cells.items():
            for cell, column in zip(of_one, widths[name], strict=True):
                text += " " * _GAP + right(cell, column)
        return text.rstrip()


def _span(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)
