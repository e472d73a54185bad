"""The numbers of one trajectory, as a traced program stores them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...configs import Scenario
from ..engine.program import Layout
from ..lowering import TraceRows
from ..lowering.trace_rows import EventKey

__all__ = ["TraceRecord"]


@dataclass(frozen=True, eq=False)
class TraceRecord:
    """One trajectory, whole: all that its document is made from.

    Attributes
    ----------
    scenario : Scenario
    trajectory : int
        Counted from 0, as in the index of `Result.samples()`.
    seed : int
    sampler : str
    layout : Layout
    rows : TraceRows
    results : float64, shape (rows,)
        All that the program stores, of this trajectory.
    amounts : dict of ((strategy, line, value), month) to list of float
        Of single events; of their named values under the address of the value, which is empty for the amount.
    certain : bool
        Whether nothing is drawn: all futures are this one.
    """

    scenario: Scenario
    trajectory: int
    seed: int
    sampler: str
    layout: Layout
    rows: TraceRows
    results: NDArray[np.float64]
    amounts: dict[tuple[EventKey, int], list[float]]
    certain: bool

    def months(self, row: int) -> NDArray[np.float64]:
        """Return what is stored of each month, from its row of month 1; shape (months,)."""
        return self.results[row : row + self.layout.horizons[-1]]
