"""The spreadsheet estimate: a program on one trajectory of plain guesses.

Every continuous draw is at its median, path factors are 1, counts and probabilities are at their mean, an event line is
its mean count times its median amount. A spreadsheet with one number in each cell gives it.

The reference twin gives the same on `PointDraws`. Here a register is one number instead of an array of one, which is
more than ten times as fast: a scenario whose values are tried out pays for its estimate each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from . import operations as op
from .events import MOST_EVENTS
from .program import Program

__all__ = ["run_point"]

#: What an operation gives, from the registers, the places d, a, b and c in them, and the month's scalar. Numbers are
#: Python's, whose arithmetic is fast; 1 / 0, which Python refuses, and functions are NumPy's, those of arrays to the
#: last bit.
_VALUES: Final[dict[int, Callable[[list[float], int, int, int, int, float], float]]] = {
    op.LOAD: lambda r, d, a, b, c, x: x,
    op.COPY: lambda r, d, a, b, c, x: r[a],
    op.ADD: lambda r, d, a, b, c, x: r[a] + r[b],
    op.ADD_SCALAR: lambda r, d, a, b, c, x: r[a] + x,
    op.SUBTRACT: lambda r, d, a, b, c, x: r[a] - r[b],
    op.SUBTRACT_FROM: lambda r, d, a, b, c, x: x - r[a],
    op.MULTIPLY: lambda r, d, a, b, c, x: r[a] * r[b],
    op.MULTIPLY_SCALAR: lambda r, d, a, b, c, x: r[a] * x,
    op.DIVIDE: lambda r, d, a, b, c, x: _quotient(r[a], r[b]),
    op.DIVIDE_SCALAR: lambda r, d, a, b, c, x: _quotient(r[a], x),
    op.POWER: lambda r, d, a, b, c, x: float(np.power(r[a], r[b])),
    op.MINIMUM: lambda r, d, a, b, c, x: _least(r[a], r[b]),
    op.MAXIMUM: lambda r, d, a, b, c, x: _most(r[a], r[b]),
    op.MINIMUM_SCALAR: lambda r, d, a, b, c, x: _least(r[a], x),
    op.MAXIMUM_SCALAR: lambda r, d, a, b, c, x: _most(r[a], x),
    op.CEIL: lambda r, d, a, b, c, x: float(np.ceil(r[a])),
    op.FLOOR: lambda r, d, a, b, c, x: float(np.floor(r[a])),
    op.ABSOLUTE: lambda r, d, a, b, c, x: abs(r[a]),
    op.EXP: lambda r, d, a, b, c, x: float(np.exp(r[a])),
    op.LOG: lambda r, d, a, b, c, x: float(np.log(r[a])),
    op.SQRT: lambda r, d, a, b, c, x: float(np.sqrt(r[a])),
    op.LESS: lambda r, d, a, b, c, x: 1.0 if r[a] < r[b] else 0.0,
    op.LESS_EQUAL: lambda r, d, a, b, c, x: 1.0 if r[a] <= r[b] else 0.0,
    op.EQUAL: lambda r, d, a, b, c, x: 1.0 if r[a] == r[b] else 0.0,
    op.SELECT: lambda r, d, a, b, c, x: r[b] if r[a] != 0.0 else r[c],
    op.MOD: lambda r, d, a, b, c, x: float(np.mod(r[a], r[b])),
    op.SHARE: lambda r, d, a, b, c, x: r[a] * r[b] if r[a] != 0.0 else r[c],
    op.PATH_LOGARITHM: lambda r, d, a, b, c, x: 0.0,
    op.COUNT: lambda r, d, a, b, c, x: _quotient(r[a], 1.0 - r[c]),
    op.INCREASE: lambda r, d, a, b, c, x: r[d] + r[a],
    op.SCALE: lambda r, d, a, b, c, x: r[d] * r[a],
    op.ACCUMULATE: lambda r, d, a, b, c, x: r[d] + r[a] * x,
    op.INCREASE_PRODUCT: lambda r, d, a, b, c, x: r[d] + r[a] * r[b],
}


def run_point(program: Program) -> NDArray[np.float64]:
    """Run the spreadsheet estimate; return the results, shape (rows,)."""
    registers, results = [0.0] * program.registers, [0.0] * program.layout.rows
    code = [(_VALUES.get(row[0]), *row) for row in program.code.tolist()]
    scalars, point = program.scalars.T.tolist(), program.point.T.tolist()
    endless = set[int]()
    with np.errstate(all="ignore"):  # as the kernel: what is not finite is found in the results
        for start, stop, month, horizon in program.schedule.tolist():
            given = scalars[month], point[month], point[0]
            _run_step(code, *given, registers, results, start, stop, month, horizon, endless)
    return np.array(results)


def _run_step(
    code: list[tuple[Any, ...]],
    scalars: list[float],
    point: list[float],
    fresh: list[float],
    r: list[float],
    results: list[float],
    start: int,
    stop: int,
    month: int,
    horizon: int,
    endless: set[int],
) -> None:
    """Run a section once.

    `fresh` are the points of draws that are numbered through all months; `endless` the loops whose interval is not
    positive, which a run refuses: they are left.
    """
    pc, event, most, turns = start, 0.0, 0.0, dict[int, int]()
    while pc < stop:
        value, operation, d, a, b, c, s, p, q = code[pc]
        pc += 1
        if value is not None:
            r[d] = value(r, d, a, b, c, scalars[s])
        elif operation == op.CHARGE:
            r[b] += r[a]
            r[d] += r[a] * scalars[s]
        elif operation == op.CHARGE_PRODUCT:
            r[b] += r[a] * r[c]
            r[d] += r[a] * r[c] * scalars[s]
        elif operation == op.STORE:
            results[p + q * horizon] = r[a]
        elif operation == op.STORE_MONTH:
            results[p + month - 1] = r[a]
        elif operation == op.SKIP:
            pc += p if scalars[s] == 0.0 else 0
        elif operation == op.BREAK_EVEN:
            below = r[a] < r[b] - op.ROUNDING * abs(r[b])
            r[d] = (r[d] if r[d] > 0.0 else float(month)) if below else 0.0
        elif operation in (op.DRAW, op.QUANTILE):
            r[d] = point[p]
        elif operation == op.DRAW_EVENT:
            r[d] = (fresh if q == 1 else point)[p]
        elif operation == op.SUM_DRAWS:
            r[d] = r[a] * (fresh if q == 1 else point)[p]
        elif operation == op.COMPOUND:
            r[d] = _quotient(r[a], 1.0 - r[c]) * point[q]
        elif operation == op.ACTIVE:
            r[d] = _most(_least(r[b], month) - _most(r[a], month - 1.0), 0.0)
        elif operation == op.AT:
            both = r[a] + r[b]
            due = month - 1.0 <= r[a] < month and r[a] < r[b]
            r[d] = both if both != both else 1.0 if due else 0.0
        elif operation == op.RENEW:
            while r[d] < _least(r[c], month):
                r[d] += r[a] * fresh[p]
                r[b] += 1.0
        elif operation == op.EVENTS:
            event, most = 0.0, r[a]
            pc += p if most <= 0.0 else 0
        elif operation == op.EVENTS_END:
            again = event + 1.0 < most
            pc -= p + 1 if again else 0
            event = event + 1.0 if again else 0.0
        elif operation in (op.ADD_EVENT, op.SCALE_EVENT):
            share = min(max(r[b] - event, 0.0), 1.0)  # the mean of a count has a fraction
            if share > 0.0:
                r[d] = r[d] + r[a] * share if operation == op.ADD_EVENT else r[d] * float(np.power(r[a], share))
        elif operation == op.WAIT:
            pc += p if not r[a] < _least(r[b], month) else 0
        elif operation == op.WAIT_END:
            turns[pc] = turns.get(pc, 0) + 1
            if turns[pc] > MOST_EVENTS:
                endless.add(pc)
            pc -= p + 2 if pc not in endless else 0
        elif operation == op.STEP:
            if r[d] < _least(r[c], month):
                r[b] += 1.0
                r[d] += r[a]
        else:
            raise AssertionError(f"operation {operation} is not in the spreadsheet estimate")


def _quotient(a: float, b: float) -> float:
    return float(np.divide(a, b)) if b == 0.0 else a / b


def _least(a: float, b: float) -> float:
    """Return the smaller number, as NumPy does: what is not a number is passed on."""
    return a if a < b or a != a else b


def _most(a: float, b: float) -> float:
    return a if a > b or a != a else b
