"""A correlation in plain words."""

from __future__ import annotations

from ...configs import Correlation
from ...configs.text.spelling import listed

__all__ = ["correlation_words"]

#: Pairs of correlated draws that are written out; of more the number is given.
_PAIRS = 12


def correlation_words(correlation: Correlation) -> str:
    """Return which draws are large together, and how strongly."""
    between, rank = correlation.between, correlation.rank
    pairs = [(i, j) for i in range(len(between)) for j in range(i)]
    values = {rank[i][j] for i, j in pairs}
    copula = f", t copula of {correlation.df:g} degrees of freedom" if correlation.df is not None else ""
    if len(values) == 1:
        each = "each pair of " if len(between) > 2 else ""
        return f"{each}{listed(list(between))}, rank {values.pop():.3g}{copula}"
    ranked = sorted((pair for pair in pairs if rank[pair[0]][pair[1]] != 0.0), key=lambda p: -abs(rank[p[0]][p[1]]))
    words = [f"{between[j]} and {between[i]}, rank {rank[i][j]:.3g}" for i, j in ranked[:_PAIRS]]
    more = [f"{len(ranked) - _PAIRS} more pairs"] if len(ranked) > _PAIRS else []
    return "; ".join([*words, *more]) + copula
