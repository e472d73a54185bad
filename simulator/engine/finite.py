"""Costs that are not numbers: an error that names the strategy, before anything is computed from them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .errors import NOT_FINITE, SimulationError

__all__ = ["check_finite"]


def check_finite(strategy: str, costs: NDArray[np.float64], horizon: int | None = None) -> None:
    """Refuse costs that are not finite.

    Parameters
    ----------
    strategy : str
    costs : float64
        One for each future, of any shape.
    horizon : int, optional
        Months; named where there are several.

    Raises
    ------
    SimulationError
    """
    bad = int(np.count_nonzero(~np.isfinite(costs)))
    if bad:
        until = "" if horizon is None else f" by month {horizon}"
        raise SimulationError(
            f"strategies.{strategy}: {bad:,} of {costs.size:,} futures have no finite cost{until}: {NOT_FINITE}"
        )
