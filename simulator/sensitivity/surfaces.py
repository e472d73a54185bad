"""Expected costs given several numbers: surfaces that are fitted by least squares, of three kinds.

=========  ============================================================================================================
plane      straight in every number's normal score
curved     a polynomial of those scores, with all products up to its degree
products   of every number with every other: of broken lines where there are few numbers, of straight ones else
=========  ============================================================================================================

A plane is enough where costs follow any curve of one product of many ranges; the others see what numbers do together.
Beyond eight numbers, products are of the seven that tell most and of the plane of all the others.

A replicate's surface is fitted to all other replicates.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ...distributions.special import ndtri
from ..engine.program import BLOCK
from ..engine.streams import REPLICATES
from .estimates import Array

__all__ = ["MOST_TOGETHER", "Surface", "curved", "plane", "products"]

MOST_TOGETHER = 8  # numbers whose products are taken in
_MOST_TERMS = 100
_MOST_DEGREE = 6
_MOST_KNOTS = 8
_RIDGE = 1e-9


class Surface(NamedTuple):
    """What costs are regressed on: products of functions, at most one of each number.

    Attributes
    ----------
    functions : list of float64, shape (functions, trajectories)
        Of each number; the first is 1 everywhere.
    terms : list of tuple of int
        The function of each number that a term is the product of.
    """

    functions: list[Array]
    terms: list[tuple[int, ...]]

    def fitted(self, costs: Array) -> Array:
        """Return expected costs, shape (trajectories, strategies); each replicate's from the others alone.

        Parameters
        ----------
        costs : float64, shape (trajectories, strategies)
            Whole rounds of blocks.
        """
        size = len(self.terms)
        beside = costs.reshape(-1, REPLICATES, BLOCK, costs.shape[1])
        gram, moment = np.empty((REPLICATES, size, size)), np.empty((REPLICATES, size, costs.shape[1]))
        for r, terms in enumerate(self._by_replicate()):
            # not `a @ b`: a linear algebra library's bytes depend on its number of threads
            gram[r] = np.einsum("ib,jb->ij", terms, terms)
            moment[r] = np.einsum("ib,bk->ik", terms, beside[:, r].reshape(-1, costs.shape[1]))
        gram, moment = gram.sum(axis=0) - gram, moment.sum(axis=0) - moment
        gram += _RIDGE * np.trace(gram, axis1=1, axis2=2)[:, None, None] / size * np.eye(size)
        coefficients = np.linalg.solve(gram, moment)
        found = np.empty_like(beside)
        for r, terms in enumerate(self._by_replicate()):
            values = np.einsum("ib,ik->bk", terms, coefficients[r])
            found[:, r] = values.reshape(-1, BLOCK, costs.shape[1])
        return found.reshape(costs.shape)

    def _by_replicate(self) -> Iterator[Array]:
        """Yield the terms of each replicate's trajectories, shape (terms, trajectories / replicates)."""
        apart = [values.reshape(len(values), -1, REPLICATES, BLOCK) for values in self.functions]
        for r in range(REPLICATES):
            functions = [values[:, :, r].reshape(len(values), -1) for values in apart]
            terms = np.ones((len(self.terms), functions[0].shape[1]))
            for row, term in zip(terms, self.terms, strict=True):
                for values, which in zip(functions, term, strict=True):
                    if which:
                        row *= values[which]
            yield terms


def plane(numbers: Sequence[Array]) -> Surface:
    """Return the functions of a plane in normal scores; each number of shape (trajectories,)."""
    count = len(numbers)
    terms = [tuple(int(i == k) for i in range(count)) for k in range(-1, count)]
    return Surface([np.stack([np.ones_like(x), _scores(x)]) for x in numbers], terms)


def curved(numbers: Sequence[Array]) -> Surface:
    """Return the functions of a polynomial of normal scores; each number of shape (trajectories,)."""
    count, degree = len(numbers), 1
    while degree < _MOST_DEGREE and math.comb(count + degree + 1, count) <= _MOST_TERMS:
        degree += 1
    functions = []
    for x in numbers:
        score = _scores(x)
        hermite = [np.ones_like(score), score]
        for k in range(1, degree):
            hermite.append((score * hermite[k] - math.sqrt(k) * hermite[k - 1]) / math.sqrt(k + 1))
        functions.append(np.stack(hermite))
    powers = itertools.product(range(degree + 1), repeat=count)
    return Surface(functions, [term for term in powers if sum(term) <= degree])


def products(numbers: Sequence[Array]) -> Surface:
    """Return products of functions of each number itself; each number of shape (trajectories,)."""
    count = len(numbers)
    knots = min(max(int(_MOST_TERMS ** (1 / count) + 1e-9), 2), _MOST_KNOTS)
    functions = [_straight(x) if knots == 2 else _hats(x, knots) for x in numbers]
    order = max(q for q in range(count + 1) if knots > 2 or _up_to(count, q) <= _MOST_TERMS)
    every = itertools.product(*(range(len(values)) for values in functions))
    return Surface(functions, [term for term in every if sum(which > 0 for which in term) <= order])


def _up_to(count: int, order: int) -> int:
    return sum(math.comb(count, k) for k in range(order + 1))


def _straight(x: Array) -> Array:
    x = x / np.max(np.abs(x))  # squares of any number are finite then
    return np.stack([np.ones_like(x), (x - x.mean()) / x.std()])


def _hats(x: Array, count: int) -> Array:
    """Return 1 and hat functions at quantiles: a weighted sum is continuous, and straight from knot to knot."""
    knots = np.unique(np.quantile(x, np.linspace(0.0, 1.0, count)))
    cell = np.clip(np.searchsorted(knots, x, side="right") - 1, 0, knots.size - 2)
    share = (x - knots[cell]) / (knots[cell + 1] - knots[cell])
    hats = [np.where(cell == k, 1.0 - share, 0.0) + np.where(cell == k - 1, share, 0.0) for k in range(1, knots.size)]
    return np.stack([np.ones_like(x), *hats])


def _scores(x: Array) -> Array:
    """Return normal scores, of variance 1: the standard normal quantile of each rank, equal values with one rank."""
    order = np.argsort(x, kind="stable")
    ascending = x[order]
    starts = np.flatnonzero(np.concatenate([[True], ascending[1:] != ascending[:-1]]))
    counts = np.diff(starts, append=x.size)
    scores = np.empty_like(x)
    scores[order] = np.repeat(ndtri((starts + counts / 2.0) / x.size), counts)
    scores -= scores.mean()
    scores /= scores.std()
    return scores
