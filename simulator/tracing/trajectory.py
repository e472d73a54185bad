"""One future of a run, month by month: any trajectory can be run again for audit.

A draw is a pure function of seed, sampler, trajectory and address, and the first trajectories never change when there
are more. So one block of 512 is enough, and its numbers are those of the run to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from ...configs import Scenario
from ...configs.text.unknown import unknown
from ..arguments import as_scenario, whole_number
from ..engine.chunks import Job, run_chunk
from ..engine.errors import NOT_FINITE, SimulationError
from ..engine.program import BLOCK
from ..engine.streams import SAMPLERS, Uniforms
from ..engine.threads import aside
from ..lowering import lower_traced
from ..notebook import html_table, text_table
from .single_trajectory import event_amounts
from .trace_document import make_trace_document
from .trace_record import TraceRecord

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

__all__ = ["MOST_TRAJECTORIES", "Trace", "trace"]

#: Trajectories of a run, at most: numbers run from 0 to one less.
MOST_TRAJECTORIES = 2**31


@dataclass(frozen=True, eq=False, repr=False)
class Trace(TraceRecord):
    """One trajectory, whole, as a document and as a table of months."""

    def __repr__(self) -> str:
        """Return what each strategy costs in this future."""
        return text_table(*self._shown())

    def _repr_html_(self) -> str:
        """Return the same as a table of a notebook."""
        return html_table(*self._shown())

    def _shown(self) -> tuple[str, list[str], list[list[str]]]:
        head = f"Future {self.trajectory:,} of {self.scenario.name}, {self.sampler}, seed {self.seed}"
        rows = [
            [f"{name}, {horizon} months", *(f"{numbers[key]:,.0f}" for key in ("tco", "cash"))]
            for name, strategy in self.document["strategies"].items()
            for horizon, numbers in strategy["horizons"].items()
        ]
        return head, [f"this future, {self.scenario.currency}", "total cost", "cash"], rows

    @cached_property
    def document(self) -> dict[str, Any]:
        """The trajectory as plain dicts, lists and numbers, in the scenario's currency, nominal but for TCO."""
        return self.document_of(self.layout.strategies)

    def document_of(self, strategies: Collection[str]) -> dict[str, Any]:
        """Return the document with the months and events of these strategies alone; all keep their totals.

        Raises
        ------
        UnknownName
            A ValueError and a KeyError: if there is no such strategy.
        """
        for name in strategies:
            if name not in self.layout.strategies:
                raise unknown("strategy", name, self.layout.strategies)
        return make_trace_document(self, strategies)

    def frame(self) -> pd.DataFrame:
        """Return a row for each strategy and month: `cash`, `cumulative_tco`, and the amount of each line.

        Columns of lines are named `costs.NAME`, in nominal money; empty for strategies without such a line. The index
        is (strategy, month), months from 1.
        """
        import pandas as pd

        frames = {}
        for name, strategy in self.document["strategies"].items():
            columns = {key: strategy[key] for key in ("cash", "cumulative_tco")}
            columns |= {f"costs.{line}": amounts for line, amounts in strategy["lines"].items()}
            frames[name] = pd.DataFrame(columns, index=pd.RangeIndex(1, len(strategy["cash"]) + 1, name="month"))
        found: pd.DataFrame = pd.concat(frames, names=["strategy"])
        return found


def trace(scenario: Scenario | str | PathLike[str], trajectory: int, seed: int = 0, sampler: str = "sobol") -> Trace:
    """Run one trajectory of a run again, and keep its months.

    Parameters
    ----------
    scenario : Scenario, str or path
        A scenario, or what `load` takes.
    trajectory : int
        Counted from 0, as in the index of `Result.samples()`.
    seed, sampler
        As of the run.

    Returns
    -------
    Trace

    Raises
    ------
    TypeError
        If `scenario` is no Scenario and no path, or `trajectory` or `seed` not a whole number.
    ValueError
        If an argument is out of its range.
    SimulationError
        If this future has no finite cost, or a number of events is impossible in one of its block.
    """
    scenario, seed = as_scenario(scenario), whole_number(seed, "seed")
    trajectory = whole_number(trajectory, "trajectory")
    if not 0 <= trajectory < MOST_TRAJECTORIES:
        raise ValueError(
            f"trajectory needs to be from 0 to {MOST_TRAJECTORIES - 1:,}, the last that a run can have, "
            f"got {trajectory:,}"
        )
    if sampler not in SAMPLERS:
        raise ValueError(f"sampler needs to be one of {', '.join(SAMPLERS)}, got {sampler!r}")
    if seed < 0:
        raise ValueError(f"seed needs to be 0 or more, got {seed}")
    program, rows = lower_traced(scenario)
    uniforms = Uniforms.of(program, sampler, seed)
    block, lane = divmod(trajectory, BLOCK)
    job = Job(program, uniforms, trajectory + 1)
    results = aside(lambda: run_chunk(job, block, 1)).results[:, lane].copy()
    amounts = event_amounts(program, uniforms, trajectory, rows.amounts) if rows.amounts else {}
    found = Trace(scenario, trajectory, seed, sampler, program.layout, rows, results, amounts, not program.addresses)
    _check_finite(found)
    return found


def _check_finite(found: Trace) -> None:
    """Refuse a future without a finite cost, and name the line and the month it comes from."""
    layout, rows = found.layout, found.rows
    for name in layout.strategies:
        series = {
            f".costs.{line}": row for of in (rows.lines, rows.resale) for (n, line), row in of.items() if n == name
        }
        series |= {"": layout.month_tco[name]}
        for place, row in series.items():
            bad = np.flatnonzero(~np.isfinite(found.months(row)))
            if bad.size:
                raise SimulationError(
                    f"strategies.{name}{place}: no finite cost in month {bad[0] + 1} of future {found.trajectory:,}: "
                    f"{NOT_FINITE}"
                )
