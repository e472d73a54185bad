"""From collected instructions to the arrays of a `Program`: registers get rows, streams get dimensions.

Rows are given by linear scan (Poletto and Sarkar, 1999): a register holds its row from where it is written to where
it is read last. The row that is written is taken before those that are read are given back, since the kernel
wants it to be another one.
"""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...distributions import QuantileTable
from ..engine import operations as op
from ..engine.memory import on_line
from ..engine.program import Layout, Program, Tables
from .builder import Builder, Instruction, Register, Section, read
from .fusing import fused
from .gathering import gathered

__all__ = ["Code", "assemble", "code_of", "fingerprint", "join", "with_code"]


Sections = dict[Section, list[Instruction]]


def assemble(builder: Builder, layout: Layout, dimension: NDArray[np.int64], fuse: bool = True) -> Program:
    """Return the finished program.

    Parameters
    ----------
    builder : Builder
    layout : Layout
    dimension : int64, shape (streams, months + 1)
        As in `Program`.
    fuse : bool
        Whether two instructions may become one, and the order change; else the code is the builder's.
    """
    return with_code(code_of(builder, layout.horizons, fuse), builder, layout, dimension)


class Code(NamedTuple):
    """What of a `Program` follows from the instructions alone; see there."""

    code: NDArray[np.uint64]
    schedule: NDArray[np.int64]
    registers: int


def code_of(builder: Builder, horizons: tuple[int, ...], fuse: bool = True) -> Code:
    """Return the code of the instructions that are in the builder now; arguments as of `assemble`."""
    sections = gathered(fused(builder)) if fuse else builder.sections
    rows, registers = _give_rows(sections)
    code = [_encode(instruction, rows) for section in Section for instruction in sections[section]]
    array = np.array(code, dtype=np.uint64).reshape(len(code), op.COLUMNS)
    return Code(array, _schedule(sections, builder.months, horizons), max(registers, 1))


def with_code(
    code: Code, builder: Builder, layout: Layout, dimension: NDArray[np.int64], tables: Tables | None = None
) -> Program:
    """Return the program of some code; `tables` are the builder's, where they have been joined already."""
    streams, months = builder.streams, builder.months
    return Program(
        code=code.code,
        schedule=code.schedule,
        scalars=np.array(builder.scalars).reshape(len(builder.scalars), months + 1),
        registers=code.registers,
        dimension=dimension,
        addresses=tuple(stream.address for stream in streams),
        point=np.array([stream.point for stream in streams]).reshape(len(streams), months + 1),
        tables=join(tuple(builder.tables)) if tables is None else tables,
        layout=layout,
    )


def fingerprint(builder: Builder, added: Container[int]) -> bytes:
    """Return a key that two builders share only if their code is the same.

    Parameters
    ----------
    builder : Builder
    added : container of int
        Instructions, by identity, that the plain program lacks.
    """
    found: list[int] = [2 * register.section + register.state for register in builder.registers]
    for section, instructions in builder.sections.items():
        found += section, len(instructions)
        for one in instructions:
            d, a, b, c = one.d, one.a, one.b, one.c
            found += (
                one.operation,
                -1 if d is None else d.number,
                -1 if a is None else a.number,
                -1 if b is None else b.number,
                -1 if c is None else c.number,
                one.s,
                one.p,
                one.q,
                id(one) in added,
            )
    return np.array(found, dtype=np.int64).tobytes()


def _schedule(sections: Sections, months: int, horizons: tuple[int, ...]) -> NDArray[np.int64]:
    once, month, horizon = (len(sections[section]) for section in Section)
    steps = [(0, once, 0, 0)]
    for t in range(1, months + 1):
        index = min(sum(h < t for h in horizons), len(horizons) - 1)
        steps.append((once, once + month, t, index))
        if t in horizons:
            steps.append((once + month, once + month + horizon, t, index))
    return np.array(steps, dtype=np.int64)


def _encode(instruction: Instruction, rows: dict[int, int]) -> list[int]:
    registers = (instruction.d, instruction.a, instruction.b, instruction.c)
    return [
        instruction.operation,
        *(0 if register is None else rows[register.number] for register in registers),
        instruction.s,
        instruction.p,
        instruction.q,
    ]


@lru_cache(maxsize=2)  # where a value changes, most often no table does
def join(tables: tuple[QuantileTable, ...]) -> Tables:
    """Lay the tables one after another."""
    start, first, offset = [0], [], 0
    upper, bits, value, cells = [], [], [], []
    for table in tables:
        start.append(start[-1] + table.upper.size)
        first.append(table.first + offset)
        upper.append(table.upper)
        bits.append(table.bits)
        value.append(table.value)
        cells.append(table.cells)
        offset += table.cells.shape[0]
    return Tables(
        start=np.array(start, dtype=np.int64),
        upper=np.concatenate([*upper, np.empty(0)]),
        bits=np.concatenate([*bits, np.empty(0, dtype=np.int64)]).astype(np.int64),
        first=np.concatenate([*first, np.empty(0, dtype=np.int64)]).astype(np.int64),
        value=np.concatenate([*value, np.empty(0)]),
        cells=np.concatenate([*cells, np.empty((0, 4))], out=on_line((offset, 4))),
    )


def _give_rows(sections: Sections) -> tuple[dict[int, int], int]:
    """Return the row of each register and the number of rows."""
    rows: dict[int, int] = {}
    for register in _kept(sections):
        rows.setdefault(register.number, len(rows))
    most = kept = len(rows)
    for section in Section:
        instructions = sections[section]
        last = _last_reads(instructions)
        free: list[int] = []
        taken = kept
        ends: dict[int, list[int]] = {}
        for at, instruction in enumerate(instructions):
            written = instruction.d
            if written is not None and written.number not in rows:
                if free:
                    rows[written.number] = free.pop()
                else:
                    rows[written.number] = taken
                    taken += 1
                ends.setdefault(max(last.get(written.number, at), at), []).append(rows[written.number])
            free.extend(ends.pop(at, ()))
        most = max(most, taken)
    return rows, most


def _kept(sections: Sections) -> list[Register]:
    """Return the registers that live across sections: states, and what one section writes and another reads."""
    kept: list[Register] = []
    for section in Section:
        for instruction in sections[section]:
            registers = [*read(instruction), *([] if instruction.d is None else [instruction.d])]
            kept += [register for register in registers if register.state or register.section != section]
    return kept


def _last_reads(instructions: list[Instruction]) -> dict[int, int]:
    """Return where each register is read last; what a loop reads from outside lives until the loop's end."""
    last: dict[int, int] = {}
    written: dict[int, int] = {}
    loops: list[tuple[int, int]] = [
        (at, at + instruction.p) for at, instruction in enumerate(instructions) if instruction.operation in op.LOOPS
    ]
    for at, instruction in enumerate(instructions):
        for register in read(instruction):
            end = at
            for begin, stop in loops:
                if begin <= at <= stop and written.get(register.number, -1) < begin:
                    end = max(end, stop)
            last[register.number] = max(last.get(register.number, 0), end)
        if instruction.d is not None:
            written.setdefault(instruction.d.number, at)
    return last
