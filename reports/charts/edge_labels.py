"""Labels in the right margin, each led to by a stroke from the end of its line: no legend to look up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D

from .glyphs import cut, width_of, wrapped, write
from .marks import spread
from .style import SMALL, TEXT, Picture, Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MARGIN", "EdgeLabel", "label_edge"]

#: What a chart keeps free on the right for labels, in points.
MARGIN = 262.0
_LEAD = 34.0
_LEADING = 1.2
_BETWEEN = 12.0


@dataclass(frozen=True, slots=True)
class EdgeLabel:
    """The label at the end of a line.

    Attributes
    ----------
    height : float
        Where the line ends, in data.
    label : str
    amount : str
        Written in bold under it, or beside it where labels are many.
    colour : str
    """

    height: float
    label: str
    amount: str
    colour: str


def label_edge(figure: Picture, axes: Axes, labels: Sequence[EdgeLabel], theme: Theme) -> None:
    """Write labels in the right margin of axes, apart from one another.

    Labels have two lines and one for the amount; where that takes more than the height of the axes, one and one; and
    where that is too much too, everything is in one line. On a phone the page has them above the chart.
    """
    if figure.narrow:
        return
    box, (low, high) = axes.get_position(), axes.get_ylim()
    foot, tall, edge = box.y0 * figure.tall, box.height * figure.tall, box.x1 * figure.wide
    start = edge + _LEAD
    room = figure.wide - figure.edge / 2.0 - start
    blocks = _blocks(labels, room, tall)
    size = TEXT if blocks is not None else SMALL
    heights = [len(block) * _LEADING * size + _BETWEEN for block in blocks or []]
    if blocks is None:
        blocks = [[]] * len(labels)
        heights = [min(_LEADING * size + 6.0, (tall + 30.0) / len(labels))] * len(labels)
    ends = [foot + (label.height - low) / (high - low) * tall for label in labels]
    places = spread(ends, heights, foot - 24.0, foot + tall + 6.0)
    for label, block, end, place in zip(labels, blocks, ends, places, strict=True):
        _lead(figure, edge, end, start - 8.0, place, label.colour)
        if not block:
            _in_one_line(figure, label, start, place, theme)
        top = place + (len(block) / 2.0 - 1.0) * _LEADING * size + 0.25 * size
        for at, line in enumerate(block):
            weight = "bold" if at == len(block) - 1 else "normal"
            write(figure, start, top - at * _LEADING * size, line, size, theme.ink, weight=weight)


def _blocks(labels: Sequence[EdgeLabel], room: float, tall: float) -> list[list[str]] | None:
    """Return the lines of each label, as many as there is room for; None where all have to be in one line."""
    for lines in (2, 1):
        blocks = [
            [*wrapped(label.label, room, TEXT, lines), cut(label.amount, room, TEXT, bold=True)] for label in labels
        ]
        if sum(len(block) * _LEADING * TEXT + _BETWEEN for block in blocks) <= tall + 30.0:
            return blocks
    return None


def _in_one_line(figure: Picture, label: EdgeLabel, start: float, place: float, theme: Theme) -> None:
    end, foot = figure.wide - figure.edge / 2.0, place - 0.35 * SMALL
    amount = cut(label.amount, 0.75 * (end - start), SMALL, bold=True)  # a label says something cut short, it does not
    taken = width_of(amount, SMALL, bold=True) + 10.0
    write(figure, start, foot, cut(label.label, end - start - taken, SMALL), SMALL, theme.ink)
    write(figure, end, foot, amount, SMALL, theme.ink, weight="bold", ha="right")


def _lead(figure: Picture, edge: float, end: float, until: float, place: float, colour: str) -> None:
    x = [edge + 2.0, edge + 5.0, edge + 15.0, until]
    y = [end, end, place, place]
    figure.add_artist(
        Line2D(
            [a / figure.wide for a in x],
            [b / figure.tall for b in y],
            color=colour,
            linewidth=1.5,
            solid_joinstyle="round",
        )
    )
