"""Kernels of events: how many there are, when they come, and what they cost together.

Functions of their own, unlike all other operations: they do thousands of times the work of a call, and inside the
one large kernel the compiler makes code of half the speed from them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .drawing import draw_batch
from .eights import list_at_least
from .jit import kernel
from .sampling import Whole, fill_counter, fill_events

__all__ = ["MOST_EVENTS", "SPARE", "draw_events", "fill_counts", "list_due", "renew", "sum_draws"]

#: Events of one line in one month of one trajectory, at most: beyond it the run stops with an error.
MOST_EVENTS: Final = 100_000

#: Rows of scratch at the end of the registers. From the last on: uniforms or draws, counts, weights, their sums, ratios
#: and slopes of lanes brought together; the first holds the counts of `COMPOUND`.
SPARE: Final = 7

_U = np.uint64
_LANES = np.uint64(512)
_QUARTER = np.uint64(128)
_ROUNDS = 3  # weights taken at once: more would be in vain where most counts are small
_FEW = 50  # lanes that cost less one by one than all together


@kernel
def fill_counts(
    registers: NDArray[np.float64],
    d: Whole,
    ratio: Whole,
    none: Whole,
    slope: Whole,
    uniforms: NDArray[np.uint32],
    active: NDArray[np.uint64],
    going: NDArray[np.uint64],
) -> np.int64:
    """Fill row `d` with counts of Panjer's class by inversion: p[k + 1] = p[k] (ratio + slope k) / (k + 1).

    Lanes with an event go on, brought together where they are few: all of them together, three weights at a time,
    until few have a larger count. These go on one by one.

    Parameters
    ----------
    registers : float64, shape (rows, 512)
        The last rows are scratch, and `d` may be the first of these; see `SPARE`.
    d, ratio, none, slope : int
        Rows; `none` holds p[0].
    uniforms : uint32, shape (512,)
    active : uint64, shape (512,)
        Its head is overwritten: the lanes with an event.
    going : uint64, shape (512,)
        Scratch.

    Returns
    -------
    int
        Number of lanes with an event. -1 where a count is impossible: exp(-rate) underflows above about 700 events a
        month; NaN, a negative rate and a dispersion below 1 end here too, but for a binomial law.
    """
    last = np.uint64(registers.shape[0] - 1)
    u, counts, weights, below = last, last - _U(1), last - _U(2), last - _U(3)
    usual = True
    for i in range(_LANES):
        x, first = (np.float64(uniforms[i]) + 0.5) * 2.0**-32, registers[none, i]
        registers[u, i] = x
        registers[d, i] = 0.0
        registers[counts, i] = 1.0 if x >= first else 0.0
        usual &= (first > 0.0) & (first <= 1.0) & (registers[slope, i] >= 0.0)
    if not usual:  # a slope is below 0 in the binomial law alone, whose weights end at a whole number of trials
        wrong = 0
        for i in range(_LANES):
            first, a, s = registers[none, i], registers[ratio, i], registers[slope, i]
            wrong += not (first > 0.0 and first <= 1.0)
            wrong += not (s >= 0.0 or abs(np.floor(a / -s + 0.5) * s + a) <= 1e-9 * a)
        if wrong > 0:
            return np.int64(-1)
    some = _U(list_at_least(registers, counts, 1.0, _LANES, active))
    if some == _U(0):
        return np.int64(0)
    together = _U(2) * some < _LANES
    lanes = some if together else _LANES
    if together:
        for j in range(some):
            i = active[j]
            registers[u, j] = registers[u, i]  # no lane moves up
            registers[weights, j] = registers[none, i]
            registers[last - _U(4), j] = registers[ratio, i]
            registers[last - _U(5), j] = registers[slope, i]
        for j in range(some):
            registers[counts, j] = 1.0
            registers[below, j] = registers[weights, j]
        ratio, slope = last - _U(4), last - _U(5)
    else:
        for i in range(_LANES):
            registers[weights, i] = registers[none, i]
            registers[below, i] = registers[none, i]
    count = 0.0
    more = _FEW + 1
    while more > _FEW and count < MOST_EVENTS:
        second, third = count + 1.0, count + 2.0
        share0, share1, share2 = 1.0 / (count + 1.0), 1.0 / (count + 2.0), 1.0 / (count + 3.0)
        more = 0
        for i in range(lanes):
            x, a, s = registers[u, i], registers[ratio, i], registers[slope, i]
            number, w, sum_of_weights = registers[counts, i], registers[weights, i], registers[below, i]
            w *= (a + s * count) * share0
            sum_of_weights += w
            number += 1.0 if x >= sum_of_weights else 0.0
            w *= (a + s * second) * share1
            sum_of_weights += w
            number += 1.0 if x >= sum_of_weights else 0.0
            w *= (a + s * third) * share2
            sum_of_weights += w
            beyond = x >= sum_of_weights
            number += 1.0 if beyond else 0.0
            more += beyond
            registers[counts, i], registers[weights, i], registers[below, i] = number, w, sum_of_weights
        count += _ROUNDS
    if more > 0:
        for k in range(list_at_least(registers, counts, count + 1.0, lanes, going)):
            i = going[k]
            number, w, sum_of_weights = registers[counts, i], registers[weights, i], registers[below, i]
            while True:
                if number > MOST_EVENTS:
                    return np.int64(-1)
                w *= (registers[ratio, i] + registers[slope, i] * (number - 1.0)) * (1.0 / number)
                sum_of_weights += w
                if registers[u, i] < sum_of_weights:
                    break
                number += 1.0
            registers[counts, i] = number
    if together:
        for j in range(some):
            registers[d, active[j]] = registers[counts, j]
    else:
        for i in range(_LANES):
            registers[d, i] = registers[counts, i]
    return np.int64(some)


@kernel
def sum_draws(
    registers: NDArray[np.float64],
    d: Whole,
    number: Whole,
    start: Whole,
    own: bool,
    listed: Whole,
    block: Whole,
    month: Whole,
    key0: Whole,
    key1: Whole,
    uniforms: NDArray[np.uint32],
    place: NDArray[np.float64],
    place_bits: NDArray[np.uint64],
    cell: NDArray[np.uint64],
    owner: NDArray[np.uint64],
    ordinal: NDArray[np.uint64],
    active: NDArray[np.uint64],
    begin: Whole,
    end: Whole,
    upper: NDArray[np.float64],
    bits: NDArray[np.int64],
    first: NDArray[np.int64],
    value: NDArray[np.float64],
    cells: NDArray[np.float64],
) -> None:
    """Fill row `d` with the sum of registers[number] fresh draws for each trajectory.

    Round k takes the k-th event of every lane that has one, so that a lane's draws are added in their order.

    Parameters
    ----------
    registers : float64, shape (rows, 512)
        The last row is scratch.
    d, number, start : int
        Rows; `start` is where a lane's ordinals begin, read only if `own`.
    own : bool
        Whether ordinals count on through all months.
    listed : int
        Number of lanes with an event, at the head of `active`.
    block, month, key0, key1 : int
        As for `fill_counter`.
    uniforms, place, place_bits, cell, owner, ordinal
        Scratch, as in `run_blocks`.
    active : uint64, shape (512,)
        Overwritten.
    begin, end, upper, bits, first, value, cells
        The table, as for `draw_batch`.
    """
    spare = np.uint64(registers.shape[0] - 1)
    trajectory = np.uint64(block) * _LANES
    when = np.uint64(0) if own else np.uint64(month)
    some = np.uint64(listed)
    for i in range(_LANES):
        registers[d, i] = 0.0
    done = 0.0
    batch = np.uint64(0)
    while some > np.uint64(0):
        event = np.uint64(done)
        taken = np.uint64(0)
        while taken < some:
            room = min(_LANES - batch, some - taken)
            for j in range(room):
                lane = active[taken + j]
                owner[batch + j] = lane
                ordinal[batch + j] = event
                if own:
                    ordinal[batch + j] += np.uint64(registers[start, lane])
            taken += room
            batch += room
            if batch == _LANES:
                fill_events(uniforms, batch, owner, ordinal, trajectory, when, key0, key1)
                draw_batch(
                    registers, spare, batch, uniforms, place, place_bits, cell,
                    begin, end, upper, bits, first, value, cells,
                )  # fmt: skip
                for j in range(batch):
                    registers[d, owner[j]] += registers[spare, j]
                batch = np.uint64(0)
        done += 1.0
        left = np.uint64(0)
        for j in range(some):
            lane = active[j]
            active[left] = lane
            left += np.uint64(registers[number, lane] > done)
        some = left
    if batch > np.uint64(0):
        fill_events(uniforms, batch, owner, ordinal, trajectory, when, key0, key1)
        draw_batch(
            registers, spare, batch, uniforms, place, place_bits, cell, begin, end, upper, bits, first, value, cells
        )
        for j in range(batch):
            registers[d, owner[j]] += registers[spare, j]


@kernel
def list_due(
    registers: NDArray[np.float64], moment: Whole, until: Whole, t: float, lanes: NDArray[np.uint64]
) -> np.int64:
    """Fill the head of `lanes` with those whose `moment` is below min(t, until).

    Parameters
    ----------
    registers : float64, shape (rows, 512)
        The last row is scratch.
    moment, until : int
        Rows.
    t : float
        Elapsed months at the end of this month.
    lanes : uint64, shape (512,)
        Its head is overwritten.

    Returns
    -------
    int
        Number of these lanes. -1 where one of the two is not a number in some lane.
    """
    spare = np.uint64(registers.shape[0] - 1)
    known = True
    for i in range(_LANES):
        x, z = registers[moment, i], registers[until, i]
        registers[spare, i] = 1.0 if (x < z) & (x < t) else 0.0
        known &= (x == x) & (z == z)
    some = np.int64(list_at_least(registers, spare, 1.0, _LANES, lanes))
    return some if known else np.int64(-1)


@kernel
def draw_events(
    registers: NDArray[np.float64],
    d: Whole,
    start: Whole,
    own: bool,
    event: Whole,
    listed: Whole,
    active: NDArray[np.uint64],
    block: Whole,
    month: Whole,
    key0: Whole,
    key1: Whole,
    uniforms: NDArray[np.uint32],
    place: NDArray[np.float64],
    place_bits: NDArray[np.uint64],
    cell: NDArray[np.uint64],
    ordinal: NDArray[np.uint64],
    begin: Whole,
    end: Whole,
    upper: NDArray[np.float64],
    bits: NDArray[np.int64],
    first: NDArray[np.int64],
    value: NDArray[np.float64],
    cells: NDArray[np.float64],
) -> None:
    """Write a fresh draw into the lanes of row `d` that a loop still has an event for; the others keep theirs.

    Parameters
    ----------
    registers : float64, shape (rows, 512)
        The last row is scratch.
    d, start, own, block, month, key0, ..., cells
        As for `sum_draws`.
    event : int
        Number of the loop's present event; ordinals start from it.
    listed, active
        Number of the lanes, and the lanes at the head.
    """
    some = np.uint64(listed)
    if not own and some >= _QUARTER:  # a counter serves four lanes
        fill_counter(uniforms, block, month, np.uint64(event) + _U(1), key0, key1)
        for j in range(some):
            uniforms[j] = uniforms[active[j]]  # no lane moves up
    else:
        for j in range(some):
            ordinal[j] = np.uint64(event)
            if own:
                ordinal[j] += np.uint64(registers[start, active[j]])
        when = np.uint64(0) if own else np.uint64(month)
        fill_events(uniforms, some, active, ordinal, np.uint64(block) * _LANES, when, key0, key1)
    row = np.uint64(d) if some == _LANES else np.uint64(registers.shape[0] - 1)
    draw_batch(registers, row, some, uniforms, place, place_bits, cell, begin, end, upper, bits, first, value, cells)
    if some < _LANES:
        for j in range(some):
            registers[d, active[j]] = registers[row, j]


@kernel
def renew(
    registers: NDArray[np.float64],
    moment: Whole,
    number: Whole,
    scale: Whole,
    until: Whole,
    t: float,
    block: Whole,
    key0: Whole,
    key1: Whole,
    uniforms: NDArray[np.uint32],
    place: NDArray[np.float64],
    place_bits: NDArray[np.uint64],
    cell: NDArray[np.uint64],
    owner: NDArray[np.uint64],
    ordinal: NDArray[np.uint64],
    begin: Whole,
    end: Whole,
    upper: NDArray[np.float64],
    bits: NDArray[np.int64],
    first: NDArray[np.int64],
    value: NDArray[np.float64],
    cells: NDArray[np.float64],
) -> bool:
    """Step from event to event: while `moment` < min(t, until), it grows by `scale` x a fresh draw, `number` by 1.

    Parameters
    ----------
    registers : float64, shape (rows, 512)
        The last row is scratch.
    moment, number, scale, until : int
        Rows; the first two are changed.
    t : float
        Elapsed months at the end of this month.
    block, key0, key1, uniforms, ..., cells
        As for `sum_draws`.

    Returns
    -------
    bool
        False where an interval is not positive, not a number, or so short that there would be no end.
    """
    spare = np.uint64(registers.shape[0] - 1)
    trajectory = np.uint64(block) * _LANES
    due = list_due(registers, moment, until, t, owner)
    wrong = due < 0
    batch = np.uint64(due)
    rounds = 0
    while not wrong and rounds <= MOST_EVENTS:
        if batch == np.uint64(0):
            return True
        for j in range(batch):
            ordinal[j] = np.uint64(registers[number, owner[j]])
        fill_events(uniforms, batch, owner, ordinal, trajectory, np.uint64(0), key0, key1)
        draw_batch(
            registers, spare, batch, uniforms, place, place_bits, cell, begin, end, upper, bits, first, value, cells
        )
        rounds += 1
        for j in range(batch):
            i = owner[j]
            gap = registers[scale, i] * registers[spare, j]
            wrong |= not gap > 0.0
            registers[moment, i] += gap
            registers[number, i] += 1.0
        left = np.uint64(0)
        for j in range(batch):  # none starts to wait
            i = owner[j]
            owner[left] = i
            left += np.uint64((registers[moment, i] < registers[until, i]) & (registers[moment, i] < t))
        batch = left
    return False
