"""Mean cash of each cost line in each month: the table that a controller adds up by line, month, quarter and year.

A run keeps a line's total at each horizon, and no months of it. So each strategy is run once more, by itself, for
what its lines owe in each month, in the same futures; sums are exact, so lines and months add up to the cash of the run.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...configs import Scenario
from ..engine.chunks import Job, trajectories_of
from ..engine.engine import run
from ..engine.streams import Uniforms
from ..lowering import lower_lines
from ..outcome import RunSettings
from ..simulation import available_processors
from ..subset import cut_down

__all__ = ["MOST_FUTURES", "cash_by_line"]

#: Futures whose months are added up, at most, the first of the run: all of a run of the usual length.
MOST_FUTURES = 2**20

_OPPORTUNITY = "Opportunity"

Array = NDArray[np.float64]


def cash_by_line(
    scenario: Scenario, settings: RunSettings, threads: int | None = None
) -> dict[str, dict[str, Array]]:
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
        Lines as in the result's document, without those of lost revenue, which is no cash. A line that is paid
        later has its cash in the month in which it is paid.
    """
    futures = trajectories_of(min(settings.trajectories, MOST_FUTURES), settings.sampler, settings.replicates)
    found: dict[str, dict[str, Array]] = {}
    for name, strategy in scenario.strategies.items():
        program, rows = lower_lines(cut_down(scenario, [name]))
        job = Job(program, Uniforms.of(program, settings.sampler, settings.seed), futures)
        tally = run(job, [], threads=threads or available_processors())
        months = np.arange(max(scenario.horizons))
        found[name] = {}
        for (owner, line), first in rows.items():
            written = strategy.lines.get(line)
            if owner != name or line == "launch" or (written is not None and written.category == _OPPORTUNITY):
                continue
            owed = np.array([tally.mean(first + month) for month in months])
            later = 0 if written is None else written.paid_after
            found[name][line] = np.where(months < later, 0.0, np.roll(owed, later))
    return found
