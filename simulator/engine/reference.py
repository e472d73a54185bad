"""The reference twin: the same programs in plain NumPy, slowly, for testing and for reading.

It shares nothing with the kernel but the page of `operations`: its uniforms come from the samplers' NumPy twins,
its quantiles from `distributions.evaluate`. On the same draws both agree to 1e-12.

On `PointDraws` it gives the spreadsheet estimate, which `point` runs faster.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from ...distributions import QuantileTable, evaluate, evaluate_folded
from . import operations as op
from .program import BLOCK, Program
from .sampling import counter_points, event_points, sobol_points
from .streams import Uniforms

__all__ = ["Draws", "Listener", "PointDraws", "SampledDraws", "run_reference", "run_with"]

Array = NDArray[np.float64]

#: Called for each event that is added by itself: number of the instruction, month, the amounts of all trajectories.
Listener = Callable[[int, int, Array], None]


class Draws(Protocol):
    """Where a run gets its draws from."""

    def draw(self, stream: int, table: int, month: int) -> Array:
        """Draw of a stream in a month, for all trajectories."""

    def events(self, stream: int, table: int, month: int, event: Array, which: NDArray[np.int64]) -> Array:
        """Fresh draws for events, of the trajectories `which`."""

    def count(self, stream: int, month: int, ratio: Array, none: Array, slope: Array) -> Array:
        """Counts of Panjer's class."""

    def total(self, stream: int, table: int, month: int, number: Array, start: Array) -> Array:
        """Sum of `number` fresh draws, ordinals from `start`."""

    def quantile(self, stream: int, table: int, month: int, v: Array, above: NDArray[np.bool_]) -> Array:
        """Draw of a stream that depends on others: its law at v from the lower or the upper end."""


@dataclass
class SampledDraws:
    """The draws of one block, as the kernel has them."""

    program: Program
    uniforms: Uniforms
    block: int

    @cached_property
    def tables(self) -> list[QuantileTable]:
        """The program's tables, apart again."""
        joined = self.program.tables
        spans = zip(joined.start[:-1], joined.start[1:], strict=True)
        return [
            QuantileTable(joined.upper[i:j], joined.bits[i:j], joined.first[i:j], joined.value[i:j], joined.cells, 0.0)
            for i, j in spans
        ]

    def _bits(self, stream: int, month: int) -> NDArray[np.uint32]:
        uniforms = self.uniforms
        dimension = int(self.program.dimension[stream, month])
        if uniforms.sobol and dimension >= 0:
            replicate, within = self.block % uniforms.replicates, self.block // uniforms.replicates
            return sobol_points(uniforms.matrix, uniforms.shift, replicate, dimension, within * BLOCK, BLOCK)
        return counter_points(self.block * BLOCK, BLOCK, month, *map(int, uniforms.keys[stream]))

    def draw(self, stream: int, table: int, month: int) -> Array:
        """Draw of a stream in a month, for all trajectories."""
        return evaluate(self.tables[table], _unit(self._bits(stream, month)))

    def events(self, stream: int, table: int, month: int, event: Array, which: NDArray[np.int64]) -> Array:
        """Fresh draws for events, of the trajectories `which`."""
        key = map(int, self.uniforms.keys[stream])
        bits = event_points(self.block * BLOCK + which, month, event.astype(np.uint64), *key)
        return evaluate(self.tables[table], _unit(bits))

    def count(self, stream: int, month: int, ratio: Array, none: Array, slope: Array) -> Array:
        """Counts of Panjer's class, by inversion."""
        u = _unit(self._bits(stream, month))
        out = np.zeros(u.size)
        for i in range(u.size):
            weight = below = none[i]
            while u[i] >= below:
                weight *= (ratio[i] + slope[i] * out[i]) * (1.0 / (out[i] + 1.0))
                out[i] += 1.0
                below += weight
        return out

    def total(self, stream: int, table: int, month: int, number: Array, start: Array) -> Array:
        """Sum of `number` fresh draws, ordinals from `start`."""
        out = np.zeros(number.size)
        for event in range(int(number.max(initial=0.0))):
            which = np.flatnonzero(number > event)
            out[which] += self.events(stream, table, month, start[which] + event, which)
        return out

    def quantile(self, stream: int, table: int, month: int, v: Array, above: NDArray[np.bool_]) -> Array:
        """Draw of a stream that depends on others: its law at v from the lower or the upper end."""
        return evaluate_folded(self.tables[table], v, above)


@dataclass
class PointDraws:
    """One trajectory of plain guesses."""

    program: Program

    def draw(self, stream: int, table: int, month: int) -> Array:
        """Return the stream's point value."""
        point: Array = self.program.point[stream, month : month + 1]
        return point

    def events(self, stream: int, table: int, month: int, event: Array, which: NDArray[np.int64]) -> Array:
        """Return the stream's point value."""
        return np.full(which.size, self.program.point[stream, month])

    def count(self, stream: int, month: int, ratio: Array, none: Array, slope: Array) -> Array:
        """Return the mean count."""
        return ratio / (1.0 - slope)

    def total(self, stream: int, table: int, month: int, number: Array, start: Array) -> Array:
        """Return the count times the point value."""
        total: Array = number * self.program.point[stream, month]
        return total

    def quantile(self, stream: int, table: int, month: int, v: Array, above: NDArray[np.bool_]) -> Array:
        """Return the stream's point value, as for any other draw."""
        return self.draw(stream, table, month)


def _unit(bits: NDArray[np.uint32]) -> Array:
    return (bits.astype(np.float64) + 0.5) * 2.0**-32


def run_reference(program: Program, uniforms: Uniforms, block: int) -> Array:
    """Run one block; return the results, shape (rows, 512)."""
    return run_with(program, SampledDraws(program, uniforms, block), BLOCK)


def _select(a: Array, b: Array, c: Array) -> Array:
    return np.where(a != 0.0, b, c)


_PLAIN: Final[dict[int, Callable[..., Array]]] = {
    op.COPY: np.copy,
    op.ADD: np.add,
    op.SUBTRACT: np.subtract,
    op.MULTIPLY: np.multiply,
    op.DIVIDE: np.divide,
    op.POWER: np.power,
    op.MINIMUM: np.minimum,
    op.MAXIMUM: np.maximum,
    op.CEIL: np.ceil,
    op.FLOOR: np.floor,
    op.ABSOLUTE: np.abs,
    op.EXP: np.exp,
    op.LOG: np.log,
    op.SQRT: np.sqrt,
    op.LESS: np.less,
    op.LESS_EQUAL: np.less_equal,
    op.EQUAL: np.equal,
    op.SELECT: _select,
    op.MOD: np.mod,
}
_WITH_SCALAR: Final[dict[int, Callable[[Array, float], Array]]] = {
    op.ADD_SCALAR: lambda a, x: a + x,
    op.SUBTRACT_FROM: lambda a, x: x - a,
    op.MULTIPLY_SCALAR: lambda a, x: a * x,
    op.DIVIDE_SCALAR: lambda a, x: a / x,
    op.MINIMUM_SCALAR: lambda a, x: np.minimum(a, x),
    op.MAXIMUM_SCALAR: lambda a, x: np.maximum(a, x),
}


def run_with(program: Program, draws: Draws, lanes: int, listen: Listener | None = None) -> Array:
    """Run some trajectories together with these draws; return the results, shape (rows, lanes)."""
    registers = np.zeros((program.registers, lanes))
    results = np.zeros((program.layout.rows, lanes))
    with np.errstate(all="ignore"):  # as the kernel: what is not finite is found in the results
        code: list[list[int]] = program.code.tolist()
        for start, stop, month, horizon in program.schedule.tolist():
            _run_step(program, code, draws, registers, results, start, stop, month, horizon, listen)
    return results


def _run_step(
    program: Program,
    code: list[list[int]],
    draws: Draws,
    r: Array,
    results: Array,
    start: int,
    stop: int,
    month: int,
    horizon: int,
    listen: Listener | None,
) -> None:
    pc, event = start, 0.0
    everyone = np.arange(r.shape[1])
    while pc < stop:
        operation, d, a, b, c, s, p, q = code[pc]
        x = float(program.scalars[s, month])
        pc += 1
        if operation in _PLAIN:
            r[d] = _PLAIN[operation](*(r[row] for row, _ in zip((a, b, c), op.READS[operation], strict=False)))
        elif operation in _WITH_SCALAR:
            r[d] = _WITH_SCALAR[operation](r[a], x)
        elif operation == op.LOAD:
            r[d] = x
        elif operation == op.DRAW:
            r[d] = draws.draw(p, int(x), month)
        elif operation == op.PATH_LOGARITHM:
            point = isinstance(draws, PointDraws)
            r[d] = 0.0 if point else r[a] * r[b] - 0.5 * r[a] * r[a]
        elif operation == op.COUNT:
            r[d] = draws.count(p, month, r[a], r[b], r[c])
        elif operation == op.SUM_DRAWS:
            own = q == 1
            r[d] = draws.total(p, int(x), 0 if own else month, r[a], r[b] if own else np.zeros_like(r[a]))
        elif operation == op.DRAW_EVENT:
            ordinals = r[b] + event if q == 1 else np.full(r.shape[1], event)
            r[d] = draws.events(p, int(x), 0 if q == 1 else month, ordinals, everyone)
        elif operation == op.ACTIVE:
            r[d] = np.maximum(np.minimum(r[b], month) - np.maximum(r[a], month - 1.0), 0.0)
        elif operation == op.AT:
            due = (np.floor(r[a]) == month - 1.0) & (r[a] < r[b])
            r[d] = np.where(np.isnan(r[a] + r[b]), np.nan, due)
        elif operation == op.RENEW:
            while (which := np.flatnonzero(r[d] < np.minimum(r[c], month))).size:
                r[d][which] += r[a][which] * draws.events(p, int(x), 0, r[b][which], which)
                r[b][which] += 1.0
        elif operation == op.SKIP:
            pc += p if x == 0.0 else 0
        elif operation == op.EVENTS:
            event, most = 0.0, r[a].max()
            pc += p if most <= 0.0 else 0
        elif operation == op.EVENTS_END:
            event += 1.0
            again = event < most
            pc -= p + 1 if again else 0
            event = event if again else 0.0
        elif operation == op.ADD_EVENT:
            share = np.clip(r[b] - event, 0.0, 1.0)  # a spreadsheet estimate's count has a fraction
            r[d] += np.where(share > 0.0, r[a] * share, 0.0)
            if listen is not None:
                listen(pc - 1, month, np.where(share > 0.0, r[a], np.nan))
        elif operation == op.WAIT:
            pc += p if not np.any(r[a] < np.minimum(r[b], month)) else 0
        elif operation == op.WAIT_END:
            pc -= p + 2
        elif operation == op.STEP:
            which = np.flatnonzero(r[d] < np.minimum(r[c], month))
            r[b][which] += 1.0
            r[d][which] += r[a][which]
        elif operation == op.ACCUMULATE:
            r[d] += r[a] * x
        elif operation == op.INCREASE:
            r[d] += r[a]
        elif operation == op.SCALE:
            r[d] *= r[a]
        elif operation == op.CHARGE:
            r[d] += r[a] * x
            r[b] += r[a]
        elif operation == op.CHARGE_PRODUCT:
            r[d] += r[a] * r[c] * x
            r[b] += r[a] * r[c]
        elif operation == op.INCREASE_PRODUCT:
            r[d] += r[a] * r[b]
        elif operation == op.SHARE:
            r[d] = np.where(r[a] != 0.0, r[a] * r[b], r[c])
        elif operation == op.COMPOUND:
            number = draws.count(p, month, r[a], r[b], r[c])
            r[d] = draws.total(q, int(x), month, number, np.zeros_like(number))
        elif operation == op.BREAK_EVEN:
            r[d] = np.where(r[a] < r[b] - op.ROUNDING * np.abs(r[b]), np.where(r[d] > 0.0, r[d], month), 0.0)
        elif operation == op.STORE:
            results[p + q * horizon] = r[a]
        elif operation == op.STORE_MONTH:
            results[p + month - 1] = r[a]
        elif operation == op.QUANTILE:
            r[d] = draws.quantile(p, int(x), month, 0.5 * (1.0 + np.abs(r[a])) ** -(2.0**q), r[a] > 0.0)
        elif operation == op.SCALE_EVENT:
            share = np.clip(r[b] - event, 0.0, 1.0)
            r[d] = np.where(share > 0.0, r[d] * r[a] ** share, r[d])
        else:
            raise AssertionError(f"operation {operation} is not in the reference twin")
