"""Kernels that turn uniforms into draws: one way for every law, its quantile table.

A uniform is u = (x + 1/2) 2^-32 of a 32-bit x. Folded at 1/2, it falls into a cell whose number is the exponent and
the leading mantissa bits of the folded u, so that cells become finer towards both ends; the other mantissa bits are
the place in the cell, at which a cubic is evaluated.

Draws are made by the batch: handing arrays to a function costs as much as fifty draws.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .eights import fill_cubics
from .jit import kernel
from .sampling import Whole

__all__ = ["OCTAVES", "OFFSET", "ONE_BITS", "UNIT", "draw_batch", "read_scores"]

_U = np.uint64
UNIT = 2.0**-32
_LOWEST = 2.0**-33
_BELOW_HALF = float(np.nextafter(0.5, 0.0))
ONE_BITS = np.uint64(0x3FF0000000000000)
OFFSET = np.uint64(1023 - 33)  # biased exponent of the lowest octave
OCTAVES = np.uint64(32)
_FEW = np.uint64(12)
_SEVEN, _THIRTY_ONE = np.uint64(7), np.uint64(31)  # rounding up to what the compiler does at once
_LANES = np.uint64(512)


@kernel
def draw_batch(
    registers: NDArray[np.float64],
    d: Whole,
    number: Whole,
    uniforms: NDArray[np.uint32],
    place: NDArray[np.float64],
    place_bits: NDArray[np.uint64],
    cell: NDArray[np.uint64],
    begin: Whole,
    end: Whole,
    upper: NDArray[np.float64],
    bits: NDArray[np.int64],
    first: NDArray[np.int64],
    value: NDArray[np.float64],
    cells: NDArray[np.float64],
) -> None:
    """Fill the head of row `d` of the registers with the quantiles of a batch of uniforms.

    Parameters
    ----------
    registers : float64, shape (rows, 512)
        registers[d, :number] is overwritten, and what follows up to a multiple of eight.
    number : uint64
        At most 512.
    uniforms : uint32, shape (512,)
    place : float64, shape (512,)
        Scratch; `place_bits` is the same memory as uint64.
    cell : uint64, shape (512,)
        Scratch.
    begin, end : int
        Segments of the table in the arrays that follow.
    upper, bits, first, value, cells
        As in `Tables`.
    """
    if end - begin > 1 or bits[begin] < 0:
        # Which segment: all lanes together past the first few, which are the likely ones; the rest by bisection.
        head, last = _U(begin), _U(end - 1)
        few = min(last, head + _FEW)
        for i in range(number):
            place[i] = (np.float64(uniforms[i]) + 0.5) * UNIT
            cell[i] = head
        for s in range(head, few):
            edge = upper[s]
            beyond = _U(0)
            for i in range(number):
                more = _U(place[i] >= edge)
                cell[i] += more
                beyond += more
            if beyond == _U(0):
                break
        for i in range(number):
            k = cell[i]
            if k == few and few < last:
                high = last
                while k < high:
                    middle = (k + high) >> _U(1)
                    if place[i] < upper[middle]:
                        high = middle
                    else:
                        k = middle + _U(1)
            if bits[k] < 0:
                registers[d, i] = value[k]
                continue
            start = upper[k - _U(1)] if k > head else 0.0
            w = (place[i] - start) / (upper[k] - start)
            v = w
            side = _U(0)
            if w >= 0.5:
                v = 1.0 - w
                side = _U(1)
            v = min(max(v, _LOWEST), _BELOW_HALF)
            size = _U(bits[k])
            pattern = np.float64(v).view(np.uint64)
            j = (pattern >> (_U(52) - size)) - (OFFSET << size) + side * (OCTAVES << size) + _U(first[k])
            inside = ((pattern & ((_U(1) << (_U(52) - size)) - _U(1))) << size) | ONE_BITS
            t = np.uint64(inside).view(np.float64) - 1.0
            registers[d, i] = cells[j, 0] + t * (cells[j, 1] + t * (cells[j, 2] + t * cells[j, 3]))
        return
    # The common case, one smooth segment, in three passes of vector code.
    size = _U(bits[begin])
    shift = _U(52) - size
    mask = (_U(1) << shift) - _U(1)
    lowest = OFFSET << size
    half = OCTAVES << size
    origin = _U(first[begin])
    whole = (number + _THIRTY_ONE) & ~_THIRTY_ONE  # draws too many cost less than some by themselves
    for i in range(whole):
        x = uniforms[i]
        folded = min(x, x ^ np.uint32(0xFFFFFFFF))
        place[i] = (np.float64(np.int32(folded)) + 0.5) * UNIT
    for i in range(whole):
        pattern = place_bits[i]
        cell[i] = (pattern >> shift) - lowest + (_U(uniforms[i]) >> _U(31)) * half + origin
        place_bits[i] = ((pattern & mask) << size) | ONE_BITS
    for i in range(fill_cubics(registers, d, (number + _SEVEN) & ~_SEVEN, place, cell, cells), number):
        t = place[i] - 1.0
        k = cell[i]
        registers[d, i] = cells[k, 0] + t * (cells[k, 1] + t * (cells[k, 2] + t * cells[k, 3]))


@kernel
def read_scores(
    registers: NDArray[np.float64],
    d: Whole,
    a: Whole,
    squarings: Whole,
    place: NDArray[np.float64],
    place_bits: NDArray[np.uint64],
    cell: NDArray[np.uint64],
    begin: Whole,
    end: Whole,
    upper: NDArray[np.float64],
    bits: NDArray[np.int64],
    first: NDArray[np.int64],
    value: NDArray[np.float64],
    cells: NDArray[np.float64],
) -> None:
    """Fill row `d` of the registers with the quantiles of the scores in row `a`.

    A score is at v = (1 + |score|)^-(2^squarings) / 2 of the table, from the upper end where it is above 0: see
    `distributions.scores`. Never 1 - v, which would cost the far upper tail its digits.

    Parameters
    ----------
    registers : float64, shape (rows, 512)
        registers[d] is overwritten.
    squarings : uint64
    place : float64, shape (512,)
        Scratch; `place_bits` is the same memory as uint64.
    cell : uint64, shape (512,)
        Scratch.
    begin, end : int
        Segments of the table in the arrays that follow.
    upper, bits, first, value, cells
        As in `Tables`.
    """
    for i in range(_LANES):
        place[i] = 1.0 / (1.0 + abs(registers[a, i]))
    for _ in range(squarings):
        for i in range(_LANES):
            place[i] *= place[i]
    if end - begin > 1 or bits[begin] < 0:
        for i in range(_LANES):
            v = 0.5 * place[i]
            above = registers[a, i] > 0.0
            u = 1.0 - v if above else v
            low, high = begin, end - 1
            while low < high:
                middle = (low + high) >> 1
                if u < upper[middle]:
                    high = middle
                else:
                    low = middle + 1
            if bits[low] < 0:
                registers[d, i] = value[low]
                continue
            start = upper[low - 1] if low > begin else 0.0
            width = upper[low] - start
            w = (v - (1.0 - upper[low])) / width if above else (v - start) / width  # from the segment's end
            side = _U(above)
            if w >= 0.5:
                w = 1.0 - w
                side = _U(1) - side
            w = min(max(w, _LOWEST), _BELOW_HALF)
            size = _U(bits[low])
            pattern = np.float64(w).view(np.uint64)
            k = (pattern >> (_U(52) - size)) - (OFFSET << size) + side * (OCTAVES << size) + _U(first[low])
            inside = ((pattern & ((_U(1) << (_U(52) - size)) - _U(1))) << size) | ONE_BITS
            t = np.uint64(inside).view(np.float64) - 1.0
            registers[d, i] = cells[k, 0] + t * (cells[k, 1] + t * (cells[k, 2] + t * cells[k, 3]))
        return
    size = _U(bits[begin])
    shift = _U(52) - size
    mask = (_U(1) << shift) - _U(1)
    lowest = OFFSET << size
    half = OCTAVES << size
    origin = _U(first[begin])
    for i in range(_LANES):
        place[i] = min(max(0.5 * place[i], _LOWEST), _BELOW_HALF)
    for i in range(_LANES):
        pattern = place_bits[i]
        cell[i] = (pattern >> shift) - lowest + (half if registers[a, i] > 0.0 else _U(0)) + origin
        place_bits[i] = ((pattern & mask) << size) | ONE_BITS
    for i in range(fill_cubics(registers, d, _LANES, place, cell, cells), _LANES):
        t = place[i] - 1.0
        k = cell[i]
        registers[d, i] = cells[k, 0] + t * (cells[k, 1] + t * (cells[k, 2] + t * cells[k, 3]))
