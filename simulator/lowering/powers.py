"""Powers whose exponent is known: products and square roots, or one factor a month, in place of a logarithm.

`(1 + growth) ** (month - 1)` is last month's power times a factor that is computed once a trajectory. Its error grows
by a half unit in the last place a month. Where the exponent is whole again, as after each twelve of twelve months, the
power is computed from the base again: exactly so for a negative base, which has no powers in between.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..engine import operations as op
from .builder import Builder, Instruction, Register, Scalar, Section

__all__ = ["power"]

#: Twice the largest exponent that is made of products and a square root.
_MOST_HALVES = 8

#: By how much exponents may miss an arithmetic series, as a share of the largest: rounding.
_ROUNDING = 1e-15


def power(builder: Builder, base: Register, exponent: Scalar) -> Register | None:
    """Return the base to an exponent that is the same in all trajectories; None where there is no shorter way."""
    months = exponent.series[1:]
    if exponent.constant is not None:
        return _of_products(builder, base, exponent.constant)
    if base.section != Section.ONCE:
        return None
    step = _step(months)
    return None if step is None else _month_by_month(builder, base, months, step)


def _of_products(builder: Builder, base: Register, exponent: float) -> Register | None:
    """Return a small whole power, times a square root if there is a half."""
    halves = 2.0 * exponent
    if not (1.0 <= halves <= _MOST_HALVES and halves == np.floor(halves)):
        return None
    root, whole = int(halves) % 2, int(halves) // 2
    found = builder.emit(op.SQRT, base) if root else base
    for _ in range(whole - 1 + root):
        found = builder.emit(op.MULTIPLY, found, base)
    return found


def _step(months: NDArray[np.float64]) -> float | None:
    """Return by how much the exponent changes where it does; None unless it is the same each time, and away from 0.

    Towards 0 it would have to leave what it cannot: 0 ** -1 is infinite, and times 0 not a number.
    """
    changes = np.diff(months)
    moves = np.abs(changes) > _ROUNDING * np.max(np.abs(months))
    if not np.any(moves) or not np.all(np.isfinite(months)):
        return None
    step = float((months[-1] - months[0]) / np.count_nonzero(moves))
    rebuilt = months[0] + step * np.concatenate([[0.0], np.cumsum(moves)])
    close = np.abs(rebuilt - months) <= _ROUNDING * np.max(np.abs(months))
    return step if np.all(close) and np.all(months * step >= 0.0) else None


def _month_by_month(builder: Builder, base: Register, months: NDArray[np.float64], step: float) -> Register:
    """Return the power of the present month: a state that is multiplied where the exponent changes."""

    def once(exponent: float) -> Register:
        """Return a power that is computed once a trajectory."""
        return _of_products(builder, base, exponent) or builder.emit(
            op.POWER, base, builder.in_register(builder.number(exponent))
        )

    key = (op.POWER, base, months.tobytes())
    if key in builder.kept:
        return builder.kept[key]
    found = builder.state(builder.number(1.0) if months[0] == 0.0 else once(float(months[0])))
    changes = np.concatenate([[False], np.diff(months) * np.sign(step) > 0.5 * abs(step)])
    again = np.zeros_like(changes) if step == np.floor(step) else changes & (months == np.floor(months))
    first: list[Instruction] = []

    def only_in(when: NDArray[np.bool_], instruction: Instruction) -> None:
        row = builder.scalar_row(Scalar(np.concatenate([[0.0], when.astype(np.float64)])))
        first.extend([Instruction(op.SKIP, s=row, p=1), instruction])

    only_in(changes & ~again, Instruction(op.SCALE, found, once(step)))
    reached = 0.0
    value: Register | None = None
    for exponent in dict.fromkeys(months[again].tolist()):
        further = None if value is None else _of_products(builder, base, exponent - reached)
        value = once(exponent) if value is None or further is None else builder.emit(op.MULTIPLY, value, further)
        reached = exponent
        only_in(again & (months == exponent), Instruction(op.COPY, found, value))
    builder.at_first(first)
    builder.kept[key] = found
    return found
