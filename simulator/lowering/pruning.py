"""Leaves out of a program what no stored result needs.

Numbers do not change by it: what stays computes what it did, from the same draws, in the same order. So a program that
stores the TCO alone gives the TCO of the whole one to the last bit, in half the time. The whole one has some too:
months that are counted and read by nobody, an amount that a tier replaces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import accumulate, compress

from ..engine import operations as op
from .builder import Builder, Instruction, Register

__all__ = ["keep_only", "prune", "removed", "written"]

_STORES = {op.STORE, op.STORE_MONTH}


def prune(builder: Builder) -> None:
    """Remove every instruction that no stored result depends on.

    Flow is not followed: a register that is read anywhere keeps all that writes it. A branch or loop stays where
    anything inside it stays.
    """
    live = _Live(builder)
    for instructions in builder.sections.values():
        for instruction in instructions:
            if instruction.operation in _STORES:
                live.keep(instruction)
    live.settle()
    keep_only(builder, lambda instruction: id(instruction) in live.kept)
    for instructions in builder.sections.values():
        for instruction in instructions:
            if instruction.operation == op.CHARGE:
                _split_charge(instruction, live.needed)


def keep_only(builder: Builder, wanted: Callable[[Instruction], bool]) -> None:
    """Remove the instructions that are not wanted; branches and loops become as much shorter."""
    for section, instructions in builder.sections.items():
        gone = {at for at, instruction in enumerate(instructions) if not wanted(instruction)}
        builder.sections[section] = removed(instructions, gone)


def removed(instructions: list[Instruction], gone: set[int]) -> list[Instruction]:
    """Return a section without the instructions at these places; branches and loops become as much shorter."""
    kept = [at not in gone for at in range(len(instructions))]
    _shorten_regions(instructions, kept)
    return list(compress(instructions, kept))


class _Live:
    """What has been found to be needed so far: instructions by identity, registers by number."""

    def __init__(self, builder: Builder) -> None:
        self.kept: set[int] = set()
        self.needed: set[int] = set()
        self._waiting: list[Instruction] = []
        self._writers: dict[int, list[Instruction]] = defaultdict(list)
        self._around: dict[int, list[Instruction]] = defaultdict(list)
        for instructions in builder.sections.values():
            for at, instruction in enumerate(instructions):
                for register in written(instruction):
                    self._writers[register.number].append(instruction)
                if instruction.operation in op.REGIONS:
                    body = instructions[at + 1 : at + 1 + instruction.p]
                    ends = body[-1:] if instruction.operation in op.LOOPS else []
                    for inside in body:
                        self._around[id(inside)] += [instruction, *ends]

    def keep(self, instruction: Instruction) -> None:
        """Keep an instruction, and later what it needs."""
        if id(instruction) not in self.kept:
            self.kept.add(id(instruction))
            self._waiting.append(instruction)

    def settle(self) -> None:
        """Keep all that the kept instructions need."""
        while self._waiting:
            instruction = self._waiting.pop()
            for around in self._around[id(instruction)]:
                self.keep(around)
            for register in _read(instruction):
                if register.number not in self.needed:
                    self.needed.add(register.number)
                    for writer in self._writers[register.number]:
                        self.keep(writer)


def written(instruction: Instruction) -> list[Register]:
    """Return the registers that an instruction writes."""
    two = instruction.operation in op.WRITE_TWO
    return [register for register in (instruction.d, instruction.b if two else None) if register is not None]


def _read(instruction: Instruction) -> list[Register]:
    """Return what an instruction reads, besides the states it adds to: who needs those keeps it anyway."""
    fields = {"a": instruction.a, "b": instruction.b, "c": instruction.c}
    names = op.READS[instruction.operation]
    if instruction.operation == op.CHARGE:
        names = "a"  # its two accounts do not feed each other
    both = [instruction.d] if instruction.operation in op.WRITE_TWO - {op.CHARGE} else []  # these two do
    return [register for register in (*(fields[name] for name in names), *both) if register is not None]


def _shorten_regions(instructions: list[Instruction], kept: list[bool]) -> None:
    """Write into branches and loops how many instructions are left inside."""
    before = [0, *accumulate(kept)]
    for at, instruction in enumerate(instructions):
        if instruction.operation in op.REGIONS:
            last = at + instruction.p
            inside = before[last + 1] - before[at + 1]
            if instruction.operation in op.LOOPS and kept[at]:
                instructions[last].p = inside - 1
            instruction.p = inside


def _split_charge(instruction: Instruction, needed: set[int]) -> None:
    """Turn a charge to two accounts, one never read, into the simpler operation on the other."""
    line, month = instruction.d, instruction.b
    assert line is not None and month is not None
    if line.number not in needed:
        instruction.operation, instruction.d, instruction.b = op.INCREASE, month, None
    elif month.number not in needed:
        instruction.operation, instruction.b = op.ACCUMULATE, None
