"""Expected costs given what is known of some inputs, by regression on a plain sample.

Each strategy's cost is regressed on the known inputs: piecewise straight in each of them, with knots at its quantiles,
and with products of two where there are few. The decision taken in a replicate comes from what the other 15 have
taught, so nobody decides with the benefit of hindsight: the value of that policy is not biased upward, as the maximum
of fitted means is.

Source: M. Strong, J. E. Oakley and A. Brennan, *Estimating multiparameter partial expected value of perfect information
from a probabilistic sensitivity analysis sample: a nonparametric regression approach* (2014).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..program import BLOCK
from ..streams import REPLICATES
from .estimates import Array, Estimate, by_replicate, mean_of_replicates, replicate_of

__all__ = ["perfect_information", "value_of_knowing"]

_PIECES = 12  # of one input
_PIECES_OF_MANY = 4  # of each, where there are more than `_FEW`
_FEW = 4  # inputs whose products are taken in
_RIDGE = 1e-9


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
    found = _value_of_deciding(costs, np.argmin(_expected(varying, costs), axis=1))
    return Estimate(min(max(found.value, 0.0), ceiling.value), found.se)


def perfect_information(costs: Array) -> Estimate:
    """Return the expected value of knowing everything before deciding (EVPI).

    Parameters
    ----------
    costs : float64, shape (trajectories, strategies)
        Whole rounds of blocks.
    """
    return _value_of_deciding(costs, np.argmin(costs, axis=1))


def _value_of_deciding(costs: Array, chosen: NDArray[np.int64]) -> Estimate:
    """Return what a policy saves, on average, against always taking the strategy of least mean cost.

    Parameters
    ----------
    costs : float64, shape (trajectories, strategies)
    chosen : int64, shape (trajectories,)
        The strategy that the policy takes.
    """
    best = int(np.argmin(costs.mean(axis=0)))
    taken = np.take_along_axis(costs, chosen[:, None], axis=1)[:, 0]
    return mean_of_replicates(by_replicate(costs[:, best] - taken))


def _expected(inputs: Sequence[Array], costs: Array) -> Array:
    """Return fitted costs, shape (trajectories, strategies); each replicate's from the others alone."""
    gram, moment = _normal_equations(inputs, costs)
    size = gram.shape[1]
    others = gram.sum(axis=0) - gram
    others += _RIDGE * np.trace(others, axis1=1, axis2=2)[:, None, None] / size * np.eye(size)
    coefficients = np.linalg.solve(others, moment.sum(axis=0) - moment)
    if len(inputs) == 1:
        hats = _Hats.of(inputs[0], _PIECES)
        at = replicate_of(inputs[0].size)
        lower, upper = coefficients[at, hats.cell], coefficients[at, hats.cell + 1]
        straight: Array = lower + (upper - lower) * hats.share[:, None]
        return straight
    apart = _basis(inputs).reshape(-1, REPLICATES, BLOCK, size)
    fitted: Array = np.einsum("arbi,rik->arbk", apart, coefficients).reshape(costs.shape)
    return fitted


def _normal_equations(inputs: Sequence[Array], costs: Array) -> tuple[Array, Array]:
    """Return each replicate's products of functions with each other and with costs.

    Shapes (replicates, functions, functions) and (replicates, functions, strategies).
    """
    if len(inputs) == 1:
        return _of_hats(_Hats.of(inputs[0], _PIECES), costs)
    basis = _basis(inputs)
    apart = basis.reshape(-1, REPLICATES, BLOCK, basis.shape[1])
    beside = costs.reshape(-1, REPLICATES, BLOCK, costs.shape[1])
    # not `a @ b`: a linear algebra library's bytes depend on its number of threads
    gram = np.stack([np.einsum("abi,abj->ij", apart[:, r], apart[:, r]) for r in range(REPLICATES)])
    moment = np.stack([np.einsum("abi,abk->ik", apart[:, r], beside[:, r]) for r in range(REPLICATES)])
    return gram, moment


def _of_hats(hats: _Hats, costs: Array) -> tuple[Array, Array]:
    """Return the normal equations of hat functions alone, of which only neighbours overlap."""
    size = hats.knots.size
    cell = replicate_of(hats.cell.size) * size + hats.cell
    right, left = hats.share, 1.0 - hats.share

    def sums(weights: Array) -> Array:
        added = np.bincount(cell, weights=weights, minlength=REPLICATES * size)
        return added.astype(np.float64).reshape(REPLICATES, size)

    gram, moment = np.zeros((REPLICATES, size, size)), np.zeros((REPLICATES, size, costs.shape[1]))
    k = np.arange(size)
    gram[:, k, k] = sums(left * left)
    gram[:, k[1:], k[1:]] += sums(right * right)[:, :-1]
    gram[:, k[1:], k[:-1]] = gram[:, k[:-1], k[1:]] = sums(left * right)[:, :-1]
    for column in range(costs.shape[1]):
        moment[:, :, column] = sums(left * costs[:, column])
        moment[:, 1:, column] += sums(right * costs[:, column])[:, :-1]
    return gram, moment


def _basis(inputs: Sequence[Array]) -> Array:
    """Return the functions of several inputs that costs are regressed on, shape (trajectories, functions)."""
    few = len(inputs) <= _FEW
    columns = [np.ones_like(inputs[0])]
    for x in inputs:
        hats = _Hats.of(x, _PIECES if few else _PIECES_OF_MANY)
        columns += [hats.values(k) for k in range(1, hats.knots.size)]  # together all are 1, as the constant is
    if few:
        scaled = [_scaled(x) for x in inputs]
        columns += [scaled[i] * scaled[j] for i in range(len(inputs)) for j in range(i)]
    return np.column_stack(columns)


class _Hats(NamedTuple):
    """Hat functions at an input's quantiles: a weighted sum of them is continuous and piecewise straight.

    Attributes
    ----------
    knots : float64, shape (functions,)
    cell : int64, shape (trajectories,)
        The knot at or below each value.
    share : float64, shape (trajectories,)
        How far the value is on its way to the next knot.
    """

    knots: Array
    cell: NDArray[np.int64]
    share: Array

    @classmethod
    def of(cls, x: Array, pieces: int) -> _Hats:
        knots = np.unique(np.quantile(x, np.linspace(0.0, 1.0, pieces + 1)))
        cell = np.clip(np.searchsorted(knots, x, side="right") - 1, 0, knots.size - 2)
        return cls(knots, cell, (x - knots[cell]) / (knots[cell + 1] - knots[cell]))

    def values(self, k: int) -> Array:
        """Return hat function k of each value."""
        return np.where(self.cell == k, 1.0 - self.share, 0.0) + np.where(self.cell == k - 1, self.share, 0.0)


def _scaled(x: Array) -> Array:
    """Return an input with its median at 0 and most values between -1 and 1, the last hundredth at either end cut."""
    low, middle, high = np.quantile(x, [0.01, 0.5, 0.99])
    if low == high:
        return np.zeros_like(x)
    scaled: Array = (np.clip(x, low, high) - middle) / (high - low)
    return scaled
