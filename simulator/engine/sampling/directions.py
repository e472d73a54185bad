"""Direction numbers: the columns of the generating matrices that turn an index into a Sobol point.

Dimension d has a primitive polynomial over GF(2) of degree s with inner coefficients a_1 ... a_(s-1), and initial
odd numbers m_1 ... m_s. Its direction numbers v_i = m_i 2^(32-i) go on beyond s by

    v_i = a_1 v_(i-1) ^ ... ^ a_(s-1) v_(i-s+1) ^ v_(i-s) ^ (v_(i-s) >> s)

Source: S. Joe and F. Y. Kuo, *Constructing Sobol sequences with better two-dimensional projections* (2008); their
numbers, and the licence they come under, are in `joe_kuo.txt`.
"""

from __future__ import annotations

import functools
from importlib.resources import files
from itertools import islice

import numpy as np
from numpy.typing import NDArray

__all__ = ["MAX_DIMENSIONS", "direction_numbers"]

MAX_DIMENSIONS = 4096


@functools.lru_cache(maxsize=8)
def direction_numbers(dimensions: int) -> NDArray[np.uint32]:
    """Give the direction numbers of the first dimensions.

    Parameters
    ----------
    dimensions : int
        From 0 to `MAX_DIMENSIONS`.

    Returns
    -------
    uint32, shape (dimensions, 32), read-only
        v_1 to v_32 of each dimension; the highest bit is worth 1/2. Dimension 0 is van der Corput's sequence.

    Raises
    ------
    ValueError
        If there are no numbers for that many dimensions.
    """
    if not 0 <= dimensions <= MAX_DIMENSIONS:
        raise ValueError(f"Sobol points have from 0 to {MAX_DIMENSIONS} dimensions, got {dimensions}")
    rows = _read(dimensions - 1)
    # Van der Corput's numbers are those of the empty polynomial 1 (degree 0) with every m equal to 1.
    degree = np.array([0, *(len(row) - 1 for row in rows)])[:dimensions]
    inner = np.array([0, *(row[0] for row in rows)])[:dimensions]
    initial = np.zeros((32, dimensions), np.uint32)
    for d, row in enumerate(rows, start=1):
        initial[: len(row) - 1, d] = row[1:]

    v = np.zeros((32, dimensions), np.uint32)
    v[:, :1] = 1 << np.arange(31, -1, -1, dtype=np.uint32)[:, None]
    deepest = int(degree.max(initial=0))
    # taken[k] is all ones where the recurrence takes v_(i-k), the last, k = s, included
    taken = np.zeros((deepest + 1, dimensions), np.uint32)
    for k in range(1, deepest + 1):
        coefficient = np.where(k < degree, inner >> np.maximum(degree - 1 - k, 0) & 1, k == degree)
        taken[k] = np.where(coefficient, 0xFFFFFFFF, 0)
    column = np.arange(dimensions)
    for i in range(32):
        last = v[np.maximum(i - degree, 0), column]
        following = last >> degree.astype(np.uint32)
        for k in range(1, min(i, deepest) + 1):
            following ^= taken[k] & v[i - k]
        begun = np.where(i < degree, initial[i] << np.uint32(31 - i), following)
        v[i, 1:] = begun[1:]
    found = np.ascontiguousarray(v.T)
    found.setflags(write=False)  # it is kept for the next call
    return found


def _read(count: int) -> list[list[int]]:
    """Read the lines `a m_1 ... m_s` of that many dimensions after the first, and no more of the file."""
    with files(__package__).joinpath("joe_kuo.txt").open(encoding="ascii") as file:
        numbers = (line for line in file if not line.startswith("#"))
        return [[int(word) for word in line.split()] for line in islice(numbers, max(count, 0))]
