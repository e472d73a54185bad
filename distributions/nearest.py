"""The nearest correlation matrix to a matrix of inconsistent correlations.

Projections in turn onto the matrices without negative eigenvalues and onto those with ones on the diagonal, with
Dykstra's correction, come to the nearest matrix (in the sum of squared changes) that is both.

Source: N. J. Higham, *Computing the nearest correlation matrix: a problem from finance*, IMA Journal of Numerical
Analysis 22 (2002).
"""

from __future__ import annotations

import numpy as np

from .law import Array

__all__ = ["is_possible", "nearest_correlation"]

#: Smallest eigenvalue of a repaired matrix, so that its rounding is possible too.
_FLOOR = 2e-8

#: Rounding of an eigenvalue that is 0.
_ROUNDING = 1e-12

#: Decimals of a repaired matrix: what a linear algebra library computes beyond depends on its number of threads.
_DECIMALS = 10

_MOST_STEPS = 1_000


def is_possible(matrix: Array) -> bool:
    """Return whether a symmetric matrix with ones on its diagonal is one of correlations.

    Parameters
    ----------
    matrix : float64, shape (n, n)
    """
    return bool(np.linalg.eigvalsh(matrix)[0] >= -_ROUNDING)


def nearest_correlation(matrix: Array) -> Array:
    """Return the matrix of correlations that is nearest to a symmetric one.

    Parameters
    ----------
    matrix : float64, shape (n, n)
        Ones on the diagonal.

    Returns
    -------
    float64, shape (n, n)
        Ones on the diagonal, no eigenvalue below 1e-8, so that it has a Cholesky factor.
    """
    result, correction = matrix, np.zeros_like(matrix)
    for _ in range(_MOST_STEPS):
        wanted = result - correction
        inside = _with_eigenvalues(wanted, 0.0)
        correction = inside - wanted
        before, result = result, inside.copy()
        np.fill_diagonal(result, 1.0)
        if np.max(np.abs(result - before)) < 1e-12:
            break
    result = _with_eigenvalues(result, _FLOOR)
    size = np.sqrt(np.diagonal(result))
    result = np.round(result / size / size[:, None], _DECIMALS)
    np.fill_diagonal(result, 1.0)
    return np.asarray(0.5 * (result + result.T), dtype=np.float64)


def _with_eigenvalues(matrix: Array, least: float) -> Array:
    """Return the matrix with its eigenvalues lifted to `least`."""
    value, vector = np.linalg.eigh(matrix)
    lifted: Array = (vector * np.maximum(value, least)) @ vector.T
    return np.asarray(0.5 * (lifted + lifted.T), dtype=np.float64)
