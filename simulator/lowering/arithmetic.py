"""Arithmetic on values: folded where all sources are scalars, an instruction where one is a register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, reduce
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...configs.formulas.functions import TABLE
from ..engine import operations as op
from .builder import Builder, Register, Scalar, Section, Value
from .powers import power

__all__ = ["apply", "product", "total"]

Series = NDArray[np.float64]

_SWAPPED: Final = {"gt": "lt", "ge": "le"}


@lru_cache(maxsize=256)  # functions of the language, with and without the suffix
def _opcode(function: str, suffix: str = "") -> Any:
    """Return the kernel's instruction of a function: NumPy's name of it in capitals; None where there is none."""
    return getattr(op, f"{TABLE[function].numpy.upper()}{suffix}", None)


def _folded(function: str, values: Sequence[Series]) -> Series:
    """Return a function of numbers that are the same in all trajectories."""
    apply_numpy: Callable[..., Series] = getattr(np, TABLE[function].numpy)
    found = reduce(apply_numpy, values) if TABLE[function].arity is None else apply_numpy(*values)
    return np.asarray(found, dtype=np.float64)


def apply(builder: Builder, function: str, *values: Value) -> Value:
    """Return `function` of the values, as the formula language names it."""
    if function == "clip":
        x, low, high = values
        return apply(builder, "min", apply(builder, "max", x, low), high)
    scalars = [value.series for value in values if isinstance(value, Scalar)]
    if len(scalars) == len(values):
        return Scalar(_folded(function, scalars))
    if function in _SWAPPED:
        return apply(builder, _SWAPPED[function], *reversed(values))
    match function, values:
        case "neg", (a,):
            return apply(builder, "mul", a, builder.number(-1.0))
        case "ne", (a, b):
            return apply(builder, "sub", builder.number(1.0), apply(builder, "eq", a, b))
        case "if", (condition, then, otherwise):
            return builder.emit(op.SELECT, *(builder.in_register(value) for value in (condition, then, otherwise)))
        case _, (a,):
            return builder.emit(_opcode(function), builder.in_register(a))
        case _, (a, b):
            return _binary(builder, function, a, b)
    return reduce(lambda a, b: apply(builder, function, a, b), values)


def _binary(builder: Builder, function: str, a: Value, b: Value) -> Register:
    if isinstance(a, Scalar) and TABLE[function].commutes:
        a, b = b, a
    if function == "sub" and isinstance(b, Scalar):
        function, b = "add", Scalar(-b.series)  # a - x and a + (-x) are the same double
    if function == "pow" and isinstance(a, Register) and isinstance(b, Scalar):
        found = power(builder, a, b)
        if found is not None:
            return found
    with_scalar = _opcode(function, "_SCALAR")
    if isinstance(a, Register) and isinstance(b, Scalar) and with_scalar is not None:
        return _with_scalar(builder, with_scalar, a, b)
    if isinstance(a, Scalar) and isinstance(b, Register) and function == "sub":
        return _with_scalar(builder, op.SUBTRACT_FROM, b, a)
    return builder.emit(_opcode(function), builder.in_register(a), builder.in_register(b))


def _with_scalar(builder: Builder, operation: int, a: Register, x: Scalar) -> Register:
    section = a.section if x.constant is not None else max(a.section, Section.MONTH)
    return builder.emit(operation, a, s=builder.scalar_row(x), section=section)


def product(builder: Builder, values: Sequence[Value]) -> Value:
    """Return the product of the values, oldest first: what is known once is multiplied once a trajectory."""
    scalars = [value for value in values if isinstance(value, Scalar)]
    registers = sorted((value for value in values if isinstance(value, Register)), key=lambda value: value.section)
    fixed = [value for value in scalars if value.constant is not None]
    varying = [value for value in scalars if value.constant is None]
    ordered: list[Value] = [*fixed, *registers, *varying]
    return reduce(lambda a, b: apply(builder, "mul", a, b), ordered)


def total(builder: Builder, values: Sequence[Value]) -> Value:
    """Return the sum of the values, in their order; 0 where there is none."""
    if not values:
        return builder.number(0.0)
    return reduce(lambda a, b: apply(builder, "add", a, b), values)
