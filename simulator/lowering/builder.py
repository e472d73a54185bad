"""Collects the instructions of a program while the lowering functions emit them.

A value is a `Scalar` (the same in every trajectory: a number for each month, folded here and now) or a
`Register` (one number for each trajectory). An instruction goes into the section of its youngest source: what does
not change by the month is computed once a trajectory, wherever the file has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from ...distributions import Law, LawError, QuantileTable
from ..engine import operations as op
from .table_store import stored_table

__all__ = ["Builder", "Instruction", "Register", "Scalar", "Section", "Stream", "Value", "read"]


#: Operations whose result is another one each time: they read the event of a loop.
_FRESH = {op.DRAW_EVENT}

#: Operations that give the same number, to the last bit, when a and b change places.
_COMMUTE = {op.ADD, op.MULTIPLY, op.EQUAL}


class Section(IntEnum):
    """When an instruction runs."""

    ONCE = 0
    MONTH = 1
    HORIZON = 2

    __hash__ = int.__hash__  # that of an enumeration hashes its name, each time a section is looked up


@dataclass(frozen=True, eq=False)
class Scalar:
    """A number for each month, shape (months + 1,); column 0 serves the section that runs once."""

    series: NDArray[np.float64]

    @cached_property
    def constant(self) -> float | None:
        """The number, where it is the same in every month."""
        first = float(self.series[0])
        return first if (self.series == first).all() else None

    @cached_property
    def in_all_months(self) -> bool:
        """Whether it is 0 in no month."""
        return bool((self.series[1:] != 0.0).all())


@dataclass(eq=False, slots=True)  # not frozen: a program has thousands, and each would take three times as long to make
class Register:
    """A row of one number for each trajectory; `state` rows keep their value from month to month."""

    number: int
    section: Section
    state: bool = False


Value = Scalar | Register


@dataclass(eq=False, slots=True)
class Instruction:
    """One instruction; registers are numbered as they come and get their rows at the end."""

    operation: int
    d: Register | None = None
    a: Register | None = None
    b: Register | None = None
    c: Register | None = None
    s: int = 0
    p: int = 0
    q: int = 0


def read(instruction: Instruction) -> list[Register]:
    """Return the registers that an instruction reads, states that it changes in a, b or c included."""
    given = {"a": instruction.a, "b": instruction.b, "c": instruction.c}
    return [register for name in op.READS[instruction.operation] if (register := given[name]) is not None]


@dataclass(frozen=True, eq=False)
class Stream:
    """Where a draw gets its uniforms from: `kind` is "once", "month", "count" or "event" (counter generator only)."""

    address: str
    kind: str
    point: NDArray[np.float64]


@dataclass
class Builder:
    """Instructions, scalars, streams and tables of the program that is being built."""

    months: int
    build: Callable[[Law], QuantileTable] = stored_table
    sections: dict[Section, list[Instruction]] = field(default_factory=lambda: {section: [] for section in Section})
    scalars: list[NDArray[np.float64]] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)
    tables: list[QuantileTable] = field(default_factory=list)
    registers: list[Register] = field(default_factory=list)
    kept: dict[tuple[object, ...], Register] = field(default_factory=dict)
    """States that change at the beginning of a month alone, by what they hold: reading one is as good as a value."""
    _at_first: int = 0
    _numbers: dict[float | str, Scalar] = field(default_factory=dict)
    _made: dict[tuple[object, ...], Scalar] = field(default_factory=dict)
    _scalar_rows: dict[bytes, int] = field(default_factory=dict)
    _table_rows: dict[Law, int] = field(default_factory=dict)
    _stream_rows: dict[tuple[str, str, bytes], int] = field(default_factory=dict)
    _computed: dict[tuple[int, ...], Register] = field(default_factory=dict)

    # -- values ------------------------------------------------------------------------------------------------
    def number(self, value: float) -> Scalar:
        """Return a constant as a value."""
        key = float(value) or str(float(value))  # 0.0 equals -0.0
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = Scalar(np.full(self.months + 1, float(value)))
        return found

    def by_month(self, function: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Scalar:
        """Return a value that is the same function of the month in every trajectory."""
        return Scalar(np.asarray(function(np.arange(self.months + 1, dtype=np.float64)), dtype=np.float64))

    def made_of(
        self, what: str, sources: tuple[Scalar, ...], function: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    ) -> Scalar:
        """Return the same as `by_month`, once for each name and sources: most lines are paid at the same times."""
        key = (what, *sources)
        if key not in self._made:
            self._made[key] = self.by_month(function)
        return self._made[key]

    def register(self, section: Section, state: bool = False) -> Register:
        """Return a new register."""
        self.registers.append(Register(len(self.registers), section, state))
        return self.registers[-1]

    def scalar_row(self, value: Scalar) -> int:
        """Return the row that holds a scalar; equal scalars share one."""
        key = value.series.tobytes()
        if key not in self._scalar_rows:
            self._scalar_rows[key] = len(self.scalars)
            self.scalars.append(value.series)
        return self._scalar_rows[key]

    def in_register(self, value: Value) -> Register:
        """Return the value as a register, loading a scalar where needed."""
        if isinstance(value, Register):
            return value
        section = Section.MONTH if value.constant is None else Section.ONCE
        return self.emit(op.LOAD, s=self.scalar_row(value), section=section)

    # -- instructions ------------------------------------------------------------------------------------------
    def emit(
        self,
        operation: int,
        a: Register | None = None,
        b: Register | None = None,
        c: Register | None = None,
        *,
        s: int = 0,
        p: int = 0,
        q: int = 0,
        section: Section | None = None,
    ) -> Register:
        """Append an instruction that gives a register, in the youngest section of its sources.

        What has been computed already from the same sources is not computed again, unless one of them is a state.
        """
        x = -1 if a is None else a.number
        y = -1 if b is None else b.number
        z = -1 if c is None else c.number
        sources = [each for each in (a, b, c) if each is not None]
        if section is None:
            section = max([each.section for each in sources]) if sources else Section.ONCE
        if operation in _COMMUTE and y < x:
            x, y = y, x
        key = (operation, x, y, z, s, p, q, section)
        found = self._computed.get(key)
        if found is not None:
            return found
        out = self.register(section)
        self.sections[section].append(Instruction(operation, out, a, b, c, s, p, q))
        for each in sources:
            if each.state and each not in self.kept.values():
                return out
        if operation not in _FRESH:
            self._computed[key] = out
        return out

    def change(
        self,
        operation: int,
        section: Section,
        d: Register | None = None,
        a: Register | None = None,
        b: Register | None = None,
        c: Register | None = None,
        *,
        s: int = 0,
        p: int = 0,
        q: int = 0,
    ) -> Instruction:
        """Append an instruction that changes states, stores a result or steers."""
        instruction = Instruction(operation, d, a, b, c, s, p, q)
        self.sections[section].append(instruction)
        return instruction

    def at_first(self, instructions: list[Instruction]) -> None:
        """Insert instructions at the beginning of the month, outside of all branches that are open."""
        self.sections[Section.MONTH][self._at_first : self._at_first] = instructions
        self._at_first += len(instructions)

    def state(self, start: Value) -> Register:
        """Return a register that keeps its value from month to month, set to `start` once a trajectory."""
        out = self.register(Section.MONTH, state=True)
        if isinstance(start, Scalar):
            self.change(op.LOAD, Section.ONCE, out, s=self.scalar_row(start))
        else:
            self.change(op.COPY, Section.ONCE, out, start)
        return out

    @contextmanager
    def only_in(self, when: Scalar) -> Iterator[None]:
        """Run the month's instructions emitted inside only in months where `when` is not zero.

        Registers made inside hold garbage in other months: nothing outside may read them.
        """
        if when.in_all_months:
            yield
            return
        with self.region(op.SKIP, s=self.scalar_row(when)):
            yield

    @contextmanager
    def region(
        self,
        operation: int,
        a: Register | None = None,
        b: Register | None = None,
        *,
        s: int = 0,
        end: int | None = None,
    ) -> Iterator[None]:
        """Emit a branch or loop around the month's instructions emitted inside.

        Raises
        ------
        AssertionError
            If a loop has another one inside, or an instruction that lists lanes too: costs would be wrong.
        """
        start = self.change(operation, Section.MONTH, a=a, b=b, s=s)
        known = len(self._computed)
        yield
        for key in [key for key, out in islice(self._computed.items(), known, None) if out.section == Section.MONTH]:
            del self._computed[key]
        month = self.sections[Section.MONTH]
        first = month.index(start) + 1  # what comes first in a month may have been put in since
        if operation in op.LOOPS and not op.LISTING.isdisjoint(each.operation for each in month[first:]):
            raise AssertionError("no loop, count, sum of draws or renewal may lie in a loop")
        if end is not None:
            self.change(end, Section.MONTH, p=len(month) - first)
        start.p = len(month) - first

    # -- randomness --------------------------------------------------------------------------------------------
    def table(self, law: Law, address: str) -> int:
        """Return the number of the law's quantile table.

        Raises
        ------
        LawError
            If the law cannot be sampled, with the address.
        """
        if law not in self._table_rows:
            try:
                self.tables.append(self.build(law))
            except (LawError, OverflowError) as error:
                why = str(error) if isinstance(error, LawError) else "its values go beyond the largest number (1.8e308)"
                raise LawError(f"{address}: {why}") from None
            self._table_rows[law] = len(self.tables) - 1
        return self._table_rows[law]

    def stream(self, address: str, kind: str, point: NDArray[np.float64] | float) -> int:
        """Return the number of a stream of uniforms; `point` is what its draws are in the spreadsheet estimate."""
        series = np.full(self.months + 1, point, dtype=np.float64)
        key = (address, kind, series.tobytes())  # a strategy made with `like` may have another rate, so another mean
        if key not in self._stream_rows:
            self._stream_rows[key] = len(self.streams)
            self.streams.append(Stream(address, kind, series))
        return self._stream_rows[key]
