"""The memory that a run takes, estimated before it starts: it depends on the scenario, not on the number of futures."""

from __future__ import annotations

from .engine.chunks import CHUNK, blocks_at_once
from .engine.errors import SimulationError
from .engine.exact import PLACES
from .engine.program import BLOCK, Layout, Program
from .engine.streams import REPLICATES
from .samples import MOST_SAMPLES

__all__ = ["MOST_MEMORY", "check_memory", "memory_of"]

#: Bytes that a run may take.
MOST_MEMORY = 4_000_000_000

#: Bytes of the histograms of a row, measured: of those kept apart for each replicate, and of the others.
_REPLICATED, _POOLED = 1_410_000, 100_000

#: Threads whose results are counted: a machine with more has the memory for them.
_THREADS = 4


def memory_of(probing: Program) -> int:
    """Return about how many bytes a run takes.

    Parameters
    ----------
    probing : Program
        The scenario's program with the rows of its inputs.
    """
    layout, rows = probing.layout, probing.layout.rows
    replicated, pooled, sampled = _histograms(layout)
    blocks = blocks_at_once(rows, CHUNK)
    results = _THREADS * blocks * rows * BLOCK * 8
    sums = (REPLICATES * PLACES + 5 * _THREADS * blocks) * rows * 16  # with the chunks that wait for their turn
    return replicated * _REPLICATED + pooled * _POOLED + sampled * MOST_SAMPLES * 8 + results + sums


def check_memory(probing: Program) -> None:
    """Refuse a run that would take too much memory, before it takes any.

    Raises
    ------
    SimulationError
        With the estimate, and what it comes from.
    """
    needed = memory_of(probing)
    if needed <= MOST_MEMORY:
        return
    layout = probing.layout
    lines = sum(map(len, layout.lines.values()))
    raise SimulationError(
        f"this run would take about {needed / 1e9:.1f} GB of memory, and {MOST_MEMORY / 1e9:.0f} GB is the most: "
        f"{len(layout.strategies):,} strategies with {lines:,} cost lines and {len(layout.inputs):,} uncertain inputs "
        f"at {len(layout.horizons)} horizons; "
        "list fewer horizons, or split the file"
    )


def _histograms(layout: Layout) -> tuple[int, int, int]:
    """Return the number of rows with a histogram for each replicate, with one in all, and with a sample."""
    horizons = len(layout.horizons)
    replicated = len(layout.tco) + len(layout.savings)
    shown = sum(len(rows) for of in (layout.categories, layout.outputs) for rows in of.values())
    pooled = len(layout.cash) + len(layout.break_even) + len(layout.move_months) + len(layout.unit_cost) + shown
    months = max(layout.horizons) * (len(layout.month_cash) + len(layout.month_tco))
    sampled = len(layout.inputs) + len(layout.line_cash) + len(layout.tco) + len(layout.cash)
    return horizons * replicated, horizons * pooled + months, horizons * sampled
