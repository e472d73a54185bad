"""A program: a scenario as flat arrays, ready for the kernel or its reference twin.

It contains no business terms. Its `Layout` says what the rows of its results mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLOCK", "Layout", "Program", "Tables"]

#: Trajectories worked on at once: a register row is 4 kB, so that the rows of one instruction stay in the first cache.
BLOCK = 512


@dataclass(frozen=True, eq=False)
class Tables:
    """All quantile tables of a program, one after another (`distributions.tables` describes one).

    Attributes
    ----------
    start : int64, shape (tables + 1,)
        Segments of table k are start[k] to start[k + 1].
    upper, value : float64, shape (segments,)
    bits, first : int64, shape (segments,)
        `first` counts from the first row of all `cells`.
    cells : float64, shape (cells, 4)
    """

    start: NDArray[np.int64]
    upper: NDArray[np.float64]
    bits: NDArray[np.int64]
    first: NDArray[np.int64]
    value: NDArray[np.float64]
    cells: NDArray[np.float64]


@dataclass(frozen=True)
class Layout:
    """Which row of the results holds what.

    Rows of a horizon are `horizon_rows` for each horizon, one horizon after another; then come those of the months.

    Attributes
    ----------
    strategies : tuple of str
        In file order.
    baseline : str
    tco, cash : dict of str to int
        Row within a horizon, by strategy.
    savings, break_even : dict of (str, str) to int
        Row within a horizon, by strategy and the one that it is compared with: of each strategy with the baseline, and
        of the other pairs that may be chosen where these are not too many.
    resale, unit_cost : dict of str to int
        Row within a horizon, by strategy: what its purchases would fetch, discounted, where anything can be resold;
        TCO over units, where the scenario counts units.
    categories, lines, outputs : dict of str to dict of str to int
        Row within a horizon, by strategy, then by category, line or output; a strategy without outputs is not in it.
    moves : dict of str to dict of str to list of int
        Rows within a horizon, by policy, then by the stage that a move enters: its month (0: not entered), the months
        in which the old strategy is paid too, the cost of the move with what the old strategy costs in them.
    filled : dict of int to int
        Row within a horizon of an output that is not defined in every future, and there not a number: the row in which
        it is 0 instead.
    month_cash, month_tco : dict of str to int
        Row of month 1, by strategy; months follow one another.
    inputs : dict of str to int
        Row of an input's value at the first horizon, by address; only in a program that probes. See `probe_row`.
    line_cash : dict of (str, str) to int
        Row of the cash of a strategy's line until the first horizon; as `inputs`.
    barred : tuple of str
        Strategies that are out of the contest for the cheapest.
    """

    strategies: tuple[str, ...]
    baseline: str
    horizons: tuple[int, ...]
    horizon_rows: int = 0
    rows: int = 0
    tco: dict[str, int] = field(default_factory=dict)
    cash: dict[str, int] = field(default_factory=dict)
    savings: dict[tuple[str, str], int] = field(default_factory=dict)
    break_even: dict[tuple[str, str], int] = field(default_factory=dict)
    categories: dict[str, dict[str, int]] = field(default_factory=dict)
    lines: dict[str, dict[str, int]] = field(default_factory=dict)
    resale: dict[str, int] = field(default_factory=dict)
    outputs: dict[str, dict[str, int]] = field(default_factory=dict)
    moves: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    filled: dict[int, int] = field(default_factory=dict)
    unit_cost: dict[str, int] = field(default_factory=dict)
    month_cash: dict[str, int] = field(default_factory=dict)
    month_tco: dict[str, int] = field(default_factory=dict)
    inputs: dict[str, int] = field(default_factory=dict)
    line_cash: dict[tuple[str, str], int] = field(default_factory=dict)
    barred: tuple[str, ...] = ()

    @property
    def allowed(self) -> tuple[str, ...]:
        """Strategies among which the cheapest is counted, in file order."""
        return tuple(name for name in self.strategies if name not in self.barred)

    @property
    def move_months(self) -> tuple[int, ...]:
        """Rows within a horizon that hold the month of a move."""
        return tuple(rows[0] for by_stage in self.moves.values() for rows in by_stage.values())

    def row(self, within: int, horizon: int) -> int:
        """Row of a horizon's result, from its row within a horizon and the horizon in months."""
        return within + self.horizons.index(horizon) * self.horizon_rows

    def probe_row(self, first: int, horizon: int) -> int:
        """Row of a horizon's value, from that of the first horizon in `inputs` or `line_cash`."""
        return first + self.horizons.index(horizon) * (len(self.inputs) + len(self.line_cash))


@dataclass(frozen=True, eq=False)
class Program:
    """A scenario as numbers.

    Attributes
    ----------
    code : uint64, shape (instructions, 8)
        Three sections: once a trajectory, every month, at a horizon.
    schedule : int64, shape (steps, 4)
        For each step: first and last + 1 instruction, month, index of the horizon.
    scalars : float64, shape (scalars, months + 1)
        Column 0 is for the section that runs once.
    registers : int
        Rows of 512 numbers that a run needs.
    dimension : int64, shape (streams, months + 1)
        Sobol dimension of a stream's draw in each month; -1: the counter generator serves it.
    addresses : tuple of str, length streams
        What the streams are keyed by.
    point : float64, shape (streams, months + 1)
        Value of a draw in the spreadsheet estimate.
    tables : Tables
    layout : Layout
    """

    code: NDArray[np.uint64]
    schedule: NDArray[np.int64]
    scalars: NDArray[np.float64]
    registers: int
    dimension: NDArray[np.int64]
    addresses: tuple[str, ...]
    point: NDArray[np.float64]
    tables: Tables
    layout: Layout

    @property
    def dimensions(self) -> int:
        """Number of Sobol dimensions in use."""
        return int(self.dimension.max(initial=-1)) + 1
