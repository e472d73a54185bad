"""Sums of floating-point numbers that are exact, so that they are the same in any order.

A sum is a whole number of 2^-1074, the smallest distance between two doubles, written in 66 digits of 32 bits, least
first. A number touches three digits. Carries wait until the sum is read: a digit has room for 2^31 numbers. So two sums
merge by adding their digits, whoever added what, and when. One more place counts the numbers that are not finite.

Source: U. Kulisch, *Computer Arithmetic and Validity* (2013), chapter 8, on long accumulators.
"""

from __future__ import annotations

import numpy as np

from .arrays import Float64Array1D, Int64Array1D, Int64Array2D, Uint64Array2D
from .jit import entry

__all__ = ["PLACES", "add_exactly", "rounded"]

_DIGITS = 66
#: Whole numbers to a sum.
PLACES = _DIGITS + 1

#: What a one is worth in each digit.
_WORTH = np.ldexp(1.0, 32 * np.arange(_DIGITS) - 1074)

_ALL = np.uint64(0xFFFFFFFF)
_FRACTION = np.uint64((1 << 52) - 1)
_IMPLIED = np.uint64(1 << 52)


@entry
def add_exactly(values: Uint64Array2D, sums: Int64Array2D) -> None:
    """Add values[:, k] to sum k, for every k.

    Parameters
    ----------
    values : uint64, shape (n, sums)
        The bits of float64 numbers.
    sums : int64, shape (sums, PLACES)
        Added to.
    """
    for i in range(values.shape[0]):
        for k in range(values.shape[1]):
            bits = values[i, k]
            exponent = (bits >> np.uint64(52)) & np.uint64(2047)
            fraction = bits & _FRACTION
            if exponent == np.uint64(2047):
                sums[k, _DIGITS] += 1
                continue
            if exponent > np.uint64(0):
                fraction |= _IMPLIED
                exponent -= np.uint64(1)
            digit = exponent >> np.uint64(5)
            shift = exponent & np.uint64(31)
            low = (fraction & _ALL) << shift
            high = ((fraction >> np.uint64(32)) << shift) + (low >> np.uint64(32))
            first = np.int64(low & _ALL)
            second = np.int64(high & _ALL)
            third = np.int64(high >> np.uint64(32))
            if bits >> np.uint64(63):
                first, second, third = -first, -second, -third
            sums[k, digit] += first
            sums[k, digit + np.uint64(1)] += second
            sums[k, digit + np.uint64(2)] += third


@entry
def rounded(sums: Int64Array2D, digits: Int64Array1D, out: Float64Array1D) -> None:
    """Fill `out` with the sums as floating-point numbers, good to a unit in the last place.

    Parameters
    ----------
    sums : int64, shape (sums, PLACES)
    digits : int64, shape (PLACES,)
        Scratch.
    out : float64, shape (sums,)
        NaN where a number was not finite, infinite from 1.7976e308 on.
    """
    for k in range(sums.shape[0]):
        if sums[k, _DIGITS] != 0:
            out[k] = np.nan
            continue
        first, last, carry = 0, _DIGITS - 1, np.int64(0)
        while first < last and sums[k, first] == 0:  # most digits are
            first += 1
        while last > first and sums[k, last] == 0:
            last -= 1
        top = first - 1
        for i in range(first, _DIGITS - 1):
            if i > last and carry == 0:
                break
            top = i
            digit = sums[k, i] + carry
            carry = (digit + np.int64(1 << 31)) >> np.int64(32)  # leaves a digit from -2^31 to 2^31 - 1
            digits[i] = digit - (carry << np.int64(32))
        digits[_DIGITS - 1] = sums[k, _DIGITS - 1] + carry
        total = digits[_DIGITS - 1] * _WORTH[_DIGITS - 1]
        for i in range(top, first - 1, -1):
            if digits[i] != 0:
                total += digits[i] * _WORTH[i]
        out[k] = total
