"""Two instructions become one where nothing else reads what is between them: fewer rows are written and read again.

The first moves down to the second, so that it runs with it or not at all: nothing between the two may write what the
first reads, and no branch or loop may begin or end there. The numbers stay the same to the last bit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ..engine import operations as op
from .builder import Builder, Instruction, Register, Section
from .pruning import removed, written

__all__ = ["fused"]

_BORDERS = {op.SKIP, op.EVENTS, op.EVENTS_END, op.WAIT, op.WAIT_END}


def fused(builder: Builder) -> dict[Section, list[Instruction]]:
    """Return the sections with what can be fused in one instruction; the builder's own stay as they are."""
    reads = Counter(
        register.number
        for instructions in builder.sections.values()
        for instruction in instructions
        for register in _sources(instruction)
    )
    return {section: _fused(instructions, reads) for section, instructions in builder.sections.items()}


def _fused(instructions: list[Instruction], reads: Counter[int]) -> list[Instruction]:
    found = [replace(instruction) for instruction in instructions]
    ends = {at + instruction.p for at, instruction in enumerate(found) if instruction.operation in _BORDERS}
    near: dict[int, tuple[int, Instruction]] = {}  # by register: what has written it, and can still move down
    gone: set[int] = set()
    for at, instruction in enumerate(found):
        for other in _candidates(instruction):
            before = near.get(other.number)
            if before is None or reads[other.number] > 1:
                continue
            joined = _joined(before[1], instruction, other)
            if joined is not None:
                found[at] = instruction = joined
                gone.add(before[0])
                del near[other.number]
                break
        if instruction.operation in _BORDERS or at in ends:
            near.clear()
            continue
        changed = {register.number for register in written(instruction)}
        near = {k: v for k, v in near.items() if changed.isdisjoint(r.number for r in _sources(v[1]))}
        if instruction.d is not None and not instruction.d.state and len(changed) == 1:
            near[instruction.d.number] = (at, instruction)
    return removed(found, gone)


def _sources(instruction: Instruction) -> Iterator[Register]:
    fields = {"a": instruction.a, "b": instruction.b, "c": instruction.c}
    return (register for name in op.READS[instruction.operation] if (register := fields[name]) is not None)


def _candidates(instruction: Instruction) -> list[Register]:
    """Return the registers whose writer an instruction can take in."""
    match instruction.operation:
        case op.CHARGE | op.INCREASE | op.SUM_DRAWS:
            return [register for register in (instruction.a,) if register is not None]
        case op.SELECT:
            return [register for register in (instruction.b,) if register is not None]
    return []


def _joined(first: Instruction, second: Instruction, between: Register) -> Instruction | None:
    """Return the one instruction that does what both do; None where there is none."""
    match first.operation, second.operation:
        case op.MULTIPLY, op.CHARGE:
            return replace(second, operation=op.CHARGE_PRODUCT, a=first.a, c=first.b)
        case op.MULTIPLY, op.INCREASE:
            return replace(second, operation=op.INCREASE_PRODUCT, a=first.a, b=first.b)
        case op.MULTIPLY, op.SELECT if second.a in (first.a, first.b) and second.c != between:
            return replace(second, operation=op.SHARE, b=first.b if second.a == first.a else first.a)
        case op.COUNT, op.SUM_DRAWS if second.q == 0:
            a, b, c = first.a, first.b, first.c
            return replace(second, operation=op.COMPOUND, a=a, b=b, c=c, p=first.p, q=second.p)
    return None
