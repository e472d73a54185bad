"""The operations as LLVM's assembly text: eight lanes at a time, each by the same arithmetic as in `kernel`.

No fast maths and no fused multiply-add: a lane comes out the same to the last bit whichever way it went. A vector of
eight doubles is one register of AVX-512, and becomes two or four narrower ones elsewhere.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from . import operations as op
from .series import ARTANH, LN2_HIGH, LN2_LOW, LOG2_E, TAYLOR, TO_WHOLE

__all__ = ["DECLARATIONS", "EMITTERS", "LANES", "Code", "Lanes", "Step", "constant", "integer"]

#: Lanes that are worked on at once.
LANES: Final = 8

_V = f"<{LANES} x double>"
_W = f"<{LANES} x i64>"
_B = f"<{LANES} x i1>"
_EXPONENT = 52
_FRACTION = 0x000FFFFFFFFFFFFF
_TWO_52_BITS = 0x4330000000000000
_SQRT_HALF = 0x3FE6A09E00000000
_FROM_SQRT_HALF = 0x3FF0000000000000 - _SQRT_HALF


class Step(NamedTuple):
    """One instruction: see `operations`."""

    operation: int
    d: int
    a: int
    b: int
    c: int
    s: int
    p: int
    q: int


class Code:
    """Text of one function while it grows; a vector is the text of its name, or of a constant."""

    def __init__(self, prefix: str = "v") -> None:
        self.lines: list[str] = []
        self.prefix = prefix
        self.count = 0

    def put(self, right: str) -> str:
        """Append an instruction that gives a value, and return its name."""
        self.count += 1
        name = f"%{self.prefix}{self.count}"
        self.lines.append(f"  {name} = {right}")
        return name

    def at(self, kind: str, base: str, index: str | int) -> str:
        """Return the address of an element of an array."""
        return self.put(f"getelementptr {kind}, ptr {base}, i64 {index}")

    def load(self, kind: str, base: str, index: str | int) -> str:
        """Return an element of an array."""
        return self.put(f"load {kind}, ptr {self.at(kind, base, index)}")

    def add(self, a: str, b: str) -> str:
        """Return a + b."""
        return self.put(f"fadd {_V} {a}, {b}")

    def sub(self, a: str, b: str) -> str:
        """Return a - b."""
        return self.put(f"fsub {_V} {a}, {b}")

    def mul(self, a: str, b: str) -> str:
        """Return a * b."""
        return self.put(f"fmul {_V} {a}, {b}")

    def div(self, a: str, b: str) -> str:
        """Return a / b."""
        return self.put(f"fdiv {_V} {a}, {b}")

    def is_(self, relation: str, a: str, b: str) -> str:
        """Return a mask: "o..." is false where either is not a number, "u..." true."""
        return self.put(f"fcmp {relation} {_V} {a}, {b}")

    def either(self, a: str, b: str) -> str:
        """Return where one of two masks holds."""
        return self.put(f"or {_B} {a}, {b}")

    def both(self, a: str, b: str) -> str:
        """Return where both masks hold."""
        return self.put(f"and {_B} {a}, {b}")

    def select(self, mask: str, a: str, b: str) -> str:
        """Return a where the mask holds, else b."""
        return self.put(f"select {_B} {mask}, {_V} {a}, {_V} {b}")

    def call(self, function: str, a: str) -> str:
        """Return an intrinsic function of a."""
        return self.put(f"call {_V} @llvm.{function}.v{LANES}f64({_V} {a})")

    def whole(self, operation: str, a: str, b: str) -> str:
        """Return an operation on the lanes as 64-bit integers."""
        return self.put(f"{operation} {_W} {a}, {b}")

    def bits(self, a: str) -> str:
        """Return the bits of doubles."""
        return self.put(f"bitcast {_V} {a} to {_W}")

    def double(self, a: str) -> str:
        """Return the doubles that have these bits."""
        return self.put(f"bitcast {_W} {a} to {_V}")

    def spread(self, kind: str, a: str) -> str:
        """Return a vector that holds one value in all lanes."""
        one = self.put(f"insertelement <{LANES} x {kind}> poison, {kind} {a}, i64 0")
        return self.put(
            f"shufflevector <{LANES} x {kind}> {one}, <{LANES} x {kind}> poison, <{LANES} x i32> zeroinitializer"
        )


#: Functions of the processor that the text calls by name.
DECLARATIONS: Final = [
    f"declare {_V} @llvm.{name}.v{LANES}f64({_V})" for name in ("ceil", "floor", "fabs", "sqrt")
]  # fmt: skip


def constant(value: float) -> str:
    """Return a constant vector of doubles."""
    return "<" + ", ".join([f"double 0x{struct.pack('>d', value).hex().upper()}"] * LANES) + ">"


def integer(value: int) -> str:
    """Return a constant vector of 64-bit integers."""
    return "<" + ", ".join([f"i64 {value}"] * LANES) + ">"


_ZERO, _HALF, _ONE = constant(0.0), constant(0.5), constant(1.0)
_NAN, _INFINITY, _MINUS_INFINITY = constant(float("nan")), constant(float("inf")), constant(float("-inf"))
_FACTORIAL = [constant(value) for value in TAYLOR]
_ARTANH = [constant(value) for value in ARTANH]


def _exp(v: Code, y: str) -> str:
    shifted = v.add(v.mul(y, constant(LOG2_E)), constant(TO_WHOLE))
    whole = v.sub(shifted, constant(TO_WHOLE))
    r = v.sub(v.sub(y, v.mul(whole, constant(LN2_HIGH))), v.mul(whole, constant(LN2_LOW)))
    r2 = v.mul(r, r)
    r4 = v.mul(r2, r2)

    def pair(n: int) -> str:
        return v.add(_FACTORIAL[n], v.mul(_FACTORIAL[n + 1], r))

    low = v.add(v.add(_ONE, r), v.mul(v.add(_HALF, v.mul(_FACTORIAL[3], r)), r2))
    middle = v.add(pair(4), v.mul(pair(6), r2))
    high = v.add(v.add(pair(8), v.mul(pair(10), r2)), v.mul(pair(12), r4))
    z = v.add(low, v.mul(v.add(middle, v.mul(high, r4)), r4))
    exponent = v.whole("shl", v.whole("add", v.bits(shifted), integer(1023)), integer(_EXPONENT))
    z = v.mul(z, v.double(exponent))
    z = v.select(v.is_("ogt", y, constant(709.0)), _INFINITY, z)
    return v.select(v.is_("olt", y, constant(-708.0)), _ZERO, z)


def _log(v: Code, y: str) -> str:
    tiny = v.is_("olt", y, constant(2.0**-1022))
    scaled = v.select(tiny, v.mul(y, constant(2.0**54)), y)
    pattern = v.whole("add", v.bits(scaled), integer(_FROM_SQRT_HALF))
    m = v.double(v.whole("add", v.whole("and", pattern, integer(_FRACTION)), integer(_SQRT_HALF)))
    k = v.double(v.whole("or", v.whole("lshr", pattern, integer(_EXPONENT)), integer(_TWO_52_BITS)))
    k = v.sub(v.sub(k, constant(2.0**52)), v.select(tiny, constant(1077.0), constant(1023.0)))
    f = v.sub(m, _ONE)
    s = v.div(f, v.add(constant(2.0), f))
    s2 = v.mul(s, s)
    s4 = v.mul(s2, s2)
    s8 = v.mul(s4, s4)

    def pair(n: int) -> str:
        return v.add(_ARTANH[n], v.mul(_ARTANH[n + 1], s2))

    low = v.add(pair(1), v.mul(pair(3), s4))
    high = v.add(pair(5), v.mul(pair(7), s4))
    half = v.mul(v.mul(_HALF, f), f)
    series = v.add(low, v.mul(v.add(high, v.mul(pair(9), s8)), s8))
    z = v.mul(s, v.add(half, v.mul(s2, series)))
    z = v.add(z, v.mul(k, constant(LN2_LOW)))
    z = v.add(v.add(v.sub(z, half), f), v.mul(k, constant(LN2_HIGH)))
    z = v.select(v.is_("olt", y, _INFINITY), z, y)
    z = v.select(v.is_("olt", y, _ZERO), _NAN, z)
    return v.select(v.is_("oeq", y, _ZERO), _MINUS_INFINITY, z)


def _least(v: Code, y: str, z: str) -> str:
    return v.select(v.either(v.is_("ogt", y, z), v.is_("uno", z, z)), z, y)


def _greatest(v: Code, y: str, z: str) -> str:
    return v.select(v.either(v.is_("olt", y, z), v.is_("uno", z, z)), z, y)


class Lanes(Protocol):
    """What an operation gets: the rows of eight lanes."""

    code: Code

    def get(self, row: int) -> str:
        """Return the vector in a row."""

    def set(self, row: int, value: str) -> None:
        """Put a vector into a row."""

    def scalar(self, row: int) -> str:
        """Return this month's scalar, in all lanes."""

    def month(self) -> str:
        """Return the month, in all lanes."""

    def draw(self, step: Step) -> str:
        """Return a draw."""


def _arithmetic(method: Callable[[Code, str, str], str]) -> Callable[[Lanes, Step], None]:
    def emit(lanes: Lanes, step: Step) -> None:
        lanes.set(step.d, method(lanes.code, lanes.get(step.a), lanes.get(step.b)))

    return emit


def _with_scalar(method: Callable[[Code, str, str], str], reverse: bool = False) -> Callable[[Lanes, Step], None]:
    def emit(lanes: Lanes, step: Step) -> None:
        a, x = lanes.get(step.a), lanes.scalar(step.s)
        lanes.set(step.d, method(lanes.code, x, a) if reverse else method(lanes.code, a, x))

    return emit


def _of_one(method: Callable[[Code, str], str]) -> Callable[[Lanes, Step], None]:
    def emit(lanes: Lanes, step: Step) -> None:
        lanes.set(step.d, method(lanes.code, lanes.get(step.a)))

    return emit


def _intrinsic(function: str) -> Callable[[Lanes, Step], None]:
    return _of_one(lambda v, a: v.call(function, a))


def _compare(relation: str) -> Callable[[Lanes, Step], None]:
    return _arithmetic(lambda v, a, b: v.select(v.is_(relation, a, b), _ONE, _ZERO))


def _increase(lanes: Lanes, row: int, by: str) -> None:
    lanes.set(row, lanes.code.add(lanes.get(row), by))


def _load(lanes: Lanes, step: Step) -> None:
    lanes.set(step.d, lanes.scalar(step.s))


def _copy(lanes: Lanes, step: Step) -> None:
    lanes.set(step.d, lanes.get(step.a))


def _select(lanes: Lanes, step: Step) -> None:
    v = lanes.code
    lanes.set(step.d, v.select(v.is_("une", lanes.get(step.a), _ZERO), lanes.get(step.b), lanes.get(step.c)))


def _share(lanes: Lanes, step: Step) -> None:
    v, y = lanes.code, lanes.get(step.a)
    product = v.mul(y, lanes.get(step.b))
    lanes.set(step.d, v.select(v.is_("une", y, _ZERO), product, lanes.get(step.c)))


def _path_logarithm(lanes: Lanes, step: Step) -> None:
    v, y = lanes.code, lanes.get(step.a)
    lanes.set(step.d, v.sub(v.mul(y, lanes.get(step.b)), v.mul(v.mul(_HALF, y), y)))


def _active(lanes: Lanes, step: Step) -> None:
    v, a, b, t = lanes.code, lanes.get(step.a), lanes.get(step.b), lanes.month()
    before = v.sub(t, _ONE)
    begin = v.select(v.is_("olt", a, before), before, a)
    end = v.select(v.is_("ogt", b, t), t, b)
    lanes.set(step.d, v.select(v.is_("ole", end, begin), _ZERO, v.sub(end, begin)))


def _at(lanes: Lanes, step: Step) -> None:
    v, y, z = lanes.code, lanes.get(step.a), lanes.get(step.b)
    now = v.is_("oeq", v.call("floor", y), v.sub(lanes.month(), _ONE))
    due = v.select(v.both(now, v.is_("olt", y, z)), _ONE, _ZERO)
    lanes.set(step.d, v.select(v.is_("ord", y, z), due, _NAN))


def _accumulate(lanes: Lanes, step: Step) -> None:
    _increase(lanes, step.d, lanes.code.mul(lanes.get(step.a), lanes.scalar(step.s)))


def _increase_by(lanes: Lanes, step: Step) -> None:
    _increase(lanes, step.d, lanes.get(step.a))


def _increase_product(lanes: Lanes, step: Step) -> None:
    _increase(lanes, step.d, lanes.code.mul(lanes.get(step.a), lanes.get(step.b)))


def _scale(lanes: Lanes, step: Step) -> None:
    lanes.set(step.d, lanes.code.mul(lanes.get(step.d), lanes.get(step.a)))


def _charge(lanes: Lanes, step: Step) -> None:
    amount = lanes.get(step.a)
    _increase(lanes, step.d, lanes.code.mul(amount, lanes.scalar(step.s)))
    _increase(lanes, step.b, amount)


def _charge_product(lanes: Lanes, step: Step) -> None:
    amount = lanes.code.mul(lanes.get(step.a), lanes.get(step.c))
    _increase(lanes, step.d, lanes.code.mul(amount, lanes.scalar(step.s)))
    _increase(lanes, step.b, amount)


def _break_even(lanes: Lanes, step: Step) -> None:
    v, since, z = lanes.code, lanes.get(step.d), lanes.get(step.b)
    edge = v.sub(z, v.mul(constant(op.ROUNDING), v.call("fabs", z)))
    known = v.select(v.is_("ogt", since, _ZERO), since, lanes.month())
    lanes.set(step.d, v.select(v.is_("olt", lanes.get(step.a), edge), known, _ZERO))


def _draw(lanes: Lanes, step: Step) -> None:
    lanes.set(step.d, lanes.draw(step))


#: What emits an operation; the others are left to the kernel.
EMITTERS: Final[dict[int, Callable[[Lanes, Step], None]]] = {
    op.LOAD: _load,
    op.COPY: _copy,
    op.ADD: _arithmetic(Code.add),
    op.ADD_SCALAR: _with_scalar(Code.add),
    op.SUBTRACT: _arithmetic(Code.sub),
    op.SUBTRACT_FROM: _with_scalar(Code.sub, reverse=True),
    op.MULTIPLY: _arithmetic(Code.mul),
    op.MULTIPLY_SCALAR: _with_scalar(Code.mul),
    op.DIVIDE: _arithmetic(Code.div),
    op.DIVIDE_SCALAR: _with_scalar(Code.div),
    op.MINIMUM: _arithmetic(_least),
    op.MAXIMUM: _arithmetic(_greatest),
    op.CEIL: _intrinsic("ceil"),
    op.FLOOR: _intrinsic("floor"),
    op.ABSOLUTE: _intrinsic("fabs"),
    op.EXP: _of_one(_exp),
    op.LOG: _of_one(_log),
    op.SQRT: _intrinsic("sqrt"),
    op.LESS: _compare("olt"),
    op.LESS_EQUAL: _compare("ole"),
    op.EQUAL: _compare("oeq"),
    op.SELECT: _select,
    op.MINIMUM_SCALAR: _with_scalar(_least),
    op.MAXIMUM_SCALAR: _with_scalar(_greatest),
    op.DRAW: _draw,
    op.PATH_LOGARITHM: _path_logarithm,
    op.ACTIVE: _active,
    op.AT: _at,
    op.ACCUMULATE: _accumulate,
    op.INCREASE: _increase_by,
    op.SCALE: _scale,
    op.CHARGE: _charge,
    op.BREAK_EVEN: _break_even,
    op.INCREASE_PRODUCT: _increase_product,
    op.CHARGE_PRODUCT: _charge_product,
    op.SHARE: _share,
}
