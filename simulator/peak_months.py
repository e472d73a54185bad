"""How far an input that varies by month gets in one future, and in which month: that future is run again by month.

A sample keeps the mean of the months alone. One block of 512 trajectories is enough, and its numbers are those of the
run to the last bit.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .engine.chunks import Job, run_chunk
from .engine.program import BLOCK
from .engine.streams import Uniforms
from .engine.threads import aside
from .outcome import Outcome

__all__ = ["Peak", "peak_of"]


class Peak(NamedTuple):
    """The largest value of the months, or the smallest, and its month; the first is 1."""

    value: float
    month: int


def peak_of(result: Outcome, future: int, address: str, horizon: int, upper: bool) -> Peak | None:
    """Return how far an input gets in a future; None where its months are not stored.

    Parameters
    ----------
    result : Outcome
    future : int
        Number of the trajectory, from 0.
    address : str
    horizon : int
        Months.
    upper : bool
        Whether the largest value is meant.
    """
    (program, rows), settings = result.traced, result.settings
    first = {**rows.draws, **rows.formulas, **rows.processes}.get(address)
    if first is None:
        return None
    block, lane = divmod(future, BLOCK)
    job = Job(program, Uniforms.of(program, settings.sampler, settings.seed), future + 1)
    months = aside(lambda: run_chunk(job, block, 1).results[first : first + horizon, lane].copy())
    if not np.isfinite(months).any():
        return None
    at = int(np.nanargmax(months) if upper else np.nanargmin(months))
    return Peak(float(months[at]), at + 1)
