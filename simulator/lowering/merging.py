"""Programs of nearly the same scenarios become one: what they share is computed once.

The points of a sweep differ in a few numbers. Their programs have the same instructions in the same order, with other
constants and other tables here and there. What depends on none of these is the same in every point, draws above all:
it stays single. The rest is there once for each point, on registers and rows of its own. Every number comes from the
same operations in the same order as in the point's own program, so it is the same to the last bit.

Which instructions depend on a difference is found as taint is in compilers: an instruction that differs taints what it
writes, and a tainted register taints all that touches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..engine import operations as op
from ..engine.program import Layout
from .builder import Builder, Instruction, Register, Scalar, Section
from .pruning import written

__all__ = ["Draft", "alike", "merge"]

_TABLES = {op.DRAW, op.SUM_DRAWS, op.DRAW_EVENT, op.RENEW, op.QUANTILE}  # their scalar is the number of a table
_SCALARS = {
    op.LOAD, op.ADD_SCALAR, op.SUBTRACT_FROM, op.MULTIPLY_SCALAR, op.DIVIDE_SCALAR, op.MINIMUM_SCALAR,
    op.MAXIMUM_SCALAR, op.SKIP, op.ACCUMULATE, op.CHARGE,
}  # fmt: skip
_STORES = {op.STORE, op.STORE_MONTH}

Place = tuple[Section, int]
"""An instruction: its section, and its place there."""


@dataclass(frozen=True, eq=False)
class Draft:
    """A program before its arrays are made."""

    builder: Builder
    layout: Layout
    dimension: NDArray[np.int64]


def alike(one: Draft, other: Draft) -> bool:
    """Return whether two programs differ in constants and tables alone, so that they can be merged."""
    return (
        one.layout == other.layout
        and [(s.address, s.kind) for s in one.builder.streams] == [(s.address, s.kind) for s in other.builder.streams]
        and np.array_equal(one.dimension, other.dimension)
        and _same_shape(one.builder, other.builder)
    )


def merge(drafts: Sequence[Draft]) -> Draft:
    """Return the one program of all these, which are alike.

    Parameters
    ----------
    drafts : sequence of Draft

    Returns
    -------
    Draft
        Its results are the rows of the first, then those of the second, and so on. `layout.rows` counts them all; the
        rest of the layout is that of the first.
    """
    return _Merger(drafts).merged()


def _fields(instruction: Instruction) -> tuple[Register | None, ...]:
    return instruction.d, instruction.a, instruction.b, instruction.c


def _same_shape(one: Builder, other: Builder) -> bool:
    """Return whether the instructions differ in scalars alone, up to the numbers of registers."""
    names: dict[int, int] = {}
    for section in Section:
        if len(one.sections[section]) != len(other.sections[section]):
            return False
        for mine, theirs in zip(one.sections[section], other.sections[section], strict=True):
            if (mine.operation, mine.p, mine.q) != (theirs.operation, theirs.p, theirs.q):
                return False
            for x, y in zip(_fields(mine), _fields(theirs), strict=True):
                if x is None or y is None:
                    if x is not y:
                        return False
                elif (x.section, x.state) != (y.section, y.state) or names.setdefault(x.number, y.number) != y.number:
                    return False
    return len(set(names.values())) == len(names)


def _meaning(builder: Builder, instruction: Instruction) -> object:
    """Return what an instruction's scalar means, to be compared: a series, or a table for each month."""
    if instruction.operation in _TABLES:
        return tuple(id(builder.tables[int(k)]) for k in builder.scalars[instruction.s])  # equal laws share a table
    return builder.scalars[instruction.s].tobytes() if instruction.operation in _SCALARS else None


class _Merger:
    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.drafts = drafts
        first = drafts[0].builder
        self.out = Builder(first.months, streams=list(first.streams))
        self.sections = [draft.builder.sections for draft in drafts]
        self.apart, self.apart_registers = _what_differs([draft.builder for draft in drafts])
        self._registers: dict[tuple[int, int], Register] = {}
        self._tables: dict[int, int] = {}

    def merged(self) -> Draft:
        for section in Section:
            out = self.out.sections[section]
            self._emit(section, 0, len(self.sections[0][section]), out)
        first = self.drafts[0].layout
        layout = Layout(**{**vars(first), "rows": first.rows * len(self.drafts)})
        return Draft(self.out, layout, self.drafts[0].dimension)

    def _emit(self, section: Section, begin: int, end: int, out: list[Instruction]) -> None:
        """Emit instructions `begin` to `end`: what is shared at once, what is not point by point, as late as it can."""
        shared = self.sections[0][section]
        waiting: list[int] = []
        touched: set[int] = set()

        def flush() -> None:
            for k in range(len(self.drafts)):
                out.extend(self._copy(k, section, at) for at in waiting)
            waiting.clear()
            touched.clear()

        at = begin
        while at < end:
            instruction = shared[at]
            following = at + 1 + (instruction.p if instruction.operation in op.REGIONS else 0)
            if (section, at) in self.apart:
                waiting += range(at, following)
                touched.update(r.number for i in range(at, following) for r in _fields(shared[i]) if r is not None)
            elif instruction.operation in op.REGIONS:
                flush()
                self._emit_region(section, at, out)
            else:
                if any(register.number in touched for register in written(instruction)):
                    flush()  # a state that those waiting have to read before it changes
                out.append(self._copy(0, section, at))
            at = following
        flush()

    def _emit_region(self, section: Section, at: int, out: list[Instruction]) -> None:
        instruction = self.sections[0][section][at]
        loops = instruction.operation in op.LOOPS
        start = self._copy(0, section, at)
        out.append(start)
        first = len(out)
        last = at + instruction.p
        self._emit(section, at + 1, last if loops else last + 1, out)
        if loops:
            back = self._copy(0, section, last)
            back.p = len(out) - first
            out.append(back)
        start.p = len(out) - first

    def _copy(self, k: int, section: Section, at: int) -> Instruction:
        """Return an instruction of point k, on the merged program's registers, scalars, tables and rows."""
        draft, mine = self.drafts[k], self.sections[k][section][at]
        names = _fields(self.sections[0][section][at])
        d, a, b, c = (
            None if register is None or name is None else self._register(k, name.number, register)
            for name, register in zip(names, _fields(mine), strict=True)
        )
        p = mine.p + k * draft.layout.rows if mine.operation in _STORES else mine.p
        return Instruction(mine.operation, d, a, b, c, self._scalar(draft.builder, mine), p, mine.q)

    def _register(self, k: int, name: int, register: Register) -> Register:
        """Return the register of point k that the first point calls `name`."""
        key = (k if name in self.apart_registers else -1, name)
        if key not in self._registers:
            self._registers[key] = self.out.register(register.section, register.state)
        return self._registers[key]

    def _scalar(self, builder: Builder, instruction: Instruction) -> int:
        series = np.zeros(builder.months + 1)  # of what reads none
        if instruction.operation in _SCALARS:
            series = builder.scalars[instruction.s]
        elif instruction.operation in _TABLES:
            series = np.array(
                [self._table(builder, int(number)) for number in builder.scalars[instruction.s]], dtype=np.float64
            )
        return self.out.scalar_row(Scalar(series))

    def _table(self, builder: Builder, number: int) -> int:
        table = builder.tables[number]
        if id(table) not in self._tables:
            self._tables[id(table)] = len(self.out.tables)
            self.out.tables.append(table)
        return self._tables[id(table)]


def _what_differs(builders: Sequence[Builder]) -> tuple[set[Place], set[int]]:
    """Return which instructions depend on a difference, and which registers of the first program hold one."""
    first = builders[0].sections
    apart: set[Place] = set()
    users: dict[int, list[Place]] = {}
    inside: dict[Place, list[Place]] = {}
    waiting: list[Place] = []
    for section in Section:
        for at, instruction in enumerate(first[section]):
            place = (section, at)
            for register in _fields(instruction):
                if register is not None:
                    users.setdefault(register.number, []).append(place)
            if instruction.operation in op.REGIONS:
                inside[place] = [(section, i) for i in range(at + 1, at + 1 + instruction.p)]
            meanings = {_meaning(builder, builder.sections[section][at]) for builder in builders}
            if instruction.operation in _STORES or len(meanings) > 1:
                waiting.append(place)
    registers: set[int] = set()
    while waiting:
        place = waiting.pop()
        if place in apart:
            continue
        apart.add(place)
        waiting += inside.get(place, [])
        instruction = first[place[0]][place[1]]
        for register in written(instruction):
            if register.number not in registers:
                registers.add(register.number)
                waiting += users[register.number]
    return apart, registers
