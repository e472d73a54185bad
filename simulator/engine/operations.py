"""The instruction set: what one instruction of a program can do to a block of trajectories.

An instruction is eight unsigned integers ``(operation, d, a, b, c, s, p, q)``:

=========  =============================================================================================
``d``      register that is written (a *state* is read and written)
``a b c``  registers that are read
``s``      row of the program's scalars: one number for each month, the same in every trajectory
``p q``    further integers: a stream, a row of results, a number of instructions
=========  =============================================================================================

A register holds one number for each trajectory of the block. Below, `t` is the month (0 in the section that
runs once), `x[s]` the scalar of that month. Kernel and reference twin both implement exactly this page.
"""

from __future__ import annotations

from typing import Final

__all__ = ["COLUMNS", "LISTING", "LOOPS", "READS", "REGIONS", "ROUNDING", "WRITE_TWO"]

COLUMNS: Final = 8

#: Costs that differ by less than this share of them tie: 0.1 p + 0.2 p and 0.3 p are the same cost, but for rounding.
ROUNDING: Final = 1e-12

# Arithmetic: d = ...
LOAD: Final = 0  # x[s]
COPY: Final = 1  # a
ADD: Final = 2  # a + b
ADD_SCALAR: Final = 3  # a + x[s]
SUBTRACT: Final = 4  # a - b
SUBTRACT_FROM: Final = 5  # x[s] - a
MULTIPLY: Final = 6  # a * b
MULTIPLY_SCALAR: Final = 7  # a * x[s]
DIVIDE: Final = 8  # a / b
DIVIDE_SCALAR: Final = 9  # a / x[s]
POWER: Final = 10  # a ** b
MINIMUM: Final = 11  # min(a, b); NaN where either is
MAXIMUM: Final = 12  # max(a, b)
CEIL: Final = 13
FLOOR: Final = 14
ABSOLUTE: Final = 15
EXP: Final = 16
LOG: Final = 17
SQRT: Final = 18
LESS: Final = 19  # 1.0 where a < b, else 0.0
LESS_EQUAL: Final = 20
EQUAL: Final = 21
SELECT: Final = 22  # b where a is not zero, else c
MINIMUM_SCALAR: Final = 23
MAXIMUM_SCALAR: Final = 24

# Randomness
DRAW: Final = 25  # stream p, from table x[s]
PATH_LOGARITHM: Final = 26  # a b - a^2 / 2: log of a lognormal of mean 1, from sd a and standard normal b
# Number of events by inversion of stream p, in Panjer's class: p[0] = b, p[k + 1] = p[k] (a + c k) / (k + 1).
COUNT: Final = 27
SUM_DRAWS: Final = 28  # sum of a[i] fresh draws of stream p from table x[s]; q = 1: ordinals start at b, for all months
DRAW_EVENT: Final = 29  # one fresh draw where the loop has a present event, else anything; q = 1: ordinals start at b

# Time
ACTIVE: Final = 30  # the share of month t that lies between a and b, in elapsed months
AT: Final = 31  # 1.0 in month floor(a) + 1 where a < b, else 0.0
# State d is the next event, state b their number so far: while d < min(t, c), d += a * draw b of stream p, b += 1.
RENEW: Final = 32

# Loops and branches. No instruction in a loop may be of `LISTING`.
SKIP: Final = 33  # skip the next p instructions where x[s] = 0
EVENTS: Final = 34  # repeat the next p instructions for event 0, 1, ... while event < max(a)
EVENTS_END: Final = 35
ADD_EVENT: Final = 36  # state d += a where event < b
WAIT: Final = 37  # repeat the next p instructions while any a < min(t, b)
WAIT_END: Final = 38
STEP: Final = 39  # where d < min(t, c), the loop's own a and b: state b += 1 and state d += a

# Accounts
ACCUMULATE: Final = 40  # state d += a * x[s]
INCREASE: Final = 41  # state d += a
SCALE: Final = 42  # state d *= a
CHARGE: Final = 43  # state d += a * x[s] (the line, discounted) and state b += a (the month)
BREAK_EVEN: Final = 44  # state d = first month since which a < b by more than rounding; 0 where it is not so now
STORE: Final = 45  # result row p (+ q for each horizon before this one) = a
STORE_MONTH: Final = 46  # result row p + t - 1 = a

# Dependence, and processes
# Table x[s] at v = (1 + |a|)^-(2^q) / 2, from its upper end where a > 0, else from its lower; stream p is the draw's.
QUANTILE: Final = 47
SCALE_EVENT: Final = 48  # state d *= a where event < b
MOD: Final = 49  # what is left of a after whole b, with the sign of b

# Two of the above in one, where nothing else reads what is between them: `lowering.fusing` puts them in.
CHARGE_PRODUCT: Final = 50  # state d += a * c * x[s] and state b += a * c
INCREASE_PRODUCT: Final = 51  # state d += a * b
SHARE: Final = 52  # a * b where a is not zero, else c
COMPOUND: Final = 53  # sum of as many fresh draws of stream q from table x[s] as COUNT gives, of stream p from a, b, c

# Only in the code that `segments` makes: function number p does what this instruction and the q that follow did, with
# the uniforms of draws a to b.
NATIVE: Final = 54

# Which of a, b, c an operation reads (states read and written by it included).
READS: Final[dict[int, str]] = {
    LOAD: "", COPY: "a", ADD: "ab", ADD_SCALAR: "a", SUBTRACT: "ab", SUBTRACT_FROM: "a", MULTIPLY: "ab",
    MULTIPLY_SCALAR: "a", DIVIDE: "ab", DIVIDE_SCALAR: "a", POWER: "ab", MINIMUM: "ab", MAXIMUM: "ab", CEIL: "a",
    FLOOR: "a", ABSOLUTE: "a", EXP: "a", LOG: "a", SQRT: "a", LESS: "ab", LESS_EQUAL: "ab", EQUAL: "ab", SELECT: "abc",
    MINIMUM_SCALAR: "a", MAXIMUM_SCALAR: "a", DRAW: "", PATH_LOGARITHM: "ab", COUNT: "abc", SUM_DRAWS: "ab",
    DRAW_EVENT: "b", ACTIVE: "ab", AT: "ab", RENEW: "abc", SKIP: "", EVENTS: "a", EVENTS_END: "", ADD_EVENT: "ab",
    WAIT: "ab", WAIT_END: "", STEP: "abc", ACCUMULATE: "a", INCREASE: "a", SCALE: "a", CHARGE: "ab", BREAK_EVEN: "ab",
    STORE: "a", STORE_MONTH: "a", QUANTILE: "a", SCALE_EVENT: "ab", MOD: "ab",
    CHARGE_PRODUCT: "abc", INCREASE_PRODUCT: "ab", SHARE: "abc", COMPOUND: "abc",
}  # fmt: skip

# Operations that write row b besides d.
WRITE_TWO: Final = frozenset({CHARGE, CHARGE_PRODUCT, RENEW, STEP})

# Loops, whose last instruction leads back, and all that the following p instructions depend on.
LOOPS: Final = frozenset({EVENTS, WAIT})
REGIONS: Final = LOOPS | {SKIP}

# What lists the lanes that it goes on for. There is one list: in a loop, it would overwrite that of the loop.
LISTING: Final = LOOPS | {COUNT, COMPOUND, SUM_DRAWS, RENEW}
