"""Expectations of functions of up to three independent quantities, whatever kinks and jumps the functions have.

Each law is integrated over its quantiles, in the logarithm of the distance to the nearer end, as in `moments.py`.
Panels are halved where Gauss and Kronrod disagree, so a jump is closed in on by bisection. Several laws are
integrated one inside the other; atoms are summed.

Source: R. Piessens, E. de Doncker-Kapenga, C. W. Ueberhuber and D. K. Kahaner, *QUADPACK* (1983).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .errors import LawError
from .law import Array, Law
from .moments import pieces

__all__ = ["expected_value", "nodes_of"]

#: Takes one array for each law, all of one length.
Integrand: TypeAlias = Callable[..., Array]

Indices: TypeAlias = NDArray[np.int64]

#: Error of a panel relative to E |f| of the whole, by the number of laws; the innermost integral has the last one.
_TOLERANCE: Final = {1: (1e-11,), 2: (1e-7, 1e-9), 3: (2e-5, 2e-6, 2e-7)}

#: Values of the function at most: beyond it the integral is refused.
_MOST_VALUES = 30_000_000

_MOST_ROUNDS = 50

#: Where each half of a continuous piece is cut first, in log v from v = 1/2 to v = 1e-200.
_EDGES: Final = np.log([0.5, 0.01, 1e-6, 1e-24, 1e-200])

#: Share of E |f| in the outermost panel above which the mean does not exist, or as good as that.
_TAIL = 1e-6

# Nodes above 0 and weights of the 15-point Kronrod rule, and weights of the 7-point Gauss rule in it.
_KRONROD: Final = (
    (0.991455371120812639206854697526329, 0.022935322010529224963732008058970),
    (0.949107912342758524526189684047851, 0.063092092629978553290700663189204),
    (0.864864423359769072789712788640926, 0.104790010322250183839876322541518),
    (0.741531185599394439863864773280788, 0.140653259715525918745189590510238),
    (0.586087235467691130294144691693013, 0.169004726639267902826583426598550),
    (0.405845151377397166906606412076961, 0.190350578064785409913256402421014),
    (0.207784955007898467600689403773245, 0.204432940075298892414161999234649),
    (0.0, 0.209482141084727828012999174891714),
)
_GAUSS: Final = (0.129484966168869693270611432679082, 0.279705391489276667901467771423780,
                 0.381830050505118944950369775488975, 0.417959183673469387755102040816327)  # fmt: skip

_half = np.array(_KRONROD)
_NODES: Final = np.concatenate([-_half[:, 0], _half[-2::-1, 0]])
_WEIGHTS: Final = np.concatenate([_half[:, 1], _half[-2::-1, 1]])
_SEVEN: Final = np.array([0.0, _GAUSS[0], 0.0, _GAUSS[1], 0.0, _GAUSS[2], 0.0, _GAUSS[3],
                          0.0, _GAUSS[2], 0.0, _GAUSS[1], 0.0, _GAUSS[0], 0.0])  # fmt: skip

#: Points for each law where the function has other random quantities in it, by the number of laws.
_POINTS: Final = {1: 128, 2: 20, 3: 9}

#: Standard scores that the outermost points of a single law reach.
_REACH = 8.0


def expected_value(function: Integrand, laws: Sequence[Law]) -> float:
    """Return E f(X1, X2, ...) of independent quantities, to 1e-9 of E |f| (two: 1e-6, three: 1e-4).

    Parameters
    ----------
    function : callable
        Takes one array for each law, all of one length, and returns such an array.
    laws : sequence of Law
        One to three.

    Raises
    ------
    LawError
        If the function is not finite, has no mean, or would take too long.
    """
    left = _MOST_VALUES

    def values(*x: Array) -> Array:
        nonlocal left
        left -= x[0].size
        if left < 0:
            raise LawError("it has too many jumps to be integrated")
        with np.errstate(all="ignore"):
            found = np.broadcast_to(np.asarray(function(*x), dtype=np.float64), x[0].shape)
        if not np.all(np.isfinite(found)):
            at = int(np.argmin(np.isfinite(found)))
            raise LawError(f"it is not finite at {', '.join(f'{float(part[at]):.4g}' for part in x)}")
        return found

    grids = np.meshgrid(*(nodes_of(law, len(laws))[0] for law in laws), indexing="ij")
    weights = reduce(np.multiply.outer, (nodes_of(law, len(laws))[1] for law in laws))
    rough = float(np.abs(values(*(grid.ravel() for grid in grids))) @ weights.ravel())

    def inside(known: tuple[Array, ...], weight: Array) -> Array:
        """Return the expectation over the laws that are left, for each entry of the known ones."""
        depth = len(known)
        if depth == len(laws):
            return values(*known)

        def of_next(owner: Indices, x: Array, share: Array) -> Array:
            return inside((*(part[owner] for part in known), x), weight[owner] * share)

        return _integrate(of_next, laws[depth], weight, rough, _TOLERANCE[len(laws)][depth])

    return float(inside((), np.ones(1))[0])


def _integrate(
    function: Callable[[Indices, Array, Array], Array], law: Law, weight: Array, rough: float, tolerance: float
) -> Array:
    """Return the integral of each of several functions over the law.

    Parameters
    ----------
    function : callable
        Takes which of the functions, x, and the weight of x.
    law : Law
    weight : float64, shape (functions,)
        What the integral of each counts in the whole.
    rough : float
        About E |f| of the whole.
    tolerance : float
        Error of a panel, relative to E |f| of the whole.
    """
    problems = weight.size
    total, size = np.zeros(problems), np.zeros(problems)
    halves: list[tuple[float, float, bool]] = []  # where it begins in u or 1 - u, its width, whether from the top
    for lower, upper, value in pieces(law):
        if value is None:
            halves += [(lower, upper - lower, False), (1.0 - upper, upper - lower, True)]
        else:
            everyone = np.arange(problems)
            share = np.full(problems, upper - lower)
            found = share * function(everyone, np.full(problems, value), share)
            total += found
            size += np.abs(found)
    if not halves:
        return total
    start, width, top = (np.array(column) for column in zip(*halves, strict=True))
    panels = len(halves) * (len(_EDGES) - 1)
    owner = np.repeat(np.arange(problems), panels)
    half = np.tile(np.repeat(np.arange(len(halves)), len(_EDGES) - 1), problems)
    high = np.tile(_EDGES[:-1], problems * len(halves))
    low = np.tile(_EDGES[1:], problems * len(halves))
    for turn in range(_MOST_ROUNDS):
        middle, reach = 0.5 * (low + high)[:, None], 0.5 * (high - low)[:, None]
        v = np.exp(middle + reach * _NODES)
        u = start[half][:, None] + width[half][:, None] * v
        x = np.empty_like(u)
        above = top[half]
        x[~above], x[above] = law.ppf(u[~above]), law.isf(u[above])
        share = v * reach * width[half][:, None]
        f = function(np.repeat(owner, _NODES.size), x.ravel(), share.ravel()).reshape(u.shape) * share
        fine, coarse, absolute = f @ _WEIGHTS, f @ _SEVEN, np.abs(f) @ _WEIGHTS
        scale = size + np.bincount(owner, absolute, problems)
        whole = np.maximum(rough, weight[owner] * scale[owner])
        if turn == 0 and np.any((low == _EDGES[-1]) & (weight[owner] * absolute > _TAIL * whole)):
            raise LawError("its tail is too heavy: it has no mean")
        more = weight[owner] * np.abs(fine - coarse) > tolerance * whole
        if turn == _MOST_ROUNDS - 1:
            more[:] = False
        total += np.bincount(owner[~more], fine[~more], problems)
        size += np.bincount(owner[~more], absolute[~more], problems)
        if not np.any(more):
            break
        cut = middle[more, 0]
        owner, half = np.tile(owner[more], 2), np.tile(half[more], 2)
        low, high = np.concatenate([low[more], cut]), np.concatenate([cut, high[more]])
    return total


def nodes_of(law: Law, laws: int) -> tuple[Array, Array]:
    """Return points of a law and their weights, for a function that is computed anew in every trajectory.

    Atoms are exact where there are not too many. Else the points are standard normal scores z. For several laws they
    are those of Gauss and Hermite. For a single law z = sinh(s) at equal steps of s: the trapezoidal rule, exact for
    smooth functions, tails included, and off by 1 % of a jump at most.

    Parameters
    ----------
    law : Law
    laws : int
        How many laws the function has: the more, the fewer points each.
    """
    found = pieces(law)
    if len(found) <= _POINTS[laws] and all(value is not None for _, _, value in found):
        values = [value for _, _, value in found if value is not None]
        return np.array(values), np.array([upper - lower for lower, upper, _ in found])
    if laws == 1:
        edge = math.asinh(_REACH)
        s = np.linspace(-edge, edge, _POINTS[laws])
        z = np.sinh(s)
        weight = np.exp(-0.5 * z * z) * np.cosh(s)
    else:
        z, weight = np.polynomial.hermite_e.hermegauss(_POINTS[laws])
    tail = np.array([0.5 * math.erfc(abs(score) / math.sqrt(2.0)) for score in z])
    x = np.where(z <= 0.0, law.ppf(tail), law.isf(tail))
    return x, weight / weight.sum()
