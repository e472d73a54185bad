"""Dependence: from the rank correlations of a scenario to the correlation matrix of the scores.

A *Gaussian copula* gives each draw a standard normal score, correlates the scores, and reads each value off its law
at its score's probability. A *t copula* divides all scores of a group by one common sqrt(chi2 / df) first, so that
extremes coincide. Spearman's rank correlation of two draws, given the correlation r of their scores, is

* Gaussian: rho = (6 / pi) asin(r / 2);
* t: rho = (6 / pi) E asin(r A), A = sqrt(P Q / (1 - Q + P Q)), P ~ beta(df / 2, df) and Q ~ beta(df / 2, df / 2)
  independent.

The second follows from rho = 3 (P[concordant] - P[discordant]) of X and of two further draws that have one margin
each. Given the three mixing variables W = df / chi2, the differences are normal with correlation
r W1 / sqrt((W1 + W2) (W1 + W3)); the ratios of three chi2 are Dirichlet, hence the two beta laws.

Sources: W. H. Kruskal, *Ordinal measures of association*, JASA 53 (1958); S. Demarta and A. J. McNeil, *The t copula
and related copulas*, International Statistical Review 73 (2005).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from .law import Array
from .nearest import is_possible, nearest_correlation
from .special import betaincinv

__all__ = ["possible_ranks", "rank_of_score", "score_correlations", "score_of_rank", "triangle"]

#: A pivot below this is 0: the draw is a sum of those before it. Far above the rounding that `is_possible` bears.
_NO_PIVOT = 1e-9


def rank_of_score(r: float, df: float | None = None) -> float:
    """Return Spearman's rank correlation of two draws whose scores have correlation r.

    Parameters
    ----------
    r : float
        From -1 to 1.
    df : float, optional
        Degrees of freedom of a t copula; None: Gaussian.

    Returns
    -------
    float
        Good to 1e-9.
    """
    if df is None or abs(r) == 1.0:
        return 6.0 / math.pi * math.asin(0.5 * r) if abs(r) < 1.0 else r
    ratio, weight = _ratios(df)
    return 6.0 / math.pi * float(np.sum(weight * np.arcsin(r * ratio)))


@lru_cache(maxsize=4096)
def score_of_rank(rank: float, df: float | None = None) -> float:
    """Return the correlation of scores that gives two draws this rank correlation; the inverse of `rank_of_score`.

    Parameters
    ----------
    rank : float
        From -1 to 1.
    df : float, optional
        Degrees of freedom of a t copula; None: Gaussian.
    """
    if abs(rank) == 1.0 or rank == 0.0:
        return rank
    if df is None:
        return 2.0 * math.sin(math.pi * rank / 6.0)
    low, high, r = 0.0, 1.0, 2.0 * math.sin(math.pi * abs(rank) / 6.0)
    ratio, weight = _ratios(df)
    for _ in range(100):  # Newton's method, kept between bounds; a handful will do
        excess = rank_of_score(r, df) - abs(rank)
        low, high = (low, r) if excess > 0.0 else (r, high)
        slope = 6.0 / math.pi * float(np.sum(weight * ratio / np.sqrt(1.0 - np.square(r * ratio))))
        step = r - excess / slope
        following = step if low < step < high else 0.5 * (low + high)
        if abs(following - r) < 1e-12:
            break
        r = following
    return math.copysign(following, rank)


def score_correlations(ranks: Sequence[Sequence[float]], df: float | None = None) -> Array:
    """Return the correlations of scores for a matrix of rank correlations: the nearest possible ones.

    Parameters
    ----------
    ranks : rows of numbers
        Symmetric, ones on the diagonal, all from -1 to 1.
    df : float, optional
        Degrees of freedom of a t copula; None: Gaussian.

    Returns
    -------
    float64, shape (n, n)
        No eigenvalue below 0 but for rounding.
    """
    scores = _each(np.array(ranks, dtype=np.float64), lambda rank: score_of_rank(rank, df))
    return scores if is_possible(scores) else nearest_correlation(scores)


def possible_ranks(ranks: Sequence[Sequence[float]], df: float | None = None) -> list[list[float]]:
    """Return the rank correlations that draws get for those asked for: the same where that is possible.

    Numbers between -1 and 1 need not fit together: of three draws, two cannot both follow the third and oppose each
    other. Even ranks that fit together somehow may not do so in a given copula.

    Parameters
    ----------
    ranks : rows of numbers
        Symmetric, ones on the diagonal, all from -1 to 1.
    df : float, optional
        Degrees of freedom of a t copula; None: Gaussian.

    Returns
    -------
    rows of numbers
        Equal to `ranks` where nothing had to change.
    """
    asked = np.array(ranks, dtype=np.float64)
    scores = _each(asked, lambda rank: score_of_rank(rank, df))
    if not is_possible(scores):
        asked = _each(nearest_correlation(scores), lambda r: rank_of_score(r, df))
    return [[float(rank) for rank in row] for row in asked]


def triangle(correlations: Array) -> Array:
    """Return the lower triangle L with L L' = correlations, also of a matrix that has the eigenvalue 0.

    A draw that is a sum of those before it has a 0 on the diagonal. Each row has length 1, so each score variance 1.

    Parameters
    ----------
    correlations : float64, shape (n, n)
        As `score_correlations` returns them.

    Returns
    -------
    float64, shape (n, n)
    """
    n = len(correlations)
    lower = np.zeros((n, n))
    for k in range(n):
        left = correlations[k:, k] - np.sum(lower[k:, :k] * lower[k, :k], axis=1)
        if left[0] > _NO_PIVOT:
            lower[k:, k] = left / math.sqrt(left[0])
    out: Array = lower / np.sqrt(np.sum(lower * lower, axis=1, keepdims=True))
    return out


def _each(matrix: Array, function: Callable[[float], float]) -> Array:
    """Apply a function of a number to every entry off the diagonal, one triangle for both."""
    out = np.eye(len(matrix))
    for i in range(len(matrix)):
        for j in range(i):
            out[i, j] = out[j, i] = function(float(matrix[i, j]))
    return out


@lru_cache(maxsize=16)
def _ratios(df: float) -> tuple[Array, Array]:
    """Return values of A and their weights, each of shape (64, 64), by double exponential quadrature in both quantiles.

    Source: H. Takahasi and M. Mori, *Double exponential formulas for numerical integration* (1974).
    """
    step = np.linspace(-3.2, 3.2, 64)
    grade = math.pi * np.sinh(step)
    u, rest = 1.0 / (1.0 + np.exp(-grade)), 1.0 / (1.0 + np.exp(grade))
    weight = np.cosh(step) * u * rest
    weight /= weight.sum()
    p = np.where(u < 0.5, betaincinv(0.5 * df, df, u), 1.0 - betaincinv(df, 0.5 * df, rest))[:, None]
    q, not_q = betaincinv(0.5 * df, 0.5 * df, u), betaincinv(0.5 * df, 0.5 * df, rest)
    ratio = np.sqrt(p * q / (not_q + p * q))
    return ratio, weight[:, None] * weight
