"""Tables of the first futures of a run, one by one: as many as are asked for, the same ones for any number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .arguments import whole_number
from .engine.chunks import Job
from .engine.errors import NOT_FINITE, SimulationError
from .engine.streams import Uniforms
from .lowering import lower_probed
from .outcome import Outcome
from .samples import first_futures

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["month_table", "sample_table"]

#: Bytes of a table, at most: pandas copies it once or twice while one works with it.
_MOST_BYTES = 1_000_000_000


def sample_table(outcome: Outcome, trajectories: int | float | None) -> pd.DataFrame:
    """Return what `Result.samples` documents."""
    import pandas as pd

    asked = None if trajectories is None else whole_number(trajectories)
    layout, sample, last = outcome.tally.layout, outcome.sample, outcome.scenario.horizons[-1]
    keys = [(name, horizon) for name in layout.strategies for horizon in layout.horizons]
    names = [f"{name}.{horizon}.{what}" for what in ("tco", "cash") for name, horizon in keys]
    kept = len(sample.tco[keys[0]])
    if asked is None or asked <= kept:
        _check_size(kept if asked is None else asked, len(sample.inputs[last]) + len(names))
        totals = [of[key] for of in (sample.tco, sample.cash) for key in keys]
        columns = {**sample.inputs[last], **dict(zip(names, totals, strict=True))}
        columns = {name: values[:asked] for name, values in columns.items()}
        return pd.DataFrame(columns, index=pd.RangeIndex(kept if asked is None else asked, name="trajectory"))
    plain, probing = lower_probed(outcome.scenario)
    layout = probing.layout
    rows = [layout.probe_row(row, last) for row in layout.inputs.values()]
    rows += [layout.row(of[name], horizon) for of in (layout.tco, layout.cash) for name, horizon in keys]
    _check_size(asked, len(rows))
    uniforms = Uniforms.of(plain, outcome.settings.sampler, outcome.settings.seed)
    values = first_futures(Job(probing, uniforms, asked), np.array(rows, dtype=np.int64))
    _check_finite(values[len(layout.inputs) :])
    columns = dict(zip([*layout.inputs, *names], values, strict=True))
    return pd.DataFrame(columns, index=pd.RangeIndex(asked, name="trajectory"))


def month_table(outcome: Outcome, trajectories: int | float) -> pd.DataFrame:
    """Return what `Result.trajectories` documents."""
    import pandas as pd

    asked, (program, rows) = whole_number(trajectories), outcome.traced
    layout, months = program.layout, outcome.scenario.horizons[-1]
    totals = {f"{name}.cash": row for name, row in layout.month_cash.items()}
    totals |= {f"{name}.cumulative_tco": row for name, row in layout.month_tco.items()}
    first = {**rows.draws, **rows.processes, **rows.formulas, **totals}
    _check_size(asked, len(first) * months)
    job = Job(program, Uniforms.of(program, outcome.settings.sampler, outcome.settings.seed), asked)
    stored = np.add.outer(np.array([*first.values()]), np.arange(months)).ravel()
    values = first_futures(job, stored).reshape(len(first), months, asked)
    _check_finite(values[-len(totals) :])
    columns = values.transpose(0, 2, 1).reshape(len(first), -1)
    index = pd.MultiIndex.from_product([range(asked), range(1, months + 1)], names=["trajectory", "month"])
    return pd.DataFrame(dict(zip(first, columns, strict=True)), index=index)


def _check_size(trajectories: int, numbers: int) -> None:
    """Refuse a table of no futures, or one that takes too much memory."""
    most = _MOST_BYTES // (8 * numbers)
    if not 1 <= trajectories <= most:
        raise ValueError(
            f"trajectories needs to be from 1 to {most:,}, got {trajectories:,}: "
            f"each takes {8 * numbers:,} bytes, and a table may have {_MOST_BYTES / 1e9:.0f} GB"
        )


def _check_finite(totals: NDArray[np.float64]) -> None:
    if not np.isfinite(totals).all():
        raise SimulationError(f"some of these futures have no finite cost: {NOT_FINITE}")
