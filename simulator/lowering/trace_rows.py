"""One future month by month: further rows of the results, for what a run keeps as totals alone.

A traced program is the plain one with instructions added. They read what is there and change none of it, so every
future has the numbers it has in a run, to the last bit.

What is computed in some months only, inside of a branch, is copied into a state of its own, which is stored at the
end of each month and then emptied: outside of its branch a register holds garbage.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ...configs import Draw, Quantity, Source
from ...distributions import Law
from ..engine import operations as op
from ..engine.program import Layout
from .builder import Builder, Instruction, Register, Scalar, Section, Value

__all__ = ["EventKey", "TraceRows", "Tracer"]

#: A strategy and the name of one of its lines.
Key = tuple[str, str]

#: A strategy, one of its lines, and the address of a value of its events; empty for the amount.
EventKey = tuple[str, str, str]

Place = TypeVar("Place", Key, str)


@dataclass(frozen=True)
class TraceRows:
    """Where a traced program stores what: the row of month 1, after which the other months come.

    Attributes
    ----------
    lines : dict of (strategy, line) to int
        What is paid, nominal; with lines `launch` and `buffer` where there are such.
    resale : dict of (strategy, line) to int
        Resale value of a purchase at the end of the month, discounted.
    counts : dict of (strategy, line) to int
        Events of a line; not a number in months without any.
    launches : dict of (strategy, line) to int
        Elapsed months until launch, by strategy and `launch`, of a part `PART.launch`.
    moves : dict of (strategy, stage) to int
        The first month in which a stage of a policy is paid; 0 before.
    draws, processes, formulas : dict of str to int
        Values of laws, and of drivers and inputs that are processes or formulas, by address; not a number in months
        in which a law is not drawn.
    laws : dict of str to Law
        The law of each of `draws`.
    monthly : set of str
        Those of `draws` that are drawn every month.
    amounts : dict of int to (strategy, line, value)
        By number of an instruction `ADD_EVENT`: whose events it takes one after another, and which value of an event,
        by its address; empty for the amount.
    """

    lines: dict[Key, int]
    resale: dict[Key, int]
    counts: dict[Key, int]
    launches: dict[Key, int]
    moves: dict[Key, int]
    draws: dict[str, int]
    processes: dict[str, int]
    formulas: dict[str, int]
    laws: dict[str, Law]
    monthly: set[str]
    amounts: dict[int, EventKey]


@dataclass
class Tracer:
    """Takes values while a scenario is lowered, and stores them at the end of the month.

    Attributes
    ----------
    builder : Builder
    owner : str
        The strategy that is being lowered.
    """

    builder: Builder
    owner: str = ""
    lines: dict[Key, Value] = field(default_factory=dict)
    resale: dict[Key, Value] = field(default_factory=dict)
    counts: dict[Key, Value] = field(default_factory=dict)
    launches: dict[Key, Value] = field(default_factory=dict)
    moves: dict[Key, Value] = field(default_factory=dict)
    draws: dict[str, Value] = field(default_factory=dict)
    processes: dict[str, Value] = field(default_factory=dict)
    formulas: dict[str, Value] = field(default_factory=dict)
    laws: dict[str, Law] = field(default_factory=dict)
    monthly: set[str] = field(default_factory=set)
    _amounts: dict[EventKey, Instruction] = field(default_factory=dict)
    _emptied: list[tuple[Register, float]] = field(default_factory=list)

    def of(self, owner: str) -> Tracer:
        """Return the same tracer for another strategy."""
        return replace(self, owner=owner)

    def line(self, name: str, value: Value) -> None:
        """Note the amount of a line in the present month, where it is computed."""
        self.lines[self.owner, name] = self._kept(value, 0.0)

    def draw(self, draw: Draw, value: Register) -> None:
        """Note a draw; if several branches make it, it is the same in all of them."""
        state = self.draws.get(draw.address)
        if state is None:
            self.draws[draw.address] = self._kept(value, math.nan)
            self.laws[draw.address] = draw.law
            if draw.monthly:
                self.monthly.add(draw.address)
        elif isinstance(state, Register) and state.state:
            self.builder.change(op.COPY, Section.MONTH, state, value)

    def source(self, address: str, source: Source, value: Value) -> None:
        """Note a driver or an input that is a process, or a formula that does not always give the same."""
        if not isinstance(source, Quantity):
            self.processes[address] = self._kept(value, math.nan)
        elif not isinstance(source.expression, Draw) and not (isinstance(value, Scalar) and value.constant is not None):
            self.formulas[address] = self._kept(value, math.nan)

    def events(self, name: str, count: Value, adding: Instruction) -> None:
        """Note a line's number of events, and the instruction that adds them up one by one."""
        self.counts[self.owner, name] = self._kept(count, math.nan)
        self._amounts[self.owner, name, ""] = adding

    def event_value(self, name: str, address: str, adding: Instruction) -> None:
        """Note the instruction that takes a named value of a line's events, one by one."""
        self._amounts[self.owner, name, address] = adding

    def _kept(self, value: Value, otherwise: float) -> Value:
        """Return what holds the value at the end of the month, and `otherwise` where it was not computed."""
        if isinstance(value, Scalar) or value.section != Section.MONTH:
            return value
        state = self.builder.state(self.builder.number(otherwise))
        self.builder.change(op.COPY, Section.MONTH, state, value)
        self._emptied.append((state, otherwise))
        return state

    def store(self, layout: Layout) -> tuple[Layout, TraceRows]:
        """Emit what stores all that was noted; to be called outside of all branches, after everything else."""
        builder = self.builder
        layout, lines = self._stored(layout, self.lines)
        layout, resale = self._stored(layout, self.resale)
        layout, counts = self._stored(layout, self.counts)
        layout, launches = self._stored(layout, self.launches)
        layout, moves = self._stored(layout, self.moves)
        layout, draws = self._stored(layout, self.draws)
        layout, processes = self._stored(layout, self.processes)
        layout, formulas = self._stored(layout, self.formulas)
        self._empty()
        number = {id(each): at for at, each in enumerate(each for s in Section for each in builder.sections[s])}
        amounts = {number[id(adding)]: key for key, adding in self._amounts.items()}
        rows = TraceRows(
            lines, resale, counts, launches, moves, draws, processes, formulas, self.laws, self.monthly, amounts
        )
        return layout, rows

    def store_lines(self, layout: Layout) -> tuple[Layout, dict[Key, int]]:
        """Emit what stores the lines alone, as `store` does; return the layout and each line's row of month 1."""
        layout, lines = self._stored(layout, self.lines)
        self._empty()
        return layout, lines

    def _stored(self, layout: Layout, values: Mapping[Place, Value]) -> tuple[Layout, dict[Place, int]]:
        """Store a row of each value for each month; return the layout with these rows, and where they begin."""
        months = self.builder.months
        rows = {place: layout.rows + at * months for at, place in enumerate(values)}
        for place, value in values.items():
            self.builder.change(op.STORE_MONTH, Section.MONTH, a=self.builder.in_register(value), p=rows[place])
        return replace(layout, rows=layout.rows + len(rows) * months), rows

    def _empty(self) -> None:
        for state, otherwise in self._emptied:
            self.builder.change(
                op.LOAD, Section.MONTH, state, s=self.builder.scalar_row(self.builder.number(otherwise))
            )
