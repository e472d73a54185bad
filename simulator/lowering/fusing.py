"""Two instructions become one where nothing else reads what is between them: fewer rows are written and read again.

The first moves down to the second, so that it runs with it or not at all: nothing between the two may write what the
first reads, and no branch or loop may begin or end there. The numbers stay the same to the last bit.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ..engine import operations as op
from .builder import Builder, Instruction, Section, read
from .pruning import removed, written

__all__ = ["fused"]

_BORDERS = {op.SKIP, op.EVENTS, op.EVENTS_END, op.WAIT, op.WAIT_END}
_TAKE = {op.CHARGE, op.INCREASE, op.SUM_DRAWS, op.SELECT}


def fused(builder: Builder) -> dict[Section, list[Instruction]]:
    """Return the sections with what can be fused in one instruction; the builder's own stay as they are."""
    reads = Counter(
        register.number
        for instructions in builder.sections.values()
        for instruction in instructions
        for register in read(instruction)
    )
    return {section: _fused(instructions, reads) for section, instructions in builder.sections.items()}


def _fused(instructions: list[Instruction], reads: Counter[int]) -> list[Instruction]:
    found = list(instructions)
    ends = {at + each.p + 1 for at, each in enumerate(instructions) if each.operation in _BORDERS}
    last: dict[int, int] = {}  # by register: where it was written last
    gone: set[int] = set()
    border = 0
    for at, instruction in enumerate(instructions):
        if at in ends or instruction.operation in _BORDERS:
            border = at
        between = instruction.b if instruction.operation == op.SELECT else instruction.a
        if instruction.operation in _TAKE and between is not None and reads[between.number] == 1:
            place = last.get(between.number, -1)
            if place >= border and all(last.get(each.number, -1) < place for each in read(found[place])):
                joined = _joined(found[place], instruction)
                if joined is not None:
                    found[at] = joined
                    gone.add(place)
        for register in written(instruction):
            last[register.number] = at
    if not gone:
        return found
    found = [replace(each) if each.operation in _BORDERS else each for each in found]  # their lengths change
    return removed(found, gone)


def _joined(first: Instruction, second: Instruction) -> Instruction | None:
    """Return the one instruction that does what both do; None where there is none."""
    match first.operation, second.operation:
        case op.MULTIPLY, op.CHARGE:
            return replace(second, operation=op.CHARGE_PRODUCT, a=first.a, c=first.b)
        case op.MULTIPLY, op.INCREASE:
            return replace(second, operation=op.INCREASE_PRODUCT, a=first.a, b=first.b)
        case op.MULTIPLY, op.SELECT if second.a in (first.a, first.b):
            return replace(second, operation=op.SHARE, b=first.b if second.a == first.a else first.a)
        case op.COUNT, op.SUM_DRAWS if second.q == 0:
            a, b, c = first.a, first.b, first.c
            return replace(second, operation=op.COMPOUND, a=a, b=b, c=c, p=first.p, q=second.p)
    return None
