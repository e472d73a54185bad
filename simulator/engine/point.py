"""The spreadsheet estimate: a program on one trajectory of plain guesses.

Every continuous draw is at its median, path factors are 1, counts and probabilities are at their mean, an event line is
its mean count times its median amount. A spreadsheet with one number in each cell gives it.

The reference twin gives the same on `PointDraws`. Here a register is one number instead of an array of one, which is
ten times as fast: a scenario whose values are tried out pays for its estimate each time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from . import operations as op
from .program import Program

__all__ = ["run_point"]

# NumPy's numbers: 1 / 0 is infinite, and functions are those of arrays to the last bit
_ZERO, _ONE = np.float64(0.0), np.float64(1.0)

#: What is written to d, from the numbers in a, b and c and the month's scalar.
_VALUES: Final[dict[int, Callable[[Any, Any, Any, Any], Any]]] = {
    op.LOAD: lambda a, b, c, x: x,
    op.COPY: lambda a, b, c, x: a,
    op.ADD: lambda a, b, c, x: a + b,
    op.ADD_SCALAR: lambda a, b, c, x: a + x,
    op.SUBTRACT: lambda a, b, c, x: a - b,
    op.SUBTRACT_FROM: lambda a, b, c, x: x - a,
    op.MULTIPLY: lambda a, b, c, x: a * b,
    op.MULTIPLY_SCALAR: lambda a, b, c, x: a * x,
    op.DIVIDE: lambda a, b, c, x: a / b,
    op.DIVIDE_SCALAR: lambda a, b, c, x: a / x,
    op.POWER: lambda a, b, c, x: np.power(a, b),
    op.MINIMUM: lambda a, b, c, x: np.minimum(a, b),
    op.MAXIMUM: lambda a, b, c, x: np.maximum(a, b),
    op.MINIMUM_SCALAR: lambda a, b, c, x: np.minimum(a, x),
    op.MAXIMUM_SCALAR: lambda a, b, c, x: np.maximum(a, x),
    op.CEIL: lambda a, b, c, x: np.ceil(a),
    op.FLOOR: lambda a, b, c, x: np.floor(a),
    op.ABSOLUTE: lambda a, b, c, x: abs(a),
    op.EXP: lambda a, b, c, x: np.exp(a),
    op.LOG: lambda a, b, c, x: np.log(a),
    op.SQRT: lambda a, b, c, x: np.sqrt(a),
    op.LESS: lambda a, b, c, x: _ONE if a < b else _ZERO,
    op.LESS_EQUAL: lambda a, b, c, x: _ONE if a <= b else _ZERO,
    op.EQUAL: lambda a, b, c, x: _ONE if a == b else _ZERO,
    op.SELECT: lambda a, b, c, x: b if a != 0.0 else c,
    op.MOD: lambda a, b, c, x: np.mod(a, b),
    op.SHARE: lambda a, b, c, x: a * b if a != 0.0 else c,
    op.PATH_LOGARITHM: lambda a, b, c, x: _ZERO,
    op.COUNT: lambda a, b, c, x: a / (_ONE - c),
}

#: What is written to state d, from its number, those in a, b and c, and the month's scalar.
_STATES: Final[dict[int, Callable[[Any, Any, Any, Any, Any], Any]]] = {
    op.INCREASE: lambda d, a, b, c, x: d + a,
    op.SCALE: lambda d, a, b, c, x: d * a,
    op.ACCUMULATE: lambda d, a, b, c, x: d + a * x,
    op.CHARGE: lambda d, a, b, c, x: d + a * x,
    op.CHARGE_PRODUCT: lambda d, a, b, c, x: d + a * c * x,
    op.INCREASE_PRODUCT: lambda d, a, b, c, x: d + a * b,
}


def run_point(program: Program) -> NDArray[np.float64]:
    """Run the spreadsheet estimate; return the results, shape (rows,)."""
    registers, results = [_ZERO] * program.registers, np.zeros(program.layout.rows)
    code, scalars = program.code.tolist(), [list(column) for column in program.scalars.T]
    point = [list(column) for column in program.point.T]
    with np.errstate(all="ignore"):  # as the kernel: what is not finite is found in the results
        for start, stop, month, horizon in program.schedule.tolist():
            _run_step(code, scalars[month], point[month], point[0], registers, results, start, stop, month, horizon)
    return results


def _run_step(
    code: list[list[int]],
    scalars: list[Any],
    point: list[Any],
    fresh: list[Any],
    r: list[Any],
    results: NDArray[np.float64],
    start: int,
    stop: int,
    month: int,
    horizon: int,
) -> None:
    """Run a section once; `fresh` are the points of draws that are numbered through all months."""
    pc, event, most = start, 0.0, 0.0
    while pc < stop:
        operation, d, a, b, c, s, p, q = code[pc]
        x = scalars[s]
        pc += 1
        if (value := _VALUES.get(operation)) is not None:
            r[d] = value(r[a], r[b], r[c], x)
        elif (state := _STATES.get(operation)) is not None:
            if operation == op.CHARGE:
                r[b] += r[a]
            elif operation == op.CHARGE_PRODUCT:
                r[b] += r[a] * r[c]
            r[d] = state(r[d], r[a], r[b], r[c], x)
        elif operation == op.STORE:
            results[p + q * horizon] = r[a]
        elif operation == op.STORE_MONTH:
            results[p + month - 1] = r[a]
        elif operation == op.SKIP:
            pc += p if x == 0.0 else 0
        elif operation == op.BREAK_EVEN:
            below = r[a] < r[b] - op.ROUNDING * abs(r[b])
            r[d] = (r[d] if r[d] > 0.0 else np.float64(month)) if below else _ZERO
        elif operation in (op.DRAW, op.QUANTILE):
            r[d] = point[p]
        elif operation == op.DRAW_EVENT:
            r[d] = (fresh if q == 1 else point)[p]
        elif operation == op.SUM_DRAWS:
            r[d] = r[a] * (fresh if q == 1 else point)[p]
        elif operation == op.COMPOUND:
            r[d] = r[a] / (_ONE - r[c]) * point[q]
        elif operation == op.ACTIVE:
            r[d] = np.maximum(np.minimum(r[b], month) - np.maximum(r[a], month - 1.0), _ZERO)
        elif operation == op.AT:
            due = np.floor(r[a]) == month - 1.0 and r[a] < r[b]
            r[d] = r[a] + r[b] if np.isnan(r[a] + r[b]) else _ONE if due else _ZERO
        elif operation == op.RENEW:
            while r[d] < np.minimum(r[c], month):
                r[d] += r[a] * fresh[p]
                r[b] += _ONE
        elif operation == op.EVENTS:
            event, most = 0.0, r[a]
            pc += p if most <= 0.0 else 0
        elif operation == op.EVENTS_END:
            again = event + 1.0 < most
            pc -= p + 1 if again else 0
            event = event + 1.0 if again else 0.0
        elif operation in (op.ADD_EVENT, op.SCALE_EVENT):
            share = min(max(r[b] - event, _ZERO), _ONE)  # the mean of a count has a fraction
            if share > 0.0:
                r[d] = r[d] + r[a] * share if operation == op.ADD_EVENT else r[d] * np.power(r[a], share)
        elif operation == op.WAIT:
            pc += p if not r[a] < np.minimum(r[b], month) else 0
        elif operation == op.WAIT_END:
            pc -= p + 2
        elif operation == op.STEP:
            if r[d] < np.minimum(r[c], month):
                r[b] += _ONE
                r[d] += r[a]
        else:
            raise AssertionError(f"operation {operation} is not in the spreadsheet estimate")
