"""Probabilities as counts of futures: `2 of 10,000`, never 0.0 %."""

from __future__ import annotations

import math
from typing import Final

__all__ = ["chance", "chance_cell"]

_Z90: Final = 1.6449  # of the normal law, two-sided


def chance(p: float, trajectories: int, error: float | None = None) -> str:
    """Write a probability so that `in ... futures` can be put around it.

    Parameters
    ----------
    p : float
        Share of the trajectories.
    trajectories : int
        No hit among them leaves up to 3/N possible at 95 % confidence, the rule of three: B. D. Jovanovic and
        P. S. Levy, *The American Statistician* 51 (1997).
    error : float, optional
        Half a 90 % interval of p; default: that of independent draws. Where it is worth a digit it is written, beside
        a number of one digit as the word `about`.
    """
    hits = round(p * trajectories)
    if hits == 0:
        return f"fewer than 1 in {_rule_of_three(trajectories)}"
    if hits == trajectories:
        return f"all but fewer than 1 in {_rule_of_three(trajectories)}"
    rare = min(p, 1.0 - p)
    of = 100
    while rare * of < 0.95:
        of *= 10
    if of > trajectories:
        return f"{hits:,} of {trajectories:,}"
    shown = round(rare * of)
    hits_shown = f"{shown if p <= 0.5 else of - shown:,}"
    off = of * (_Z90 * math.sqrt(p * (1.0 - p) / trajectories) if error is None else error)
    if off < 0.5:
        return f"{hits_shown} of {of:,}"
    return f"about {hits_shown} of {of:,}" if shown < 10 else f"{hits_shown} +-{math.ceil(off - 1e-9):,} of {of:,}"


def chance_cell(p: float | None, trajectories: int, error: float | None = None, certain: bool = False) -> str:
    """Write a probability for a column: short, and plain `never` or `always` where nothing is random."""
    if p is None:
        return "-"
    if certain and p in (0.0, 1.0):
        return "always" if p else "never"
    return chance(p, trajectories, error).replace("fewer than ", "<").replace("about ", "~").replace(" of ", " in ")


def _rule_of_three(trajectories: int) -> str:
    """Return N/3, rounded down to three digits: what is claimed stays true."""
    third = max(1, trajectories // 3)
    step = 10 ** max(0, len(str(third)) - 3)
    return f"{third // step * step:,}"
