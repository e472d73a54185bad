"""Finds the candidate of the lowest score that meets its conditions.

===================  ==================================================================================
one whole number     every value of a short span; of a long one 17, then closer around the best
one number           a coarse look, then SciPy's bounded `minimize_scalar` around the best
several              SciPy's `differential_evolution`, a generation at a time; then steps of 1
                     of whole numbers, and Nelder and Mead's simplex
===================  ==================================================================================

All candidates meet the same futures, so the score is one function without noise. A candidate that meets its conditions
is better than one that does not; of two that do not, the one that misses them by less: K. Deb, "An efficient constraint
handling method for genetic algorithms" (2000).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .candidates import Span, Values

__all__ = ["expected_looks", "find_lowest", "merit_of"]

Array = NDArray[np.float64]

#: Values of a whole number that are all tried, places of a coarse look, and looks of the search around its best.
_ALL, _COARSE, _AROUND = 32, 17, 30
#: Generations of the evolution at most, and members for each address.
_GENERATIONS, _MEMBERS = 25, 8


def expected_looks(spans: Sequence[Span]) -> int:
    """Return about how many candidates `find_lowest` looks at."""
    if len(spans) == 1:
        return _COARSE + _AROUND
    return len(spans) * _MEMBERS * _GENERATIONS // 2


def find_lowest(merits: Callable[[Sequence[Values]], list[float]], spans: Sequence[Span], seed: int) -> None:
    """Look for the candidate of the lowest merit; `merits` remembers what was looked at.

    Parameters
    ----------
    merits : callable
        Takes candidates, returns their merits: the lower, the better.
    spans : sequence of Span
    seed : int
        Of the evolution.
    """
    corners = list(product(*((span.low, span.high) for span in spans))) if len(spans) <= 4 else []
    merits([_values(spans, corner) for corner in corners])
    if len(spans) == 1:
        _along(merits, spans[0])
    else:
        _evolve(merits, spans, seed)


def _values(spans: Sequence[Span], at: Sequence[float]) -> Values:
    return tuple(span.value(float(x)) for span, x in zip(spans, at, strict=True))


def _along(merits: Callable[[Sequence[Values]], list[float]], span: Span) -> None:
    low, high = span.low, span.high
    while True:
        short = span.whole and high - low < _ALL
        places = np.arange(low, high + 0.5) if short else np.linspace(low, high, _COARSE)
        values = list(dict.fromkeys(span.value(float(x)) for x in places))
        found = merits([(value,) for value in values])
        best = int(np.argmin(found))
        low, high = values[max(best - 1, 0)], values[min(best + 1, len(values) - 1)]
        if not span.whole:
            break
        if short:
            return
    from scipy.optimize import minimize_scalar  # here: it takes longer to import than most commands run

    def at(x: float) -> float:
        return merits([(span.value(float(x)),)])[0]

    minimize_scalar(
        at, bounds=(low, high), method="bounded", options={"maxiter": _AROUND, "xatol": 1e-6 * (high - low)}
    )


def _evolve(merits: Callable[[Sequence[Values]], list[float]], spans: Sequence[Span], seed: int) -> None:
    from scipy.optimize import Bounds, differential_evolution, minimize

    def generation(x: Array, /) -> Any:  # of many candidates at once: SciPy's types know one alone
        return np.array(merits([_values(spans, column) for column in x.T]))

    found = differential_evolution(
        generation,
        Bounds([span.low for span in spans], [span.high for span in spans]),
        integrality=np.array([span.whole for span in spans]),
        popsize=_MEMBERS,
        maxiter=_GENERATIONS,
        tol=1e-3,
        polish=False,
        vectorized=True,
        updating="deferred",
        rng=seed,
    )
    best = _whole_steps(merits, spans, _values(spans, found.x.tolist()))
    free = [k for k, span in enumerate(spans) if not span.whole]
    if not free:
        return
    low, high = (np.array([getattr(spans[k], end) for k in free]) for end in ("low", "high"))

    def merit(places: Array, /) -> float:
        return merits([moved(places)])[0]

    def moved(places: Array) -> Values:
        x = np.array(best)
        x[free] = low + places * (high - low)
        return _values(spans, x.tolist())

    begin: Array = (np.array(best)[free] - low) / (high - low)
    simplex = np.vstack([begin, begin + np.where(begin > 0.5, -0.02, 0.02) * np.eye(len(free))])
    how: Any = {"initial_simplex": simplex, "maxfev": _AROUND * len(free), "xatol": 1e-6, "fatol": 1e-12}
    around = minimize(
        merit,
        begin,
        method="Nelder-Mead",
        bounds=[(0.0, 1.0)] * len(free),
        options=how,
    )
    _whole_steps(merits, spans, moved(around.x))


def _whole_steps(merits: Callable[[Sequence[Values]], list[float]], spans: Sequence[Span], best: Values) -> Values:
    """Return the best of what is reached from a candidate by steps of 1 in one whole number after another."""
    while True:
        near = [
            (*best[:k], span.value(best[k] + step), *best[k + 1 :])
            for k, span in enumerate(spans)
            if span.whole
            for step in (-1.0, 1.0)
        ]
        found = merits([best, *near])
        if min(found) == found[0]:
            return best
        best = [best, *near][int(np.argmin(found))]


def merit_of(score: float, short: float, scale: float) -> float:
    """Return a candidate's merit: from -1 to 1 with its score, from 1 to 2 with what it misses."""
    return 1.0 + short / (1.0 + short) if short > 0.0 else 2.0 / math.pi * math.atan(score / scale)
