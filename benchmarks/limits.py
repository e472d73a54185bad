"""What an instruction costs, beside what the machine must pay for it: points, table lookups, memory.

An instruction is repeated on rows that lie in the first cache, so that what is left over is dispatch and arithmetic.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from peers import HERE

from tcorisk import load
from tcorisk.simulator import lower
from tcorisk.simulator.engine import operations as op
from tcorisk.simulator.engine.chunks import Job, run_chunk
from tcorisk.simulator.engine.drawing import draw_batch
from tcorisk.simulator.engine.jit import kernel
from tcorisk.simulator.engine.program import BLOCK, Program
from tcorisk.simulator.engine.sampling import fill_counter, fill_sobol
from tcorisk.simulator.engine.streams import Uniforms

TIMES = 512  # that an instruction is repeated
BLOCKS = 16
ROUNDS = 5

#: Operations by group; the first two registers hold draws from 0 to 1, the third one drawn anew.
GROUPS = {
    "arithmetic": ("ADD", "MULTIPLY", "MULTIPLY_SCALAR", "DIVIDE", "MAXIMUM_SCALAR", "CEIL", "SELECT", "LESS"),
    "accounts": ("ACCUMULATE", "CHARGE", "CHARGE_PRODUCT", "BREAK_EVEN", "STORE"),
    "functions": ("EXP", "LOG", "SQRT", "POWER"),
    "draws": ("DRAW",),
    "events": ("COUNT", "COMPOUND"),
}


def main() -> None:
    """Print the limits, then what each instruction takes."""
    limits = {
        "Sobol point": seconds(points, True),
        "counter's number": seconds(points, False),
        "table lookup": seconds(lookups),
        **{f"copy in {kilobytes:,} kB": copying(kilobytes) for kilobytes in (512, 262_144)},
    }
    print("limits, ns a number")
    for name, each in limits.items():
        print(f"  {name:<20} {each * 1e9:6.2f}")
    print("instructions, ns a trajectory")
    for group, names in GROUPS.items():
        print(f"  {group:<20} " + "   ".join(f"{name} {instruction(name) * 1e9:.2f}" for name in names))


def instruction(name: str) -> float:
    """Return the seconds that an instruction takes for a trajectory."""
    with_it, without = (seconds_of(program_of(name, times)) for times in (TIMES, 0))
    return (with_it - without) / (TIMES * BLOCKS * BLOCK)


def program_of(name: str, times: int) -> Program:
    """Return a program that executes an instruction so many times."""
    program = lower(load(HERE / "reference.toml"))
    scalars = np.vstack([program.scalars, np.full_like(program.scalars[:1], 0.75)])
    s = len(scalars) - 1
    draw = next(row for row in program.code.tolist() if row[0] == op.DRAW)
    unit = [op.DRAW, 0, 0, 0, 0, draw[5], draw[6], 0]
    scale = [op.MULTIPLY_SCALAR, 1, 0, 0, 0, s, 0, 0]
    # 2: a number of events of mean 0.05, 3: its chance of none, 4: 0
    rate = [[op.LOAD, k, 0, 0, 0, len(scalars) + j, 0, 0] for j, k in enumerate((2, 3, 4))]
    scalars = np.vstack([scalars, *(np.full_like(scalars[:1], x) for x in (0.05, np.exp(-0.05), 0.0))])
    operation = getattr(op, name)
    if operation in (op.COUNT, op.COMPOUND):
        body = [operation, 5, 2, 3, 4, draw[5], draw[6], draw[6]]
    elif operation == op.DRAW:
        body = [operation, 5, 0, 0, 0, draw[5], draw[6], 0]
    elif operation == op.STORE:
        body = [operation, 0, 0, 0, 0, 0, 0, 0]
    elif operation in (op.CHARGE, op.CHARGE_PRODUCT):
        body = [operation, 5, 0, 6, 1, s, 0, 0]
    else:
        body = [operation, 5, 0, 1, 2, s, 0, 0]
    code = np.array([unit, scale, *rate, *[body] * times], dtype=np.uint64)
    schedule = np.array([[0, len(code), 1, 0]], dtype=np.int64)
    return replace(program, code=code, schedule=schedule, scalars=scalars, registers=7)


def seconds_of(program: Program) -> float:
    """Return the least processor time that blocks of a program take."""
    job = Job(program, Uniforms.of(program, "sobol", 0), BLOCKS * BLOCK)
    results = run_chunk(job, 0, BLOCKS).results
    return least(lambda: run_chunk(job, 0, BLOCKS, results=results))


def least(call: Callable[[], Any]) -> float:
    """Return the least processor time of a call."""
    found = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        call()
        found = min(found, time.process_time() - start)
    return found


def seconds(work: Callable[..., Any], *arguments: Any) -> float:
    """Return the seconds that a kernel takes for a number."""
    program = lower(load(HERE / "reference.toml"))
    uniforms, tables = Uniforms.of(program, "sobol", 0), program.tables
    rows, words, place = np.empty((1, BLOCK)), np.empty(BLOCK, np.uint32), np.empty(BLOCK)
    fill_sobol(words, uniforms.matrix, uniforms.shift, 0, 0, 0)
    cells = np.empty(BLOCK, np.uint64)
    table = next(int(program.scalars[r[5], -1]) for r in program.code.tolist() if r[0] == op.DRAW)
    if work is points:
        call = partial(points, words, uniforms.matrix, uniforms.shift, *arguments, TIMES)
    else:
        call = partial(
            lookups, rows, words, place, place.view(np.uint64), cells, tables.start[table], tables.start[table + 1],
            tables.upper, tables.bits, tables.first, tables.value, tables.cells, TIMES,
        )  # fmt: skip
    call()
    return least(call) / (TIMES * BLOCK)


@kernel
def points(words: Any, matrix: Any, shift: Any, sobol: bool, times: int) -> None:
    """Fill a row with points, again and again."""
    for k in range(times):
        if sobol:
            fill_sobol(words, matrix, shift, 0, 0, k)
        else:
            fill_counter(words, k, np.uint64(1), np.uint64(0), np.uint32(1), np.uint32(2))


@kernel
def lookups(
    rows: Any, words: Any, place: Any, bits_of: Any, cell: Any, begin: int, end: int, upper: Any, bits: Any,
    first: Any, value: Any, cells: Any, times: int,
) -> None:  # fmt: skip
    """Look a row of points up in a table, again and again."""
    for _ in range(times):
        draw_batch(
            rows,
            np.uint64(0),
            np.uint64(512),
            words,
            place,
            bits_of,
            cell,
            begin,
            end,
            upper,
            bits,
            first,
            value,
            cells,
        )


def copying(kilobytes: int) -> float:
    """Return the seconds that copying a number takes, in arrays of this size together."""
    numbers = kilobytes * 64  # eight bytes each, half of them to be read
    source, target = np.ones(numbers), np.empty(numbers)
    again = max(1, 2**24 // numbers)

    def copy() -> None:
        for _ in range(again):
            np.copyto(target, source)

    return least(copy) / (again * numbers)


if __name__ == "__main__":
    main()
