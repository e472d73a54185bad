"""The kernel: runs a program on blocks of 512 trajectories.

One function on purpose, with registers indexed in place: handing rows to helpers costs 190 ns an instruction and
triples the time to compile. Indices are unsigned (no wrap-around test). The row that is written is never one of
those that are read, except by operations on states, which say so: only then does the compiler emit vector code.
`operations` says what each operation means.
"""

from __future__ import annotations

import numpy as np

from . import operations as op
from .arrays import (
    BoolArray1D,
    Float64Array1D,
    Float64Array2D,
    Float64Array3D,
    Int64Array1D,
    Int64Array2D,
    Uint32Array1D,
    Uint32Array2D,
    Uint32Array3D,
    Uint64Array1D,
    Uint64Array2D,
)
from .drawing import draw_batch, read_scores
from .eights import list_at_least
from .events import MOST_EVENTS, SPARE, draw_events, fill_counts, list_due, renew, sum_draws
from .jit import entry
from .machine_code import call
from .sampling import fill_counter, fill_sobol
from .series import ARTANH, LN2_HIGH, LN2_LOW, LOG2_E, TAYLOR, TO_WHOLE

__all__ = ["BAD_COUNT", "BAD_INTERVAL", "run_blocks"]

_LANES = np.uint64(512)
_SUMS = np.uint64(64)
_C3, _C4, _C5, _C6, _C7, _C8 = TAYLOR[3:9]
_C9, _C10, _C11, _C12, _C13 = TAYLOR[9:]
_BIAS = np.uint64(1023)
_EXPONENT = np.uint64(52)
_L1, _L2, _L3, _L4, _L5, _L6, _L7, _L8, _L9, _L10 = ARTANH[1:]
_LEAST_NORMAL = 2.0**-1022
_ABOVE_ZERO = 2.0**-1074  # the smallest number above 0
_TWO_54 = 2.0**54
_TWO_52 = 2.0**52
_TWO_52_BITS = np.uint64(0x4330000000000000)  # of 2^52: a small whole number in its low bits is added to it
_FRACTION = np.uint64(0x000FFFFFFFFFFFFF)
_SQRT_HALF = np.uint64(0x3FE6A09E00000000)
_FROM_SQRT_HALF = np.uint64(0x3FF0000000000000 - 0x3FE6A09E00000000)  # to where exponents change

#: What `status[0]` says when a run had to stop; `status[1]` is the instruction.
BAD_COUNT = 1
BAD_INTERVAL = 2


@entry
def run_blocks(
    code: Uint64Array2D,
    schedule: Int64Array2D,
    scalars: Float64Array2D,
    dimension: Int64Array2D,
    keys: Uint32Array2D,
    matrix: Uint32Array3D,
    shift: Uint32Array2D,
    table_start: Int64Array1D,
    upper: Float64Array1D,
    bits: Int64Array1D,
    first: Int64Array1D,
    value: Float64Array1D,
    cells: Float64Array2D,
    sobol: bool,
    replicates: int,
    first_block: int,
    stride: int,
    registers: Float64Array2D,
    uniforms: Uint32Array1D,
    place: Float64Array1D,
    place_bits: Uint64Array1D,
    cell: Uint64Array1D,
    owner: Uint64Array1D,
    ordinal: Uint64Array1D,
    active: Uint64Array1D,
    lanes: Int64Array1D,
    centre: Float64Array1D,
    keep: BoolArray1D,
    results: Float64Array2D,
    sums: Float64Array3D,
    status: Int64Array1D,
    addresses: Int64Array1D,
    draws: Int64Array2D,
    drawn: Uint32Array2D,
    context: int,
) -> None:
    """Run the program on every `stride`-th block and fill their columns of the results.

    Parameters
    ----------
    code, schedule, scalars, dimension
        As in `Program`.
    keys : uint32, shape (streams, 2)
        Keys of the counter generator.
    matrix, shift : uint32, shapes (replicates, dimensions, 32) and (replicates, dimensions)
        Scrambled direction numbers; not read unless `sobol`.
    table_start, upper, bits, first, value, cells
        As in `Tables`.
    sobol : bool
        Whether streams with a dimension draw Sobol points.
    replicates : int
        Block j belongs to replicate j mod `replicates`.
    first_block, stride : int
    registers : float64, shape (registers + SPARE, at least 512)
        Scratch; the last rows are for events and their counts.
    uniforms : uint32, shape (512,)
        Scratch.
    place, place_bits : float64 and uint64, shape (512,)
        Scratch: the same memory, seen in two ways.
    cell, owner, ordinal, active : uint64, shape (512,)
        Scratch.
    lanes : int64, shape (blocks,)
        Trajectories of each block that count in the sums.
    centre : float64, shape (rows,)
        What the sums are centred on.
    keep : bool, shape (rows,)
        Which rows are written to `results`; the others are only summed.
    results : float64, shape (rows, 512 x blocks)
        Overwritten, where kept.
    sums : float64, shape (blocks, rows, 2)
        Overwritten: each block's sums of (x - centre) and (x - centre)^2.
    status : int64, shape (2,)
        Stays 0 unless the run had to stop.
    addresses : int64, shape (functions,)
        Of the functions of machine code, where `code` calls any.
    draws : int64, shape (draws, 2)
        As `segments.rewritten` gives them.
    drawn : uint32, shape (most draws of a function, 512)
        Scratch.
    context : int
        Address of what the functions get; see `segment_code.CONTEXT`.
    """
    blocks = results.shape[1] // 512
    spare = np.uint64(registers.shape[0] - SPARE)
    for block_index in range(blocks):
        block = first_block + block_index * stride
        replicate = block % replicates
        block_in_replicate = block // replicates
        column = np.uint64(block_index * 512)
        used = np.uint64(lanes[block_index])
        for step in range(schedule.shape[0]):
            pc = np.uint64(schedule[step, 0])
            stop = np.uint64(schedule[step, 1])
            month = np.uint64(schedule[step, 2])
            horizon = np.uint64(schedule[step, 3])
            t = float(schedule[step, 2])
            event = np.uint64(0)
            turns = 0
            some = np.int64(0)  # lanes that a loop goes on for, at the head of `active`
            while pc < stop:
                operation = code[pc, 0]
                d = code[pc, 1]
                a = code[pc, 2]
                b = code[pc, 3]
                c = code[pc, 4]
                x = scalars[code[pc, 5], month]
                p = code[pc, 6]
                q = code[pc, 7]
                pc += np.uint64(1)
                if operation == op.CHARGE:
                    for i in range(_LANES):
                        registers[d, i] += registers[a, i] * x
                    for i in range(_LANES):
                        registers[b, i] += registers[a, i]
                elif operation == op.CHARGE_PRODUCT:
                    for i in range(_LANES):
                        y = registers[a, i] * registers[c, i]
                        registers[d, i] += y * x
                        registers[b, i] += y
                elif operation == op.MULTIPLY:
                    for i in range(_LANES):
                        registers[d, i] = registers[a, i] * registers[b, i]
                elif operation == op.MULTIPLY_SCALAR:
                    for i in range(_LANES):
                        registers[d, i] = registers[a, i] * x
                elif operation == op.ADD:
                    for i in range(_LANES):
                        registers[d, i] = registers[a, i] + registers[b, i]
                elif operation == op.ADD_SCALAR:
                    for i in range(_LANES):
                        registers[d, i] = registers[a, i] + x
                elif operation == op.DRAW:
                    if sobol and dimension[p, month] >= 0:
                        fill_sobol(uniforms, matrix, shift, replicate, dimension[p, month], block_in_replicate)
                    else:
                        fill_counter(uniforms, block, month, np.uint64(0), keys[p, 0], keys[p, 1])
                    table = int(x)
                    draw_batch(
                        registers, d, _LANES, uniforms, place, place_bits, cell,
                        table_start[table], table_start[table + 1], upper, bits, first, value, cells,
                    )  # fmt: skip
                elif operation == op.NATIVE:
                    for n in range(a, b):
                        stream, guard = np.uint64(draws[n, 0]), draws[n, 1]
                        if guard < 0 or scalars[guard, month] != 0.0:
                            points, at = drawn[n - a], dimension[stream, month]
                            if sobol and at >= 0:
                                fill_sobol(points, matrix, shift, replicate, at, block_in_replicate)
                            else:
                                fill_counter(points, block, month, np.uint64(0), keys[stream, 0], keys[stream, 1])
                    call(addresses[p], context, np.int64(month), np.int64(horizon), block_index)
                    pc += q
                elif operation == op.LOAD:
                    for i in range(_LANES):
                        registers[d, i] = x
                elif operation == op.SKIP:
                    if x == 0.0:
                        pc += p
                elif operation == op.STORE or operation == op.STORE_MONTH:
                    row = p + q * horizon if operation == op.STORE else p + month - np.uint64(1)
                    if keep[row]:
                        for i in range(_LANES):
                            results[row, column + i] = registers[a, i]
                    # Summed while the row is at hand, in a fixed order: 64 sums, then 8, so that none waits for itself.
                    centre_of_row = centre[row]
                    if used == _LANES:
                        for i in range(_SUMS):
                            x0 = registers[a, i] - centre_of_row
                            x1 = registers[a, i + _SUMS] - centre_of_row
                            x2 = registers[a, i + np.uint64(2) * _SUMS] - centre_of_row
                            x3 = registers[a, i + np.uint64(3) * _SUMS] - centre_of_row
                            x4 = registers[a, i + np.uint64(4) * _SUMS] - centre_of_row
                            x5 = registers[a, i + np.uint64(5) * _SUMS] - centre_of_row
                            x6 = registers[a, i + np.uint64(6) * _SUMS] - centre_of_row
                            x7 = registers[a, i + np.uint64(7) * _SUMS] - centre_of_row
                            place[i] = ((x0 + x1) + (x2 + x3)) + ((x4 + x5) + (x6 + x7))
                            squares = ((x0 * x0 + x1 * x1) + (x2 * x2 + x3 * x3)) + (
                                (x4 * x4 + x5 * x5) + (x6 * x6 + x7 * x7)
                            )
                            place[i + _SUMS] = squares
                    else:
                        for i in range(_SUMS):
                            place[i] = place[i + _SUMS] = 0.0
                        for i in range(used):
                            x0 = registers[a, i] - centre_of_row
                            place[i % _SUMS] += x0
                            place[i % _SUMS + _SUMS] += x0 * x0
                    for i in range(np.uint64(8)):
                        for j in range(np.uint64(8), _SUMS, np.uint64(8)):
                            place[i] += place[i + j]
                            place[i + _SUMS] += place[i + j + _SUMS]
                    total = 0.0
                    of_squares = 0.0
                    for i in range(np.uint64(8)):
                        total += place[i]
                        of_squares += place[i + _SUMS]
                    sums[block_index, row, 0] = total
                    sums[block_index, row, 1] = of_squares
                elif operation == op.ACCUMULATE:
                    for i in range(_LANES):
                        registers[d, i] += registers[a, i] * x
                elif operation == op.INCREASE:
                    for i in range(_LANES):
                        registers[d, i] += registers[a, i]
                elif operation == op.INCREASE_PRODUCT:
                    for i in range(_LANES):
                        registers[d, i] += registers[a, i] * registers[b, i]
                elif operation == op.SHARE:
                    for i in range(_LANES):
                        y = registers[a, i]
                        z = registers[c, i]
                        product = y * registers[b, i]
                        registers[d, i] = product if y != 0.0 else z
                elif operation == op.SCALE:
                    for i in range(_LANES):
                        registers[d, i] *= registers[a, i]
                elif operation == op.SUBTRACT:
                    for i in range(_LANES):
                        registers[d, i] = registers[a, i] - registers[b, i]
                elif operation == op.SUBTRACT_FROM:
                    for i in range(_LANES):
                        registers[d, i] = x - registers[a, i]
                elif operation == op.DIVIDE:
                    for i in range(_LANES):
                        registers[d, i] = registers[a, i] / registers[b, i]
                elif operation == op.DIVIDE_SCALAR:
                    for i in range(_LANES):
                        registers[d, i] = registers[a, i] / x
                elif operation == op.MINIMUM_SCALAR:
                    for i in range(_LANES):
                        y = registers[a, i]
                        registers[d, i] = x if (y > x or x != x) else y
                elif operation == op.MAXIMUM_SCALAR:
                    for i in range(_LANES):
                        y = registers[a, i]
                        registers[d, i] = x if (y < x or x != x) else y
                elif operation == op.MINIMUM:
                    for i in range(_LANES):
                        y = registers[a, i]
                        z = registers[b, i]
                        registers[d, i] = z if (y > z or z != z) else y
                elif operation == op.MAXIMUM:
                    for i in range(_LANES):
                        y = registers[a, i]
                        z = registers[b, i]
                        registers[d, i] = z if (y < z or z != z) else y
                elif operation == op.CEIL:
                    for i in range(_LANES):
                        registers[d, i] = np.ceil(registers[a, i])
                elif operation == op.FLOOR:
                    for i in range(_LANES):
                        registers[d, i] = np.floor(registers[a, i])
                elif operation == op.ABSOLUTE:
                    for i in range(_LANES):
                        registers[d, i] = abs(registers[a, i])
                elif operation == op.EXP:
                    # exp(x) = 2^k exp(r), |r| <= ln(2) / 2, by Taylor's series to r^13, in Estrin's order: within
                    # three units in the last place, on every processor alike, and it vectorises.
                    for i in range(_LANES):
                        y = registers[a, i]
                        shifted = y * LOG2_E + TO_WHOLE
                        whole = shifted - TO_WHOLE
                        r = (y - whole * LN2_HIGH) - whole * LN2_LOW
                        r2 = r * r
                        r4 = r2 * r2
                        low = (1.0 + r) + (0.5 + _C3 * r) * r2
                        middle = (_C4 + _C5 * r) + (_C6 + _C7 * r) * r2
                        high = (_C8 + _C9 * r) + (_C10 + _C11 * r) * r2 + (_C12 + _C13 * r) * r4
                        z = low + (middle + high * r4) * r4
                        power = np.uint64((np.float64(shifted).view(np.uint64) + _BIAS) << _EXPONENT).view(np.float64)
                        z = z * power
                        z = np.inf if y > 709.0 else z
                        registers[d, i] = 0.0 if y < -708.0 else z
                elif operation == op.LOG:
                    # log(2^k m) = k ln(2) + log(m), m from sqrt(1/2) to sqrt(2), by the series of 2 artanh(s) with
                    # s = f / (2 + f), f = m - 1, to s^21: within one unit in the last place; and it vectorises.
                    for i in range(_LANES):
                        y = registers[a, i]
                        tiny = y < _LEAST_NORMAL
                        pattern = np.float64(y * _TWO_54 if tiny else y).view(np.uint64) + _FROM_SQRT_HALF
                        m = np.uint64((pattern & _FRACTION) + _SQRT_HALF).view(np.float64)
                        k = np.uint64((pattern >> _EXPONENT) | _TWO_52_BITS).view(np.float64) - _TWO_52
                        k -= 1077.0 if tiny else 1023.0
                        f = m - 1.0
                        s = f / (2.0 + f)
                        s2 = s * s
                        s4 = s2 * s2
                        s8 = s4 * s4
                        low = (_L1 + _L2 * s2) + (_L3 + _L4 * s2) * s4
                        high = (_L5 + _L6 * s2) + (_L7 + _L8 * s2) * s4
                        half = 0.5 * f * f
                        z = s * (half + s2 * (low + (high + (_L9 + _L10 * s2) * s8) * s8))
                        z = ((z + k * LN2_LOW) - half) + f + k * LN2_HIGH
                        z = y if not y < np.inf else z  # infinity, and what is not a number
                        z = np.nan if y < 0.0 else z
                        registers[d, i] = -np.inf if y == 0.0 else z
                elif operation == op.SQRT:
                    for i in range(_LANES):
                        registers[d, i] = np.sqrt(registers[a, i])
                elif operation == op.POWER:
                    for i in range(_LANES):
                        registers[d, i] = registers[a, i] ** registers[b, i]
                elif operation == op.MOD:
                    for i in range(_LANES):
                        registers[d, i] = np.mod(registers[a, i], registers[b, i])
                elif operation == op.LESS:
                    for i in range(_LANES):
                        registers[d, i] = 1.0 if registers[a, i] < registers[b, i] else 0.0
                elif operation == op.LESS_EQUAL:
                    for i in range(_LANES):
                        registers[d, i] = 1.0 if registers[a, i] <= registers[b, i] else 0.0
                elif operation == op.EQUAL:
                    for i in range(_LANES):
                        registers[d, i] = 1.0 if registers[a, i] == registers[b, i] else 0.0
                elif operation == op.SELECT:
                    for i in range(_LANES):  # both are loaded first: a load that is chosen is no vector code
                        y = registers[b, i]
                        z = registers[c, i]
                        registers[d, i] = y if registers[a, i] != 0.0 else z
                elif operation == op.COPY:
                    for i in range(_LANES):
                        registers[d, i] = registers[a, i]
                elif operation == op.PATH_LOGARITHM:
                    for i in range(_LANES):
                        y = registers[a, i]
                        registers[d, i] = y * registers[b, i] - 0.5 * y * y
                elif operation == op.COUNT or operation == op.COMPOUND:
                    if sobol and dimension[p, month] >= 0:
                        fill_sobol(uniforms, matrix, shift, replicate, dimension[p, month], block_in_replicate)
                    else:
                        fill_counter(uniforms, block, month, np.uint64(0), keys[p, 0], keys[p, 1])
                    number = d if operation == op.COUNT else spare
                    some = fill_counts(registers, number, a, b, c, uniforms, active, cell)
                    if some < 0:
                        status[0] = BAD_COUNT
                        status[1] = np.int64(pc) - 1
                        return
                    if operation == op.COMPOUND:
                        table = int(x)
                        own = operation == op.SUM_DRAWS  # False: for a literal one numba compiles the function again
                        sum_draws(
                            registers, d, spare, spare, own, some, block, month, keys[q, 0], keys[q, 1],
                            uniforms, place, place_bits, cell, owner, ordinal, active,
                            table_start[table], table_start[table + 1], upper, bits, first, value, cells,
                        )  # fmt: skip
                elif operation == op.SUM_DRAWS:
                    table = int(x)
                    some = np.int64(list_at_least(registers, a, _ABOVE_ZERO, _LANES, active))
                    sum_draws(
                        registers, d, a, b, q == np.uint64(1), some, block, month, keys[p, 0], keys[p, 1],
                        uniforms, place, place_bits, cell, owner, ordinal, active,
                        table_start[table], table_start[table + 1], upper, bits, first, value, cells,
                    )  # fmt: skip
                elif operation == op.DRAW_EVENT:
                    table = int(x)
                    draw_events(
                        registers, d, b, q == np.uint64(1), event, some, active, block, month, keys[p, 0], keys[p, 1],
                        uniforms, place, place_bits, cell, ordinal,
                        table_start[table], table_start[table + 1], upper, bits, first, value, cells,
                    )  # fmt: skip
                elif operation == op.ACTIVE:
                    for i in range(_LANES):
                        begin = t - 1.0 if registers[a, i] < t - 1.0 else registers[a, i]
                        end = t if registers[b, i] > t else registers[b, i]
                        registers[d, i] = 0.0 if end <= begin else end - begin  # NaN stays NaN
                elif operation == op.AT:
                    for i in range(_LANES):
                        y = registers[a, i]
                        z = registers[b, i]
                        due = 1.0 if np.floor(y) == t - 1.0 and y < z else 0.0
                        registers[d, i] = due if y == y and z == z else np.nan
                elif operation == op.RENEW:
                    table = int(x)
                    if not renew(
                        registers, d, b, a, c, t, block, keys[p, 0], keys[p, 1],
                        uniforms, place, place_bits, cell, owner, ordinal,
                        table_start[table], table_start[table + 1], upper, bits, first, value, cells,
                    ):  # fmt: skip
                        status[0] = BAD_INTERVAL
                        status[1] = np.int64(pc) - 1
                        return
                elif operation == op.EVENTS:
                    some = np.int64(list_at_least(registers, a, _ABOVE_ZERO, _LANES, active))
                    event = np.uint64(0)
                    if some == 0:
                        pc += p
                elif operation == op.EVENTS_END:
                    event += np.uint64(1)
                    number = code[pc - p - np.uint64(2), 2]
                    left = np.uint64(0)
                    for j in range(np.uint64(some)):
                        lane = active[j]
                        active[left] = lane
                        left += np.uint64(registers[number, lane] > np.float64(event))
                    some = np.int64(left)
                    if some > 0:
                        pc -= p + np.uint64(1)
                    else:
                        event = np.uint64(0)
                elif operation == op.ADD_EVENT:
                    for i in range(_LANES):
                        if np.float64(event) < registers[b, i]:
                            registers[d, i] += registers[a, i]
                elif operation == op.WAIT:
                    some = list_due(registers, a, b, t, active)
                    if some < 0:
                        status[0] = BAD_INTERVAL
                        status[1] = np.int64(pc) - 1
                        return
                    turns += 1
                    if some == 0:
                        pc += p
                        turns = 0
                elif operation == op.WAIT_END:
                    pc -= p + np.uint64(2)
                elif operation == op.STEP:
                    for j in range(np.uint64(some)):
                        i = active[j]
                        if not registers[a, i] > 0.0 or turns > MOST_EVENTS:
                            status[0] = BAD_INTERVAL
                            status[1] = np.int64(pc) - 1
                            return
                        registers[b, i] += 1.0
                        registers[d, i] += registers[a, i]
                elif operation == op.BREAK_EVEN:
                    for i in range(_LANES):
                        since = registers[d, i]
                        z = registers[b, i]
                        if registers[a, i] < z - op.ROUNDING * abs(z):
                            registers[d, i] = since if since > 0.0 else t
                        else:
                            registers[d, i] = 0.0
                elif operation == op.QUANTILE:
                    table = int(x)
                    read_scores(
                        registers, d, a, q, place, place_bits, cell,
                        table_start[table], table_start[table + 1], upper, bits, first, value, cells,
                    )  # fmt: skip
                elif operation == op.SCALE_EVENT:
                    for i in range(_LANES):
                        if np.float64(event) < registers[b, i]:
                            registers[d, i] *= registers[a, i]
