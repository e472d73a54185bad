"""Probabilities as counts of futures: `47 of 100`, `1 in 5,000`, `all 1,048,576`, never 0.0 %."""

from __future__ import annotations

import math
from typing import Final

__all__ = ["FEW", "chance", "chance_cell"]

_Z90: Final = 1.6449  # of the normal law, two-sided
_RARE: Final = 0.0095  # below this a share is written as 1 in so many
_COUNTED: Final = 3  # fewer hits than this are counted: a share of so few would be n/3 or n/2 times luck
_MANY: Final = 1_000  # odds above which a share next to 1 is told by a bound
#: Fewer futures than this are counted one by one: no share of them is known.
FEW: Final = 1_000


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
    if trajectories < FEW:
        counted = "none" if hits == 0 else "all" if hits == trajectories else f"{hits:,}"
        return f"{counted} of {trajectories:,}"
    off = _Z90 * math.sqrt(p * (1.0 - p) / trajectories) if error is None else error
    if min(p, 1.0 - p) < _RARE:
        return _extreme(hits, trajectories, off)
    shown = round(100.0 * p)
    if 100.0 * off < 0.5:
        return f"{shown} of 100"
    return (
        f"about {shown} of 100" if min(shown, 100 - shown) < 10 else f"{shown} +-{math.ceil(100.0 * off - 1e-9)} of 100"
    )


def _extreme(hits: int, trajectories: int, off: float) -> str:
    """Write a share next to 0 or next to 1: what hardly ever is seen is counted, the rest has two digits."""
    few = min(hits, trajectories - hits)
    rare = few == hits
    if few == 0:
        return f"fewer than 1 in {_rule_of_three(trajectories):,}" if rare else f"all {trajectories:,}"
    if few < _COUNTED:
        return f"{few:,} of {trajectories:,}" if rare else f"all but {few:,} of {trajectories:,}"
    odds = trajectories / (few if rare else few + off * trajectories)
    if not rare and odds > _MANY:  # 4,599 of 4,600 says no more than that, and takes longer to read
        tens = 10 ** math.floor(math.log10(odds))
        return f"more than {tens - 1:,} of {tens:,}"
    odds = trajectories / few
    step = 10 ** max(0, math.floor(math.log10(odds)) - 1)
    # three hits say no more than none does: what is seen shall not look rarer than what is not
    whole = min(round(odds / step) * step, _rule_of_three(trajectories))
    about = "about " if few < 10 or off * trajectories > 0.05 * few else ""
    return f"{about}1 in {whole:,}" if rare else f"{about}{whole - 1:,} of {whole:,}"


def chance_cell(p: float | None, trajectories: int, error: float | None = None, certain: bool = False) -> str:
    """Write a probability for a column: short, and plain `never` or `always` where nothing is random."""
    if p is None:
        return "-"
    if certain and p in (0.0, 1.0):
        return "always" if p else "never"
    words = chance(p, trajectories, error)
    if words.startswith("all but "):
        return words.partition(" of ")[0]
    if trajectories >= FEW and words.endswith(f" of {trajectories:,}"):
        return words  # counted, and no share
    for long, short in (("fewer than ", "<"), ("more than ", ">"), ("about ", "~"), (" of ", " in ")):
        words = words.replace(long, short)
    return words


def _rule_of_three(trajectories: int) -> int:
    """Return N/3, rounded down to three digits: what is claimed stays true."""
    third = max(1, trajectories // 3)
    step = 10 ** max(0, len(str(third)) - 3)
    return int(third // step * step)
