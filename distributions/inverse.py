"""Roots of rising functions, for whole arrays at once: the quantiles of a law without a formula for them.

Chandrupatla's method: inverse quadratic interpolation where the three newest points promise that it will do, bisection
elsewhere. Eight to twelve evaluations in a good bracket, never more than bisection needs in a bad one.

Source: T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function
without using derivatives", *Advances in Engineering Software* 28(3), 1997.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from .law import Array

__all__ = ["Rising", "crossing"]

#: f(x, which): values at x for the problems numbered `which`; below 0 left of the crossing, 0 or above right of it.
Rising: TypeAlias = Callable[[Array, NDArray[np.intp]], Array]

_EPS = float(np.finfo(np.float64).eps)
_MOST = 200


def crossing(function: Rising, left: Array, right: Array, at_left: Array, at_right: Array) -> Array:
    """Return where a rising function crosses zero, one problem for each entry.

    Parameters
    ----------
    function : callable
        Asked about fewer and fewer problems; infinite values are allowed.
    left, right : float64, shape (n,)
        Finite brackets.
    at_left, at_right : float64, shape (n,)
        The function there. Where it is not below zero at `left`, that is the answer; where it is still below zero at
        `right`, that is.

    Returns
    -------
    float64, shape (n,)
        To the last bits of x, or of the function where that is flat.
    """
    found = np.where(at_left >= 0.0, left, right)
    which = np.flatnonzero((at_left < 0.0) & (at_right > 0.0))
    x1, x2, f1, f2 = left[which], right[which], at_left[which], at_right[which]
    x3, f3 = x1, f1
    step = np.full(x1.shape, 0.5)
    for _ in range(_MOST):
        if which.size == 0:
            break
        with np.errstate(invalid="ignore", divide="ignore", over="ignore", under="ignore"):
            x = np.where(step == 0.5, _middle(x1, x2), x1 + step * (x2 - x1))
            f = function(x, which)
            same = (f < 0.0) == (f1 < 0.0)
            x3, f3 = np.where(same, x1, x2), np.where(same, f1, f2)
            x2, f2 = np.where(same, x2, x1), np.where(same, f2, f1)
            x1, f1 = x, f
            best = np.where(np.abs(f2) < np.abs(f1), x2, x1)
            least = 2.0 * _EPS * np.abs(best) / np.abs(x2 - x1)
            found[which] = best
            xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
            smooth = (phi * phi < xi) & ((1.0 - phi) ** 2 < 1.0 - xi)
            step = f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
            step = np.where(smooth & np.isfinite(step), np.clip(step, least, 1.0 - least), 0.5)
            going = (least < 0.5) & (np.minimum(np.abs(f1), np.abs(f2)) > _EPS)
        which = which[going]
        x1, x2, x3, step = x1[going], x2[going], x3[going], step[going]
        f1, f2, f3 = f1[going], f2[going], f3[going]
    return found


def _middle(left: Array, right: Array) -> Array:
    """Return the middle of brackets: the geometric one where both ends have one sign and lie far apart."""
    small, large = np.minimum(np.abs(left), np.abs(right)), np.maximum(np.abs(left), np.abs(right))
    apart = (np.sign(left) == np.sign(right)) & (large > 16.0 * small) & (small > 0.0)
    geometric = np.sign(left) * np.sqrt(small) * np.sqrt(large)
    return np.where(apart, geometric, 0.5 * left + 0.5 * right)
