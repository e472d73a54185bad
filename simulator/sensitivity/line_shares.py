"""What each cost line adds to the variance: its covariance with the total, in shares that add up to 1.

A line that tends to be high when the rest is low takes risk away: its share is negative. So does a baseline's line
that moves with the strategy's own costs, when the output is what is saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .estimates import Array, Estimate, by_replicate, ratio

__all__ = ["LineShare", "variance_by_line"]


@dataclass(frozen=True, slots=True)
class LineShare:
    """Share of the output's variance that comes with one line of one strategy."""

    strategy: str
    line: str
    share: Estimate


def variance_by_line(lines: Mapping[tuple[str, str], Array], output: Array) -> list[LineShare]:
    """Return the share of each line, largest first.

    Parameters
    ----------
    lines : mapping of (strategy, line) to float64, shape (trajectories,)
        Discounted totals with the sign they have in the output; they add up to it. Whole rounds of blocks.
    output : float64, shape (trajectories,)
    """
    off = output - output.mean()
    variance = by_replicate(off * off)
    shares = [
        LineShare(*key, ratio(by_replicate((amounts - amounts.mean()) * off), variance))
        for key, amounts in lines.items()
    ]
    return sorted(shares, key=lambda item: -abs(item.share.value))
