"""Amounts on axes, and labels that keep their distance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from ..stories import Look
from ..words.month_names import MonthNames
from ..words.numbers import short_amount
from .glyphs import wrapped
from .style import SMALL, Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.typing import LineStyleType

__all__ = ["amounts_on", "dashes", "name_across", "spread", "whole_months"]

#: Lengths of strokes and gaps in widths of the line: longer than matplotlib's, so that a thick line still shows them.
_DASHES = {"dashed": (4.5, 2.0), "dashdot": (5.0, 1.8, 1.2, 1.8), "dotted": (1.2, 1.5)}


def amounts_on(axis: Axis, count: int = 6) -> None:
    """Give an axis about so many round amounts."""
    if axis is axis.axes.xaxis and _narrow(axis):
        count = min(count, 4)
    axis.set_major_locator(MaxNLocator(count, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda amount, _: short_amount(amount)))


def name_across(axes: Axes, words: str, theme: Theme) -> None:
    """Write what the first axis shows below it, in the width of the axes; on a phone in two lines at most."""
    lines = wrapped(words, axes.get_position().width * theme.width, SMALL, 2 if theme.narrow else 1)
    axes.set_xlabel("\n".join(lines), fontsize=SMALL, color=theme.muted, labelpad=6.0, parse_math=False)


def whole_months(axis: Axis, last: int, names: MonthNames) -> None:
    """Give an axis that runs to month `last` a dozen whole months at most, half of it with names or on a phone."""
    most = (12 if names.start is None else 6) // (2 if _narrow(axis) else 1)
    step = next(step for step in (1, 3, 6, 12, 24) if last <= most * step)
    axis.set_major_locator(FixedLocator(list(range(step, last + 1, step))))
    axis.set_major_formatter(FuncFormatter(lambda month, _: names.short(round(month))))


def _narrow(axis: Axis) -> bool:
    return bool(getattr(axis.get_figure(), "narrow", False))  # of a figure that is not ours: no


def dashes(look: Look) -> LineStyleType:
    """Return a strategy's style of line as matplotlib takes it."""
    return (0.0, _DASHES[look.dash]) if look.dash in _DASHES else "solid"


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Move labels apart, as little as possible.

    Parameters
    ----------
    wanted : sequence of float
        Where the middle of each label should be.
    sizes : sequence of float
        What each takes, its distance to the next one included.
    low, high : float
        The range that labels may take. If there are too many, they continue below `low`.

    Returns
    -------
    list of float
        In the order of `wanted`; the least sum of squared moves (isotonic regression, pooling adjacent violators:
        R. E. Barlow et al., *Statistical Inference under Order Restrictions*, 1972).
    """
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    offsets, reached = [], 0.0
    for at in order:
        offsets.append(reached + sizes[at] / 2.0)
        reached += sizes[at]
    pools: list[list[float]] = []  # sum and count of what each label's pool wants, offsets taken off
    for at, offset in zip(order, offsets, strict=True):
        pools.append([wanted[at] - offset, 1.0])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] >= pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1] = [pools[-1][0] + total, pools[-1][1] + count]
    starts = [min(max(total / count, low), high - reached) for total, count in pools for _ in range(int(count))]
    found = [0.0] * len(wanted)
    for at, start, offset in zip(order, starts, offsets, strict=True):
        found[at] = start + offset
    return found
