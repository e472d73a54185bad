"""Expectations under any law, from its quantile function: E f(X) is the integral of f(ppf(u)) over u.

Each piece between breaks and atoms is folded at its middle and integrated in the logarithm of the distance v
to its nearer end, from v = 1/2 down to 1e-200, by Gauss-Legendre on panels that widen downwards. There the
integrand of every law with a finite mean is smooth and dies out, so a few hundred points give 1e-12 where
equal steps in u would never see the tail of a lognormal.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import numpy as np

from .law import Array, Law

__all__ = ["LATTICE_EDGE", "expectation", "lattice_loss", "mean_and_sd", "pieces"]

#: Outermost point of the 32-bit midpoint lattice: the simulator's u runs from 2^-33 to 1 - 2^-33.
LATTICE_EDGE = 2.0**-33

#: A continuous piece narrower than this holds no lattice point worth a table of its own: its neighbour takes it.
SLIVER = 2.0**-40

_DEEPEST = math.log(1e-200)

# Gauss-Legendre, 20 points: the lower half of `numpy.polynomial.legendre.leggauss(20)`, whose import takes 8 ms
_NODES = -np.array([
    0.993128599185095, 0.9639719272779138, 0.912234428251326, 0.8391169718222188, 0.7463319064601508,
    0.636053680726515, 0.5108670019508271, 0.37370608871541955, 0.22778585114164507, 0.07652652113349734,
])  # fmt: skip
_WEIGHTS = np.array([
    0.017614007139150893, 0.040601429800386446, 0.06267204833410879, 0.08327674157670471, 0.1019301198172407,
    0.1181945319615186, 0.1316886384491769, 0.1420961093183824, 0.14917298647260424, 0.15275338713072628,
])  # fmt: skip


def pieces(law: Law) -> list[tuple[float, float, float | None]]:
    """Cut (0, 1) where the law has a break or an atom.

    Returns
    -------
    list of (lower, upper, value)
        Ascending, without gaps, from 0.0 to 1.0; `value` is the atom's, None on a continuous piece.
    """
    found: list[tuple[float, float, float | None]] = []
    reached = 0.0
    for low, high, value in (*law.atoms, (1.0, 1.0, math.nan)):
        cuts = (*(c for c in law.breaks if reached < c < low), low) if low - reached > SLIVER else ()
        for cut in cuts:
            if cut - reached > SLIVER:
                found.append((reached, cut, None))
                reached = cut
        if high > max(low, reached):
            found.append((reached, high, value))
            reached = high
    lower, _, value_of_last = found[-1]
    found[-1] = (lower, 1.0, value_of_last)
    return found


def expectation(law: Law, function: Callable[[Array], Array]) -> float:
    """Return E f(X); `function` takes and returns an array of any length."""
    total = 0.0
    v, weight = _panels(math.log(0.5))
    for lower, upper, value in pieces(law):
        width = upper - lower
        if value is not None:
            total += width * float(function(np.array([value]))[0])
            continue
        ends = function(law.ppf(lower + width * v)), function(law.isf((1.0 - upper) + width * v))
        total += width * sum(float(weight @ end) for end in ends)
    return total


@lru_cache(maxsize=1024)
def mean_and_sd(law: Law) -> tuple[float, float]:
    """Return mean and standard deviation of a law that has no closed form for them."""
    mean = expectation(law, lambda x: x)
    return mean, math.sqrt(expectation(law, lambda x: _squared(x - mean)))


def lattice_loss(law: Law, moment: int = 1) -> float:
    """Return the share of a moment that lies beyond the lattice, so in values that a run can never draw.

    The simulator's u are midpoints of a 32-bit lattice: nothing below u = 2^-33 or above 1 - 2^-33 is drawn.
    For most laws that is nothing (2e-10 of a uniform's mean); for a lognormal of sigma 4 it is 1 % of the mean
    and 95 % of the variance.

    Parameters
    ----------
    law : Law
    moment : int
        1 for the mean: the share of E|X|. 2 for the variance: the share of E (X - mean)^2.

    Returns
    -------
    float
        From 0 to 1; 1.0 where the moment is infinite. Above 1e-4 of the mean the simulator warns.
    """
    mean, sd = law.mean, law.sd
    if not math.isfinite(mean if moment == 1 else sd):
        return 1.0
    if sd == 0.0:
        return 0.0

    def size(x: Array) -> Array:
        return np.abs(x) if moment == 1 else _squared(x - mean)

    v, weight = _panels(math.log(LATTICE_EDGE))
    beyond = float(weight @ size(law.ppf(v)) + weight @ size(law.isf(v)))
    low, high = law.support
    signed = low < 0.0 < high
    whole = sd * sd if moment == 2 else expectation(law, size) if signed else abs(mean)
    return min(1.0, beyond / whole)


def _squared(x: Array) -> Array:
    """Return x^2, infinite past the largest float: at v = 1e-200 a law of infinite variance is there."""
    with np.errstate(over="ignore"):
        return np.square(x)


@lru_cache
def _panels(top: float) -> tuple[Array, Array]:
    """Return nodes v in (1e-200, e^top) and their weights in dv, 20 to a panel, panels growing by a quarter."""
    edges = [top]
    width = 0.5
    while edges[-1] > _DEEPEST:
        edges.append(max(_DEEPEST, edges[-1] - width))
        width *= 1.25
    node, weight = np.append(_NODES, -_NODES[::-1]), np.append(_WEIGHTS, _WEIGHTS[::-1])
    lows, highs = np.array([(low, high) for high, low in pairwise(edges)]).T[:, :, None]
    v = np.exp(0.5 * (lows + highs) + 0.5 * (highs - lows) * node).ravel()
    return v, (0.5 * (highs - lows) * weight).ravel() * v
