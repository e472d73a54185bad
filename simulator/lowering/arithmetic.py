"""Arithmetic on values: folded where all sources are scalars, an instruction where one is a register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..engine import operations as op
from .builder import Builder, Register, Scalar, Section, Value

__all__ = ["apply", "product", "total"]

Series = NDArray[np.float64]


def _choose(condition: Series, then: Series, otherwise: Series) -> Series:
    return np.where(condition != 0.0, then, otherwise)


#: Every function and operator of the formula language on numbers that are the same in all trajectories.
FOLDED: Final[dict[str, Callable[..., Series]]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "neg": np.negative,
    "lt": lambda a, b: np.less(a, b).astype(np.float64),
    "le": lambda a, b: np.less_equal(a, b).astype(np.float64),
    "gt": lambda a, b: np.greater(a, b).astype(np.float64),
    "ge": lambda a, b: np.greater_equal(a, b).astype(np.float64),
    "eq": lambda a, b: np.equal(a, b).astype(np.float64),
    "ne": lambda a, b: np.not_equal(a, b).astype(np.float64),
    "if": _choose,
    "min": lambda *values: reduce(np.minimum, values),
    "max": lambda *values: reduce(np.maximum, values),
    "ceil": np.ceil,
    "floor": np.floor,
    "abs": np.abs,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "clip": lambda x, low, high: np.minimum(np.maximum(x, low), high),
}

_UNARY: Final = {"ceil": op.CEIL, "floor": op.FLOOR, "abs": op.ABSOLUTE, "exp": op.EXP, "log": op.LOG, "sqrt": op.SQRT}
_BINARY: Final = {
    "add": op.ADD, "sub": op.SUBTRACT, "mul": op.MULTIPLY, "div": op.DIVIDE, "pow": op.POWER,
    "min": op.MINIMUM, "max": op.MAXIMUM, "lt": op.LESS, "le": op.LESS_EQUAL, "eq": op.EQUAL,
}  # fmt: skip
_WITH_SCALAR: Final = {
    "add": op.ADD_SCALAR, "mul": op.MULTIPLY_SCALAR, "div": op.DIVIDE_SCALAR,
    "min": op.MINIMUM_SCALAR, "max": op.MAXIMUM_SCALAR,
}  # fmt: skip
_COMMUTE: Final = {"add", "mul", "min", "max"}
_SWAPPED: Final = {"gt": "lt", "ge": "le"}


def apply(builder: Builder, function: str, *values: Value) -> Value:
    """Return `function` of the values, as the formula language names it."""
    if all(isinstance(value, Scalar) for value in values):
        with np.errstate(all="ignore"):  # what is not finite is found in the results, where its line can be named
            return Scalar(FOLDED[function](*(value.series for value in values if isinstance(value, Scalar))))
    if function in _SWAPPED:
        return apply(builder, _SWAPPED[function], *reversed(values))
    match function, values:
        case "neg", (a,):
            return apply(builder, "mul", a, builder.number(-1.0))
        case "ne", (a, b):
            return apply(builder, "sub", builder.number(1.0), apply(builder, "eq", a, b))
        case "clip", (x, low, high):
            return apply(builder, "min", apply(builder, "max", x, low), high)
        case "if", (condition, then, otherwise):
            return builder.emit(op.SELECT, *(builder.in_register(value) for value in (condition, then, otherwise)))
        case _, (a,):
            return builder.emit(_UNARY[function], builder.in_register(a))
        case _, (a, b):
            return _binary(builder, function, a, b)
    return reduce(lambda a, b: apply(builder, function, a, b), values)


def _binary(builder: Builder, function: str, a: Value, b: Value) -> Register:
    if isinstance(a, Scalar) and function in _COMMUTE:
        a, b = b, a
    if function == "sub" and isinstance(b, Scalar):
        function, b = "add", Scalar(-b.series)  # a - x and a + (-x) are the same double
    if isinstance(a, Register) and isinstance(b, Scalar) and function in _WITH_SCALAR:
        return _with_scalar(builder, _WITH_SCALAR[function], a, b)
    if isinstance(a, Scalar) and isinstance(b, Register) and function == "sub":
        return _with_scalar(builder, op.SUBTRACT_FROM, b, a)
    return builder.emit(_BINARY[function], builder.in_register(a), builder.in_register(b))


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
