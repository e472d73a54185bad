"""For kernels: work on eight lanes at once, where a compiler does not find it by itself. The results are the same.

Each function here is LLVM's instructions for numba, made when numba compiles a kernel that calls it, so that a process
which finds its kernels on disk does without numba.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from importlib import import_module
from typing import Any

__all__ = ["Inline", "fill_cubics", "list_at_least"]

_LANES = 8


class Inline:
    """A function that numba puts into kernels.

    Parameters
    ----------
    plain : callable
        What it does where kernels are not compiled.
    typed : callable
        What numba's `intrinsic` takes.
    """

    def __init__(self, plain: Callable[..., int], typed: Callable[..., Any]) -> None:
        self.plain = plain
        self.typed = typed

    def __call__(self, *arguments: Any) -> Any:
        """Do it plainly."""
        return self.plain(*arguments)

    @cached_property
    def _numba_type_(self) -> Any:  # numba asks for it where a kernel calls this
        from numba.core.registry import cpu_target
        from numba.extending import intrinsic

        function = intrinsic(self.typed)
        cpu_target.typing_context.refresh()
        return cpu_target.typing_context.resolve_value_type(function)


def _array(context: Any, builder: Any, signature: Any, arguments: Any, k: int) -> Any:
    return import_module("numba.np.arrayobj").make_array(signature.args[k])(context, builder, arguments[k])


def _pointer(builder: Any, base: Any, index: Any, kind: Any) -> Any:
    return builder.bitcast(builder.gep(base, [index]), kind.as_pointer())


def _fill_cubics(typing: Any, registers: Any, d: Any, number: Any, place: Any, cell: Any, cells: Any) -> Any:
    from numba.core import types

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        numba_ir = import_module("numba.core.cgutils")
        word, double = ir.IntType(64), ir.DoubleType()
        vector, four = ir.VectorType(double, _LANES), ir.VectorType(double, 4)
        rows, places, chosen, table = (_array(context, builder, signature, arguments, k) for k in (0, 3, 4, 5))

        def load(base: Any, index: Any, kind: Any) -> Any:
            return builder.load(_pointer(builder, base, index, kind), align=8)

        def shuffle(a: Any, b: Any, order: tuple[int, ...]) -> Any:
            return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(ir.IntType(32), _LANES), list(order)))

        stride = builder.udiv(builder.extract_value(rows.strides, 0), word(8))
        row = builder.gep(rows.data, [builder.mul(arguments[1], stride)])
        eights = builder.udiv(arguments[2], word(_LANES))
        one = ir.Constant(vector, [1.0] * _LANES)
        with numba_ir.for_range(builder, eights) as loop:
            i = builder.mul(loop.index, word(_LANES))
            t = builder.fsub(load(places.data, i, vector), one)
            read = []
            for lane in range(_LANES):  # a cell is one load, and the eight are transposed: else it would be 32
                found = load(chosen.data, builder.add(i, word(lane)), word)
                read.append(load(table.data, builder.mul(found, word(4)), four))
            pairs = [shuffle(read[k], read[k + 2], tuple(range(_LANES))) for k in (0, 1, 4, 5)]
            even = [shuffle(pairs[k], pairs[k + 1], (0, 8, 2, 10, 4, 12, 6, 14)) for k in (0, 2)]
            odd = [shuffle(pairs[k], pairs[k + 1], (1, 9, 3, 11, 5, 13, 7, 15)) for k in (0, 2)]
            lower, upper = (0, 1, 4, 5, 8, 9, 12, 13), (2, 3, 6, 7, 10, 11, 14, 15)
            c0, c1, c2, c3 = (shuffle(a, b, order) for order in (lower, upper) for a, b in (even, odd))
            value = builder.fadd(c2, builder.fmul(t, c3))
            value = builder.fadd(c1, builder.fmul(t, value))
            value = builder.fadd(c0, builder.fmul(t, value))
            builder.store(value, _pointer(builder, row, i, vector), align=8)
        return builder.mul(eights, word(_LANES))

    return types.uint64(registers, types.uint64, types.uint64, place, cell, cells), generate


def _list_at_least(typing: Any, registers: Any, row: Any, least: Any, number: Any, lanes: Any) -> Any:
    from numba.core import types

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        numba_ir = import_module("numba.core.cgutils")
        word, byte, double = ir.IntType(64), ir.IntType(8), ir.DoubleType()
        words, narrow, vector = (ir.VectorType(kind, _LANES) for kind in (word, byte, double))
        width = ir.Constant(ir.VectorType(ir.IntType(32), _LANES), [0] * _LANES)

        def spread(value: Any, kind: Any) -> Any:
            first = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.IntType(32)(0))
            return builder.shuffle_vector(first, first, width)

        # of each of 256 masks, the places of its lanes, and 0 behind them
        places = [[lane for lane in range(_LANES) if mask >> lane & 1] for mask in range(256)]
        flat = [place for some in places for place in some + [0] * (_LANES - len(some))]
        known = numba_ir.global_constant(builder, "places", ir.Constant(ir.ArrayType(byte, len(flat)), flat))
        known = builder.bitcast(known, byte.as_pointer())
        rows, data = (_array(context, builder, signature, arguments, k) for k in (0, 4))
        stride = builder.udiv(builder.extract_value(rows.strides, 0), word(8))
        values = builder.gep(rows.data, [builder.mul(arguments[1], stride)])
        bound, last = spread(arguments[2], vector), arguments[3]
        so_far = numba_ir.alloca_once_value(builder, word(0))
        with numba_ir.for_range(builder, builder.udiv(builder.add(last, word(_LANES - 1)), word(_LANES))) as loop:
            i = builder.mul(loop.index, word(_LANES))
            chosen = builder.fcmp_ordered(">=", builder.load(_pointer(builder, values, i, vector), align=8), bound)
            left = builder.sub(last, i)
            all_of_few = builder.sub(builder.shl(word(1), left), word(1))
            within = builder.select(builder.icmp_unsigned("<", left, word(_LANES)), all_of_few, word(255))
            mask = builder.and_(builder.zext(builder.bitcast(chosen, byte), word), within)
            place = builder.load(_pointer(builder, known, builder.mul(mask, word(_LANES)), narrow), align=8)
            found = builder.load(so_far)
            lane = builder.add(builder.zext(place, words), spread(i, words))
            builder.store(lane, _pointer(builder, data.data, found, words), align=8)  # no further than has been read
            builder.store(builder.add(found, builder.ctpop(mask)), so_far)
        return builder.load(so_far)

    return types.uint64(registers, types.uint64, types.float64, types.uint64, lanes), generate


def _list_plainly(registers: Any, row: int, least: float, number: int, lanes: Any) -> int:
    found = (registers[row, :number] >= least).nonzero()[0]
    lanes[: found.size] = found
    return int(found.size)


#: `fill_cubics(registers, d, number, place, cell, cells)` fills the head of row d of the registers with the values of
#: the cubics cells[cell[i]] at place[i] - 1, eight at a time, and returns how many: none, or all but a few.
fill_cubics = Inline(lambda *_: 0, _fill_cubics)

#: `list_at_least(registers, row, least, number, lanes)` fills the head of `lanes`, 512 whole numbers of 64 bits, with
#: those of the first `number` lanes of a row whose value is `least` or more, and returns how many these are.
list_at_least = Inline(_list_plainly, _list_at_least)
