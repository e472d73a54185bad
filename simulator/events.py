"""Kernels of events: how many there are, when they come, and what they cost together.

Functions of their own, unlike all other operations: they do thousands of times the work of a call, and inside the
one large kernel the compiler makes code of half the speed from them.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .drawing import draw_batch
from .kernels import kernel
from .sampling import Whole, fill_counter, fill_events

__all__ = ["MOST_EVENTS", "fill_counts", "renew", "sum_draws"]

#: Events of one line in one month of one trajectory, at most: beyond it the run stops with an error.
MOST_EVENTS: Final = 100_000

_LANES = np.uint64(512)
_DENSE = np.uint64(200)  # lanes from which words for the whole block cost less than words for each event
_ONE = np.uint64(1)


@kernel
def fill_counts(
    registers: NDArray[np.float64],
    d: Whole,
    ratio: Whole,
    none: Whole,
    slope: Whole,
    uniforms: NDArray[np.uint32],
    weight: NDArray[np.float64],
) -> bool:
    """Fill row `d` with counts of Panjer's class by inversion: p[k + 1] = p[k] (ratio + slope k) / (k + 1).

    All lanes together, weight by weight: several times as fast as lane by lane.

    Parameters
    ----------
    registers : float64, shape (rows, 512)
        The last two rows are scratch.
    d, ratio, none, slope : int
        Rows; `none` holds p[0].
    uniforms : uint32, shape (512,)
    weight : float64, shape (512,)
        Scratch.

    Returns
    -------
    bool
        False where a count is impossible: exp(-rate) underflows above about 700 events a month; NaN, a negative
        rate and a dispersion below 1 end here too.
    """
    u = np.uint64(registers.shape[0] - 1)
    below = np.uint64(registers.shape[0] - 2)
    wrong = 0
    for i in range(_LANES):
        first = registers[none, i]
        wrong += not (first > 0.0 and first <= 1.0 and registers[slope, i] >= 0.0)
    if wrong > 0:
        return False
    for i in range(_LANES):
        registers[d, i] = 0.0
        registers[u, i] = (np.float64(uniforms[i]) + 0.5) * 2.0**-32
        weight[i] = registers[none, i]
        registers[below, i] = registers[none, i]
    count = 0.0
    going = 1
    while going > 0 and count < MOST_EVENTS:
        going = 0
        share = 1.0 / (count + 1.0)
        for i in range(_LANES):
            more = registers[u, i] >= registers[below, i]
            registers[d, i] += 1.0 if more else 0.0
            going += more
            weight[i] *= (registers[ratio, i] + registers[slope, i] * count) * share
            registers[below, i] += weight[i]
        count += 1.0
    return going == 0


@kernel
def sum_draws(
    registers: NDArray[np.float64],
    d: Whole,
    number: Whole,
    start: Whole,
    own: bool,
    block: Whole,
    month: Whole,
    key0: Whole,
    key1: Whole,
    uniforms: NDArray[np.uint32],
    words: NDArray[np.uint32],
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
    block, month, key0, key1 : int
        As for `fill_counter`.
    uniforms, words, place, place_bits, cell, owner, ordinal, active
        Scratch, as in `run_blocks`.
    begin, end, upper, bits, first, value, cells
        The table, as for `draw_batch`.
    """
    spare = np.uint64(registers.shape[0] - 1)
    trajectory = np.uint64(block) * _LANES
    when = np.uint64(0) if own else np.uint64(month)
    some = np.uint64(0)
    for i in range(_LANES):
        registers[d, i] = 0.0
        active[some] = i
        some += np.uint64(registers[number, i] > 0.0)
    done = 0.0
    batch = np.uint64(0)
    while some > np.uint64(0):
        event = np.uint64(done)
        if some >= _DENSE and not own:
            fill_counter(words, block, when, event + _ONE, key0, key1)
            for j in range(some):
                uniforms[j] = words[active[j]]
            draw_batch(
                registers, spare, some, uniforms, place, place_bits, cell, begin, end, upper, bits, first, value, cells
            )
            for j in range(some):
                registers[d, active[j]] += registers[spare, j]
        else:
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
    wrong = 0
    for i in range(_LANES):
        wrong += registers[moment, i] != registers[moment, i] or registers[until, i] != registers[until, i]
    rounds = 0
    while wrong == 0 and rounds <= MOST_EVENTS:
        batch = np.uint64(0)
        for i in range(_LANES):
            owner[batch] = i
            batch += np.uint64((registers[moment, i] < registers[until, i]) & (registers[moment, i] < t))
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
            wrong += not gap > 0.0
            registers[moment, i] += gap
            registers[number, i] += 1.0
    return False
