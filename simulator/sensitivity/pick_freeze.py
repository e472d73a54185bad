"""First-order and total indices of independent inputs, by exchanging the draws of one at a time.

With A and B two independent samples, and A_i the sample A with input i of B:

    first order   mean of f(B) (f(A_i) - f(A))       / variance     Saltelli et al. (2010), table 2, (b)
    total         mean of (f(A) - f(A_i))^2 / 2      / variance     Jansen (1999), ibid., (f)

The total-order index is the variance that remains, on average, once all other inputs are known. It includes every
interaction of the input, and is 0 only if the input has no effect.

Source: A. Saltelli, P. Annoni, I. Azzini, F. Campolongo, M. Ratto and S. Tarantola, *Variance based sensitivity
analysis of model output. Design and estimator for the total sensitivity index* (2010).
"""

from __future__ import annotations

from typing import NamedTuple

from .estimates import Array, Estimate, by_replicate, ratio

__all__ = ["Indices", "sobol_indices"]


class Indices(NamedTuple):
    """First-order and total index of one input."""

    first_order: Estimate
    total: Estimate


def sobol_indices(a: Array, b: Array, exchanged: Array) -> Indices:
    """Return the indices of an input.

    Parameters
    ----------
    a, b : float64, shape (trajectories,)
        Output in both samples; whole rounds of blocks.
    exchanged : float64, shape (trajectories,)
        Output in the first sample, with this input's draws of the second.
    """
    centre = (a.mean() + b.mean()) / 2.0
    variance = by_replicate(((a - centre) ** 2 + (b - centre) ** 2) / 2.0)
    first = by_replicate((b - centre) * (exchanged - a))
    total = by_replicate((a - exchanged) ** 2 / 2.0)
    return Indices(ratio(first, variance), ratio(total, variance))
