"""Mean cash of each cost line in each month: what a controller adds up by line, month, quarter and year.

A run keeps a line's total at each horizon, and nothing of its months. So the lines are run once more, without
comparisons and histograms, in the same futures. Sums are exact: lines add up to the run's mean cash of each month.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...configs import Scenario
from ..engine.chunks import Job, trajectories_of
from ..engine.engine import run
from ..engine.streams import Uniforms
from ..footprint import check_memory
from ..lowering import lower_lines
from ..lowering.accounts import OPPORTUNITY
from ..outcome import RunSettings
from ..simulation import available_processors

__all__ = ["MOST_FUTURES", "cash_by_line"]

#: Futures whose months are added up, at most, the first of the run: all of a run of the usual length.
MOST_FUTURES = 2**20

Array = NDArray[np.float64]


def cash_by_line(scenario: Scenario, settings: RunSettings, threads: int | None = None) -> dict[str, dict[str, Array]]:
    """Return the mean cash of each line in each month, by strategy and line.

    Parameters
    ----------
    scenario : Scenario
    settings : RunSettings
        Of the run: the same seed, sampler and futures, the first 1,048,576 at most.
    threads : int, optional
        Default: every processor. Changes no digit.

    Returns
    -------
    dict of str to dict of str to float64, shape (months,)
        Lines as in the result's document, but for lost revenue, which is no cash. What is paid later is in the month
        of its payment.

    Raises
    ------
    SimulationError
        If it would take too much memory.
    """
    program, rows = lower_lines(scenario)
    check_memory(program)
    futures = trajectories_of(min(settings.trajectories, MOST_FUTURES), settings.sampler, settings.replicates)
    uniforms = Uniforms.of(program, settings.sampler, settings.seed)
    tally = run(Job(program, uniforms, futures), [], threads=threads or available_processors())
    months = range(max(scenario.horizons))
    found: dict[str, dict[str, Array]] = {name: {} for name in scenario.strategies}
    for (name, line), first in rows.items():
        written = scenario.strategies[name].lines.get(line) if name in found else None
        if name not in found or line == "launch" or (written is not None and written.category == OPPORTUNITY):
            continue
        later = 0 if written is None else written.paid_after
        owed = [tally.mean(first + month) for month in months]
        found[name][line] = np.array([0.0] * later + owed)[: len(months)]
    return found
