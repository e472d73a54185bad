"""Renewal theory on a lattice: counts, renewal function, two-state occupancy, written without the engine.

A duration is rounded to the nearest lattice point, and what sits on the last point counts half: the error is of the
order of the step squared. Source: D. R. Cox, *Renewal Theory* (1962), chapters 3, 4 and 7.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

Array = NDArray[np.float64]
Cdf = Callable[[Array], Array]

#: Lattice points to a month.
FINE = 100


def count_chances(cdf: Cdf, months: float, most: int = 40) -> Array:
    """Return P(N(t) = k), shape (most + 1, lattice points from 0 to `months`); the first event after one interval."""
    mass = _masses(cdf, months)
    arrival = _at_zero(mass.size)
    at_least = [np.ones(mass.size)]
    for _ in range(most + 1):
        arrival = _convolve(arrival, mass)
        at_least.append(_so_far(arrival))
    return -np.diff(np.array(at_least), axis=0)


def expected_count(cdf: Cdf, months: float, most: int = 40) -> float:
    """Return the renewal function: the expected number of events by `months`."""
    return float(np.arange(most + 1) @ count_chances(cdf, months, most)[:, -1])


def chance_on(on: Cdf, off: Cdf, months: float) -> Array:
    """Return P(on at t) on the lattice from 0 to `months`: on first, then off, then on again."""
    on_mass, off_mass = _masses(on, months), _masses(off, months)
    cycle = _convolve(on_mass, off_mass)
    begun = _renewals(_at_zero(on_mass.size), cycle)
    stays = 1.0 - np.asarray(on(np.arange(on_mass.size) / FINE), dtype=np.float64)
    half = 0.5 * begun
    half[0] = 0.0
    return _convolve(begun, stays) - half


def switched_off(on: Cdf, off: Cdf, months: float) -> float:
    """Return how often that process is expected to go off."""
    on_mass, off_mass = _masses(on, months), _masses(off, months)
    return float(_so_far(_renewals(on_mass, _convolve(on_mass, off_mass)))[-1])


def time_integral(values: Array) -> float:
    """Integrate a function on the lattice over time, in months."""
    return float(np.trapezoid(values, dx=1.0 / FINE))


def _masses(cdf: Cdf, months: float) -> Array:
    edges = (np.arange(round(months * FINE) + 2) - 0.5) / FINE
    return np.diff(np.asarray(cdf(np.maximum(edges, 0.0)), dtype=np.float64))


def _at_zero(size: int) -> Array:
    mass = np.zeros(size)
    mass[0] = 1.0
    return mass


def _convolve(a: Array, b: Array) -> Array:
    return fftconvolve(a, b)[: a.size]


def _renewals(first: Array, cycle: Array) -> Array:
    """Return the sum of first, first * cycle, first * cycle * cycle, and so on."""
    total, term = first, first
    while np.sum(term) > 1e-12:
        term = _convolve(term, cycle)
        total = total + term
    return total


def _so_far(masses: Array) -> Array:
    return np.cumsum(masses) - 0.5 * masses
