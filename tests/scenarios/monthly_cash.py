"""Cash month by month in each future, for what is published as a bill a month."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tcorisk.configs import Scenario
from tcorisk.simulator import lower
from tcorisk.simulator.engine.chunks import Job, run_chunk
from tcorisk.simulator.engine.streams import Uniforms

FUTURES = 2**14


def cash_by_month(scenario: Scenario, strategy: str, sampler: str = "sobol") -> NDArray[np.float64]:
    """Cash, shape (months, futures): what leaves the bank, without lost revenue and resale value."""
    program = lower(scenario)
    job = Job(program, Uniforms.of(program, sampler, 0), FUTURES)
    first = program.layout.month_cash[strategy]
    months = slice(first, first + max(scenario.horizons))
    return np.concatenate([run_chunk(job, block, 1).results[months] for block in range(job.blocks)], axis=1)
