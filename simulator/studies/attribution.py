"""A difference shared out among the changes that make it.

What a change contributes depends on what has been changed before it. So it is averaged over orders: over all of them
while they are few (Shapley's value), else over the order of the file and its reverse. In each order the contributions
telescope, the result after the last change less that before the first, so every average of orders adds up to the whole
difference; it is computed in exact fractions, and rounded so that the sum of the numbers shown is the difference shown.

Source: L. S. Shapley, *A value for n-person games* (1953).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

__all__ = ["FEW", "adding_up", "contribution_weights", "subsets_needed"]

#: Changes of which all orders are averaged, at most: that takes 2^6 runs.
FEW = 6

Subset = frozenset[int]
"""The changes that are made, by number."""


def subsets_needed(changes: int) -> list[Subset]:
    """Return the scenarios in between that have to be run, by the changes made: none first, all last."""
    everything = range(changes)
    if changes <= FEW:
        return [frozenset(made) for size in range(changes + 1) for made in combinations(everything, size)]
    forward = [frozenset(range(size)) for size in range(changes + 1)]
    backward = [frozenset(range(size, changes)) for size in range(changes - 1, 0, -1)]
    return list(dict.fromkeys([*forward[:-1], *backward, forward[-1]]))


def contribution_weights(change: int, changes: int) -> dict[Subset, Fraction]:
    """Return what each scenario in between counts for in the contribution of one change; the weights add up to 0."""
    found: dict[Subset, Fraction] = {}
    if changes <= FEW:
        others = [other for other in range(changes) if other != change]
        for size in range(changes):
            share = Fraction(math.factorial(size) * math.factorial(changes - size - 1), math.factorial(changes))
            for before in combinations(others, size):
                found[frozenset(before)] = -share
                found[frozenset((*before, change))] = share
        return found
    half = Fraction(1, 2)
    for order in (range(changes), range(changes - 1, -1, -1)):
        made_before = frozenset(order[: order.index(change)])
        for made, weight in ((made_before, -half), (made_before | {change}, half)):
            found[made] = found.get(made, Fraction(0)) + weight
    return found


def adding_up(values: Mapping[Subset, float], changes: int) -> list[float]:
    """Return the contribution of each change to a figure.

    Parameters
    ----------
    values : mapping of frozenset to float
        The figure, by the changes made, for all `subsets_needed`.
    changes : int

    Returns
    -------
    list of float
        Its exact sum, rounded once (`math.fsum`), is the last value less the first.
    """
    exact = [
        sum((weight * Fraction(values[made]) for made, weight in contribution_weights(k, changes).items()), Fraction(0))
        for k in range(changes)
    ]
    return _rounded(exact, values[frozenset(range(changes))] - values[frozenset()])


def _rounded(exact: Sequence[Fraction], total: float) -> list[float]:
    """Return fractions as numbers whose sum is `total`: what rounding takes away goes to the smallest, which has room.

    What is exactly 0 stays so.
    """
    found = [float(part) for part in exact]
    for at in sorted((k for k, part in enumerate(exact) if part), key=lambda k: abs(found[k])):
        rest = Fraction(total) - sum(map(Fraction, found), Fraction(0))
        if not rest or math.fsum(found) == total:
            break
        found[at] = float(Fraction(found[at]) + rest)
    return found
