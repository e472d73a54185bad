"""Brings together, in each section, what becomes machine code, and what the kernel has to do itself.

Between the two, rows go to memory and come back. So the instructions whose operands are ready are taken by kind: all of
one kind, then all of the other (list scheduling). What no instruction of the kernel's part waits for comes last. Writes
and reads of each register keep their order, so the numbers stay the same to the last bit.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush

from ..engine import operations as op
from ..engine.vector_code import EMITTERS
from .builder import Instruction, Section, read
from .pruning import written

__all__ = ["gathered"]

#: Machine code that the kernel's part waits for, the kernel's part, and what nothing of it waits for.
_EARLY, _KERNEL, _LATE = range(3)
_NATIVE = {*EMITTERS, op.SKIP, op.STORE, op.STORE_MONTH}


def gathered(sections: dict[Section, list[Instruction]]) -> dict[Section, list[Instruction]]:
    """Return the sections with their instructions in another order; a branch or loop moves as a whole."""
    return {section: _gathered(_units(instructions)) for section, instructions in sections.items()}


def _units(instructions: list[Instruction]) -> list[list[Instruction]]:
    """Return instructions one by one, and branches and loops as a whole."""
    units = []
    at = 0
    while at < len(instructions):
        stop = at + 1 + (instructions[at].p if instructions[at].operation in op.REGIONS else 0)
        units.append(instructions[at:stop])
        at = stop
    return units


def _gathered(units: list[list[Instruction]]) -> list[Instruction]:
    followers, waits = _dependences(units)
    kinds: list[int] = []  # of the units from the last to the first
    for number in reversed(range(len(units))):
        native = all(each.operation in _NATIVE for each in units[number])
        early = any(kinds[len(units) - 1 - follower] != _LATE for follower in followers[number])
        kinds.append(_KERNEL if not native else _EARLY if early else _LATE)
    kinds.reverse()
    ready: list[list[int]] = [[], [], []]
    for number, count in enumerate(waits):
        if not count:
            heappush(ready[kinds[number]], number)
    found: list[Instruction] = []
    kind = _EARLY
    while any(ready):
        while ready[kind]:
            number = heappop(ready[kind])
            found += units[number]
            for follower in followers[number]:
                waits[follower] -= 1
                if not waits[follower]:
                    heappush(ready[kinds[follower]], follower)
        kind = _EARLY if ready[_EARLY] and kind != _EARLY else _KERNEL if ready[_KERNEL] else _LATE
    return found


def _dependences(units: list[list[Instruction]]) -> tuple[list[set[int]], list[int]]:
    """Return for each unit which ones wait for it, and for how many it waits itself."""
    followers: list[set[int]] = [set() for _ in units]
    writer: dict[int, int] = {}
    readers: dict[int, list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        reads = {register.number for each in unit for register in read(each)}
        writes = {register.number for each in unit for register in written(each)}
        for register in reads | writes:
            if register in writer:
                followers[writer[register]].add(number)
        for register in writes:
            for reader in readers.pop(register, ()):
                followers[reader].add(number)
            writer[register] = number
        for register in reads - writes:
            readers[register].append(number)
    waits = [0] * len(units)
    for number, after in enumerate(followers):
        after.discard(number)
        for follower in after:
            waits[follower] += 1
    return followers, waits
