"""The value of deciding with what is known of some inputs, by regression on a plain sample.

Each strategy's cost is regressed on what is known; the decision takes the strategy with the lowest expected cost. The
decision in a replicate is fitted on the other 15, so no decision has the benefit of hindsight: the
value of that policy is not biased upward, as the maximum of fitted means is. A fit that misses something makes a worse
policy, so what is found is a lower limit; its error is widened by what the last refinement of the fit has changed.

Source: M. Strong, J. E. Oakley and A. Brennan, *Estimating multiparameter partial expected value of perfect information
from a probabilistic sensitivity analysis sample: a nonparametric regression approach* (2014).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from ..engine.streams import REPLICATES
from .estimates import Array, Estimate, by_replicate, mean_of_replicates
from .pieces import Expected, expected_costs
from .surfaces import MOST_TOGETHER, curved, plane, products

__all__ = ["perfect_information", "value_of_knowing"]


def value_of_knowing(inputs: Sequence[Array], costs: Array, ceiling: Estimate) -> Estimate:
    """Return the expected value of knowing these inputs before deciding (EVPPI), from 0 to that of knowing all.

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
    if len(varying) == 1:
        ways = [_saved_both_ways(expected_costs(varying[0], costs), costs)]
    else:
        ways = [_saved_both_ways(expected, costs) for expected in _of_several(varying, costs)]
    found = _best_of(ways)
    return Estimate(min(max(found.value, 0.0), ceiling.value), found.se)


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


def _saved_both_ways(expected: Expected, costs: Array) -> tuple[Array, Array]:
    return _saved(expected.fine, costs), _saved(expected.coarse, costs)


def _best_of(ways: Sequence[tuple[Array, Array]]) -> Estimate:
    """Return what the best way to fit is worth: for each replicate the one that is best in all others.

    Parameters
    ----------
    ways : sequence of two float64, shape (replicates,)
        What each saves, with its last refinement and without.
    """
    fine, coarse = (np.stack(side) for side in zip(*ways, strict=True))
    best = np.argmax(fine.sum(axis=1, keepdims=True) - fine, axis=0)
    at = best, np.arange(REPLICATES)
    found = mean_of_replicates(fine[at])
    return Estimate(found.value, math.hypot(found.se, found.value - float(coarse[at].mean())))


def _of_several(inputs: Sequence[Array], costs: Array) -> Iterator[Expected]:
    """Yield expected costs given several numbers, in several ways, each with its last refinement and without."""
    yield _bent(plane(inputs).fitted(costs), costs)
    few = list(inputs)
    if len(few) > MOST_TOGETHER:
        told = [float(np.sum(np.var(expected_costs(x, costs).fine, axis=0))) for x in inputs]
        order = np.argsort(-np.array(told), kind="stable")
        rest = plane([inputs[k] for k in order[MOST_TOGETHER - 1 :]]).fitted(costs)
        index = rest[:, int(np.argmax(np.var(rest, axis=0)))]
        few = [inputs[k] for k in order[: MOST_TOGETHER - 1]] + ([index] if np.any(index != index[0]) else [])
    for surface in (curved(few), products(few)):
        smooth = surface.fitted(costs)
        added = smooth.copy()
        for x in inputs:  # a step or a rare value of one number, which no surface follows
            added += expected_costs(x, costs - added).fine
        yield Expected(_bent(added, costs).fine, smooth)


def _bent(surface: Array, costs: Array) -> Expected:
    """Return what each cost is expected to be given what a surface says it is: its errors of form are gone."""
    fine, coarse = surface.copy(), surface.copy()
    for k in range(costs.shape[1]):
        one = surface[:, k]
        if np.any(one != one[0]):
            bent = expected_costs(one, costs[:, k : k + 1])
            fine[:, k], coarse[:, k] = bent.fine[:, 0], bent.coarse[:, 0]
    return Expected(fine, coarse)
