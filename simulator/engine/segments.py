"""Straight runs of a program's instructions, each of which becomes one function of machine code.

A run holds operations that treat every lane alike, and branches on a scalar of the month. It goes on until an operation
that only the kernel can do. In the code that the kernel then runs, `NATIVE` replaces the first instruction of a run and
leads past its last. All others keep their places, so that branches and messages stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from . import operations as op
from .program import Program
from .vector_code import EMITTERS, Step

__all__ = ["Segment", "rewritten", "rows_written", "segments_of", "smooth_scalars"]

#: What an operation adds to a segment, in lines of assembly text: most add a few.
_LENGTH: Final = {op.EXP: 60, op.LOG: 70, op.DRAW: 8, op.STORE: 8, op.STORE_MONTH: 8}
_FEW = 3
_LONGEST = 1500  # longer ones take more time to compile than they save
_LEAST = 6  # what a call costs
_STORES = {op.STORE, op.STORE_MONTH}
_WRITE_NONE = {op.SKIP, op.EVENTS, op.EVENTS_END, op.WAIT, op.WAIT_END, op.STORE, op.STORE_MONTH}
#: Operations on states: they read what they write.
_CHANGE = {
    op.RENEW, op.ADD_EVENT, op.STEP, op.ACCUMULATE, op.INCREASE, op.SCALE, op.CHARGE, op.BREAK_EVEN, op.SCALE_EVENT,
    op.CHARGE_PRODUCT, op.INCREASE_PRODUCT,
}  # fmt: skip


@dataclass(frozen=True)
class Segment:
    """A straight run of instructions.

    Attributes
    ----------
    start, stop : int
        First instruction, and last + 1.
    live : list of int
        For each instruction, and behind the last: the rows that are read from there on before they are written, as the
        bits of one number.
    draws : list of (int, int)
        The instruction of each draw, and the scalar without which it is skipped (-1: none).
    """

    start: int
    stop: int
    live: list[int]
    draws: list[tuple[int, int]]


def segments_of(program: Program) -> list[Segment]:
    """Return the segments of a program, in the order of its code."""
    steps = [Step(*row) for row in program.code.tolist()]
    spans = _spans(program.schedule)
    smooth = set(smooth_scalars(program).tolist())
    runs = [(number, *run) for number, span in enumerate(spans) for run in _runs(steps, *span, smooth)]
    live = _live(steps, program.schedule, spans)
    return [
        Segment(start, stop, live[at][start - spans[at][0] : stop - spans[at][0] + 1], list(_draws(steps, start, stop)))
        for at, start, stop in runs
    ]


def rewritten(program: Program, segments: list[Segment]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the code that calls the segments, and for each of their draws: its stream, and the scalar it depends on.

    Returns
    -------
    code : uint64, shape (instructions, 8)
    draws : int64, shape (draws, 2)
    """
    code = program.code.copy()
    draws: list[tuple[int, int]] = []
    for number, segment in enumerate(segments):
        before = len(draws)
        draws += [(int(program.code[at, 6]), guard) for at, guard in segment.draws]
        length = segment.stop - segment.start
        code[segment.start] = (op.NATIVE, 0, before, len(draws), 0, 0, number, length - 1)
    return code, np.array(draws, dtype=np.int64).reshape(-1, 2)


def _spans(schedule: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return first and last + 1 instruction of each section."""
    return list(dict.fromkeys((start, stop) for start, stop, *_ in schedule.tolist()))


def smooth_scalars(program: Program) -> NDArray[np.int64]:
    """Return the scalars of draws all of whose tables are one smooth piece."""
    tables = program.tables
    single = (np.diff(tables.start) == 1) & (tables.bits[tables.start[:-1]] >= 0)
    rows = np.array(sorted(set(program.code[program.code[:, 0] == op.DRAW, 5].tolist())), dtype=np.int64)
    return rows[np.all(single[program.scalars[rows].astype(np.int64)], axis=1)]


def _runs(steps: list[Step], start: int, stop: int, smooth: set[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last + 1 instruction of each run."""
    at = first = start
    length = 0

    def run() -> Iterator[tuple[int, int]]:
        if length >= _LEAST:
            yield first, at

    while at < stop:
        step = steps[at]
        after = at + 1 + (step.p if step.operation in op.REGIONS else 0)
        more = _length(steps, at, after, smooth)
        if more is None:
            yield from run()
            if after > at + 1:
                yield from _runs(steps, at + 1, after, smooth)
            first, length = after, 0
        elif length + more > _LONGEST and length:
            yield from run()
            first, length = at, more
        else:
            length += more
        at = after
    yield from run()


def _length(steps: list[Step], at: int, stop: int, smooth: set[int]) -> int | None:
    """Return how long the text of some instructions is; None where one of them is not for a segment."""
    total = 0
    branch = stop > at + 1
    for step in steps[at:stop]:
        if step.operation == op.SKIP:
            fits = True
        elif step.operation in _STORES:
            fits = not branch  # its sums are written at the end, whether it ran or not
        else:
            fits = step.operation in EMITTERS and (step.operation != op.DRAW or step.s in smooth)
        if not fits:
            return None
        total += _LENGTH.get(step.operation, _FEW)
    return total


def _draws(steps: list[Step], start: int, stop: int) -> Iterator[tuple[int, int]]:
    guards: list[tuple[int, int]] = []  # last + 1 instruction of each branch that is open, and its scalar
    for at in range(start, stop):
        guards = [guard for guard in guards if guard[0] > at]
        if steps[at].operation == op.SKIP:
            guards.append((at + 1 + steps[at].p, steps[at].s))
        elif steps[at].operation == op.DRAW:
            yield at, guards[-1][1] if guards else -1


def _live(steps: list[Step], schedule: NDArray[np.int64], spans: list[tuple[int, int]]) -> list[list[int]]:
    """Return for each section the rows that are live at each of its instructions and behind the last."""
    order = [spans.index((start, stop)) for start, stop, *_ in schedule.tolist()]
    follow = set(pairwise(order))
    effects = [_effect(step) for step in steps]
    live = [[0] * (stop - start + 1) for start, stop in spans]
    changed = True
    while changed:
        changed = False
        for number in reversed(range(len(spans))):
            start, stop = spans[number]
            known = live[number]
            known[-1] = 0
            for before, after in follow:
                if before == number:
                    known[-1] |= live[after][0]
            for at in range(stop - 1, start - 1, -1):
                step, k = steps[at], at - start
                behind = known[k + 1]
                if step.operation in op.REGIONS:
                    behind |= known[k + 1 + step.p]
                elif step.operation == op.EVENTS_END:
                    behind |= known[k - step.p]
                elif step.operation == op.WAIT_END:
                    behind |= known[k - step.p - 1]
                reads, writes = effects[at]
                found = behind & ~writes | reads
                changed |= found != known[k]
                known[k] = found
    return live


def _effect(step: Step) -> tuple[int, int]:
    """Return the rows that an instruction reads, and those that it writes, as bits."""
    reads, writes = 0, 0
    for name in op.READS[step.operation]:
        reads |= 1 << getattr(step, name)
    if step.operation in _CHANGE:
        reads |= 1 << step.d
    for row in rows_written(step):
        writes |= 1 << row
    return reads, writes


def rows_written(step: Step) -> tuple[int, ...]:
    """Return the rows that an instruction writes."""
    if step.operation in _WRITE_NONE:
        return ()
    return (step.d, step.b) if step.operation in op.WRITE_TWO else (step.d,)
