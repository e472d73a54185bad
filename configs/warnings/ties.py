"""The rank correlation that remains where values repeat: equal values are tied.

A copula orders the probabilities of two laws; a law with atoms maps a whole range of them to one value. Spearman's
rank correlation of such draws gives tied values the middle of their ranks, so that each atom counts as the middle of
its range, and is nearer to 0 than the copula's own. With atoms of probabilities p_k on one side, the rank correlation
never exceeds sqrt(1 - sum p_k^3).

Source: M. G. Kendall and J. D. Gibbons, *Rank Correlation Methods* (1990), chapter 3.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from ..model.draws import Drawn
from ..model.scenario import Caution, Correlation

if TYPE_CHECKING:
    from ...distributions import Array, Law

__all__ = ["rank_reached", "tie_warnings"]

#: A smaller reduction by ties is not reported; and how many pairs of one entry are, the worst first.
_LOWERED, _REPORTED = 0.02, 6

#: Points of the integral, and their steps: two Fibonacci numbers in a row fill a square evenly; the third dimension,
#: of a t copula, goes by an irrational number.
_POINTS, _STEP, _THIRD = 10946, 6765, math.sqrt(2.0)


def tie_warnings(draws: Mapping[str, Drawn], correlations: Iterable[Correlation]) -> list[Caution]:
    """Return a warning for each pair of correlated draws whose rank correlation ties will lower.

    Parameters
    ----------
    draws : mapping of address to Drawn
        All draws of the scenario; a draw that another value replaced is missing.
    """
    laws = {address: drawn.draw.law for address, drawn in draws.items()}
    return [caution for entry in correlations for caution in _of_entry(laws, entry)]


def _of_entry(laws: Mapping[str, Law], entry: Correlation) -> Iterator[Caution]:
    between, rank, df = entry.between, entry.rank, entry.df
    found = []
    for i, first in enumerate(between):
        for j in range(i + 1, len(between)):
            pair = [laws[name] for name in (first, between[j]) if name in laws]
            if len(pair) < 2 or rank[i][j] == 0.0 or not any(law.atoms for law in pair):
                continue
            reached = rank_reached(pair[0], pair[1], rank[i][j], df)
            lowered = abs(rank[i][j]) - abs(reached)
            if lowered > _LOWERED:
                found.append((-lowered, i, j, reached))
    for _, i, j, reached in sorted(found)[:_REPORTED]:
        first, second = between[i], between[j]
        tied = [name for name in (first, second) if laws[name].atoms]
        most = rank_reached(laws[first], laws[second], math.copysign(1.0, rank[i][j]), df)
        yield Caution(
            entry.address,
            f"{' and '.join(tied)} can take equal values, and ties lower the rank correlation of {first} and {second} "
            f"to about {reached:.2f} (asked {rank[i][j]:g}, attainable {most:.2f})",
        )


def rank_reached(first: Law, second: Law, rank: float, df: float | None = None) -> float:
    """Return the rank correlation of two draws, ties counted at the middle of their ranks.

    Parameters
    ----------
    rank : float
        That of the copula, -1 to 1.
    df : float, optional
        Degrees of freedom of a t copula; None: Gaussian.

    Returns
    -------
    float
        Good to about 0.005; `rank` itself where a law has one value only.
    """
    import numpy as np

    from ...distributions import score_of_rank
    from ...distributions.special import ndtr, stdtr

    r = score_of_rank(rank, df)
    one, other, mixing = _scores(df)
    two = r * one + math.sqrt(max(0.0, 1.0 - r * r)) * other
    scores = one * mixing, two * mixing
    u, v = (np.asarray(ndtr(z) if df is None else stdtr(df, z), dtype=np.float64) for z in scores)
    ranks = _middles(first, u), _middles(second, v)
    if any(np.ptp(values) == 0.0 for values in ranks):
        return rank
    return float(np.corrcoef(*ranks)[0, 1])


@lru_cache(maxsize=4)
def _scores(df: float | None) -> tuple[Array, Array, Array]:
    """Return two independent normal scores, and what makes them t: each of shape (_POINTS,)."""
    import numpy as np

    from ...distributions.special import gammaincinv, ndtri

    ordinal = np.arange(_POINTS)
    first, second = (ordinal + 0.5) / _POINTS, (ordinal * _STEP % _POINTS + 0.5) / _POINTS
    third = (ordinal + 0.5) * _THIRD % 1.0
    mixing = np.ones(_POINTS) if df is None else np.sqrt(0.5 * df / gammaincinv(0.5 * df, third))
    return ndtri(first), ndtri(second), mixing


def _middles(law: Law, u: Array) -> Array:
    """Return probabilities with those of each atom moved to the middle of its range."""
    import numpy as np

    if not law.atoms:
        return u
    low, high, _ = np.array(law.atoms).T
    at = np.maximum(np.searchsorted(low, u, side="right") - 1, 0)
    inside = (low[at] <= u) & (u <= high[at])
    return np.where(inside, 0.5 * (low + high)[at], u)
