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
from .program import Program

__all__ = ["run_point"]

#: What an operation gives, from the numbers in d, a, b and c and the month's scalar. Numbers are Python's, whose
#: arithmetic is fast; 1 / 0, which Python refuses, and functions are NumPy's, those of arrays to the last bit.
_VALUES: Final[dict[int, Callable[[float, float, float, float, float], float]]] = {
    op.LOAD: lambda d, a, b, c, x: x,
    op.COPY: lambda d, a, b, c, x: a,
    op.ADD: lambda d, a, b, c, x: a + b,
    op.ADD_SCALAR: lambda d, a, b, c, x: a + x,
    op.SUBTRACT: lambda d, a, b, c, x: a - b,
    op.SUBTRACT_FROM: lambda d, a, b, c, x: x - a,
    op.MULTIPLY: lambda d, a, b, c, x: a * b,
    op.MULTIPLY_SCALAR: lambda d, a, b, c, x: a * x,
    op.DIVIDE: lambda d, a, b, c, x: _quotient(a, b),
    op.DIVIDE_SCALAR: lambda d, a, b, c, x: _quotient(a, x),
    op.POWER: lambda d, a, b, c, x: float(np.power(a, b)),
    op.MINIMUM: lambda d, a, b, c, x: _least(a, b),
    op.MAXIMUM: lambda d, a, b, c, x: _most(a, b),
    op.MINIMUM_SCALAR: lambda d, a, b, c, x: _least(a, x),
    op.MAXIMUM_SCALAR: lambda d, a, b, c, x: _most(a, x),
    op.CEIL: lambda d, a, b, c, x: float(np.ceil(a)),
    op.FLOOR: lambda d, a, b, c, x: float(np.floor(a)),
    op.ABSOLUTE: lambda d, a, b, c, x: abs(a),
    op.EXP: lambda d, a, b, c, x: float(np.exp(a)),
    op.LOG: lambda d, a, b, c, x: float(np.log(a)),
    op.SQRT: lambda d, a, b, c, x: float(np.sqrt(a)),
    op.LESS: lambda d, a, b, c, x: 1.0 if a < b else 0.0,
    op.LESS_EQUAL: lambda d, a, b, c, x: 1.0 if a <= b else 0.0,
    op.EQUAL: lambda d, a, b, c, x: 1.0 if a == b else 0.0,
    op.SELECT: lambda d, a, b, c, x: b if a != 0.0 else c,
    op.MOD: lambda d, a, b, c, x: float(np.mod(a, b)),
    op.SHARE: lambda d, a, b, c, x: a * b if a != 0.0 else c,
    op.PATH_LOGARITHM: lambda d, a, b, c, x: 0.0,
    op.COUNT: lambda d, a, b, c, x: _quotient(a, 1.0 - c),
    op.INCREASE: lambda d, a, b, c, x: d + a,
    op.SCALE: lambda d, a, b, c, x: d * a,
    op.ACCUMULATE: lambda d, a, b, c, x: d + a * x,
    op.CHARGE: lambda d, a, b, c, x: d + a * x,
    op.CHARGE_PRODUCT: lambda d, a, b, c, x: d + a * c * x,
    op.INCREASE_PRODUCT: lambda d, a, b, c, x: d + a * b,
}

#: What is added to b besides, from the numbers in a and c.
_CHARGED: Final[dict[int, Callable[[float, float], float]]] = {
    op.CHARGE: lambda a, c: a,
    op.CHARGE_PRODUCT: lambda a, c: a * c,
}


def run_point(program: Program) -> NDArray[np.float64]:
    """Run the spreadsheet estimate; return the results, shape (rows,)."""
    registers, results = [0.0] * program.registers, [0.0] * program.layout.rows
    code = [(_VALUES.get(row[0]), *row) for row in program.code.tolist()]
    scalars, point = program.scalars.T.tolist(), program.point.T.tolist()
    with np.errstate(all="ignore"):  # as the kernel: what is not finite is found in the results
        for start, stop, month, horizon in program.schedule.tolist():
            _run_step(code, scalars[month], point[month], point[0], registers, results, start, stop, month, horizon)
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
) -> None:
    """Run a section once; `fresh` are the points of draws that are numbered through all months."""
    pc, event, most = start, 0.0, 0.0
    while pc < stop:
        value, operation, d, a, b, c, s, p, q = code[pc]
        pc += 1
        if value is not None:
            if operation in _CHARGED:
                r[b] += _CHARGED[operation](r[a], r[c])
            r[d] = value(r[d], r[a], r[b], r[c], scalars[s])
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
            pc -= p + 2
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
