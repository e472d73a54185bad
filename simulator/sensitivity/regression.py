"""The value of deciding with what is known of some inputs, by regression on a plain sample.

What each strategy costs more than the first one is regressed on what is known, in several forms; the form of least
squared error decides which strategy to take. The fit in a replicate is made on the other 15, so no decision has the
benefit of hindsight, and the value is what the decisions really save in the sample: it is not biased upward, as the
maximum of fitted means is. A fit that misses something makes a worse policy, so the value is a lower limit.

Choosing the form by what its decisions save would bring the bias back.

Source: M. Strong, J. E. Oakley and A. Brennan, *Estimating multiparameter partial expected value of perfect information
from a probabilistic sensitivity analysis sample: a nonparametric regression approach* (2014).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .broken_lines import broken_lines
from .estimates import Array, Estimate, by_replicate, mean_of_replicates
from .surfaces import MOST_TOGETHER, curved, plane, products

__all__ = ["perfect_information", "value_of_knowing"]

#: Replicates share most of what they are fitted to, so their spread shows too little of the error; measured on cases
#: with a known answer.
_SHARED = 1.25
_ALIKE = 4.0  # residual variances by which the squared errors of two forms differ by chance


def value_of_knowing(inputs: Sequence[Array], costs: Array, ceiling: Estimate) -> Estimate:
    """Return the expected value of knowing these inputs before deciding (EVPPI), from 0 to that of knowing all.

    Its error includes how much another form that describes the sample as well differs.

    Parameters
    ----------
    inputs : sequence of float64, shape (trajectories,)
        What would be known. Whole rounds of blocks.
    costs : float64, shape (trajectories, strategies)
        Cost of each strategy, whose mean counts.
    ceiling : Estimate
        Value of knowing everything (EVPI).
    """
    varying = [x for x in inputs if np.any(x != x[0])]
    if not varying or ceiling.value == 0.0:
        return Estimate(0.0, 0.0)
    differences = costs - costs[:, :1]
    best, second = np.zeros_like(costs), np.zeros_like(costs)
    surfaces = _surfaces(varying, differences) if len(varying) > 1 else []
    for k in range(1, costs.shape[1]):
        y = differences[:, k]
        one = len(varying) == 1
        forms = broken_lines(varying[0], y) if one else _best_family(varying, y, [s[:, k] for s in surfaces])
        best[:, k], second[:, k] = _two_best(forms, y)
    found, other = (mean_of_replicates(_saved(fit, differences)) for fit in (best, second))
    se = math.hypot(_SHARED * max(found.se, other.se), found.value - other.value)
    return Estimate(min(max(found.value, 0.0), ceiling.value), se)


def perfect_information(costs: Array) -> Estimate:
    """Return the expected value of knowing everything before deciding (EVPI).

    Parameters
    ----------
    costs : float64, shape (trajectories, strategies)
        Whole rounds of blocks.
    """
    return mean_of_replicates(_saved(costs, costs))


def _saved(expected: Array, costs: Array) -> Array:
    """Return what deciding by expected costs saves, on average over each replicate, shape (replicates,).

    Against always taking the strategy of least mean cost.

    Parameters
    ----------
    expected, costs : float64, shape (trajectories, strategies)
    """
    best = int(np.argmin(costs.mean(axis=0)))
    chosen = np.argmin(expected, axis=1)
    taken = np.take_along_axis(costs, chosen[:, None], axis=1)[:, 0]
    return by_replicate(costs[:, best] - taken)


def _two_best(forms: Sequence[Array], y: Array) -> tuple[Array, Array]:
    """Return the simplest fit that the sample cannot tell from that of least squared error, and the finest of these.

    If the first is alone, the second is the better one of two that lack the shortest lines.
    """
    errors = [_error(fitted, y) for fitted in forms]
    alike = min(errors) * (1.0 + _ALIKE / y.size)
    first, *others = (k for k, error in enumerate(errors) if error <= alike and error not in errors[:k])
    return forms[first], forms[others[-1] if others else min(-2, -4, key=errors.__getitem__)]


def _error(fitted: Array, y: Array) -> float:
    return float(np.sum((y - fitted) ** 2))


def _surfaces(inputs: Sequence[Array], costs: Array) -> list[Array]:
    """Return the values of a plane, a curved surface and one of products, each of shape (trajectories, strategies)."""
    few = list(inputs)
    if len(few) > MOST_TOGETHER:
        told = [sum(float(np.var(_two_best(broken_lines(x, y), y)[0])) for y in costs.T) for x in inputs]
        order = np.argsort(-np.array(told), kind="stable")
        rest = plane([inputs[k] for k in order[MOST_TOGETHER - 1 :]]).fitted(costs)
        index = rest[:, int(np.argmax(np.var(rest, axis=0)))]
        few = [inputs[k] for k in order[: MOST_TOGETHER - 1]] + ([index] if np.any(index != index[0]) else [])
    return [plane(inputs).fitted(costs), *(surface(few).fitted(costs) for surface in (curved, products))]


def _best_family(inputs: Sequence[Array], y: Array, surfaces: Sequence[Array]) -> list[Array]:
    """Return broken lines over the surface that describes y best; they straighten its errors of form."""
    flat, *others = surfaces
    families = [broken_lines(flat, y)]
    for added in others:
        for x in inputs:  # a step or a rare value of one number, which no surface follows
            added = added + _two_best(broken_lines(x, y - added), y - added)[0]
        families.append(broken_lines(added, y))
    return min(families, key=lambda forms: min(_error(fitted, y) for fitted in forms))
