"""The constants of the kernel's exp and log, which its vector code shares (`kernel` says how they are used)."""

from __future__ import annotations

import math

__all__ = ["ARTANH", "LN2_HIGH", "LN2_LOW", "LOG2_E", "TAYLOR", "TO_WHOLE"]

LOG2_E = 1.4426950408889634
LN2_HIGH = 6.93147180369123816490e-01  # its last 32 bits are 0, so that k times it is exact
LN2_LOW = 1.90821492927058770002e-10
TO_WHOLE = 6755399441055744.0  # 1.5 x 2^52: added, it rounds to a whole number and leaves it in the low bits
#: 1 / n! for n from 0.
TAYLOR = tuple(1.0 / math.factorial(n) for n in range(14))
#: 2 / (2 n + 1) for n from 0: the series of 2 artanh(s) / s in s^2.
ARTANH = tuple(2.0 / (2 * n + 1) for n in range(11))
