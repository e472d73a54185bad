"""Distinct values, ascending."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["distinct"]


def distinct(values: ArrayLike) -> NDArray[np.float64]:
    """Return the distinct values, ascending: `numpy.unique` without its import of `numpy.ma`, which takes 0.04 s."""
    x = np.sort(np.asarray(values, np.float64), axis=None)
    return np.concatenate([x[:1], x[1:][x[1:] != x[:-1]]])
