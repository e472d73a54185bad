"""Further rows of the results: what each input was in a trajectory and what each line paid, for the sample.

A probing program is the plain one with instructions added. They read what is there and change none of it, and their
rows come after all others. So both programs give the same results, to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np

from ..engine import operations as op
from ..engine.program import Layout
from .builder import Builder, Register, Scalar, Section, Value
from .pruning import keep_only

__all__ = ["Probes"]


@dataclass
class Probes:
    """Takes the values of inputs while a scenario is lowered, and stores them at each horizon."""

    builder: Builder
    cash: dict[str, Callable[[], dict[str, Value]]] = field(default_factory=dict)  # by line; of each strategy
    _values: dict[str, Register] = field(default_factory=dict)
    _added: set[int] = field(default_factory=set)  # instructions, by identity

    def note(self, address: str, value: Value, summed: bool) -> None:
        """Note an input: its value, or its mean over the months; with `summed` a total, which is left as it is."""
        if address in self._values or isinstance(value, Scalar):
            return
        if value.section == Section.MONTH and not summed:
            value = self._mean_so_far(value)
        self._values[address] = value

    def _mean_so_far(self, value: Register) -> Register:
        builder = self.builder
        with self.adding():
            state = builder.state(builder.number(0.0))
            builder.change(op.INCREASE, Section.MONTH, state, value)
            share = builder.by_month(lambda t: 1.0 / np.maximum(t, 1.0))
            row = builder.scalar_row(share)
            return builder.emit(op.MULTIPLY_SCALAR, state, s=row, section=Section.HORIZON)

    @contextmanager
    def adding(self) -> Iterator[None]:
        """Mark the instructions emitted inside as those that `remove` takes out."""
        before = {section: len(instructions) for section, instructions in self.builder.sections.items()}
        yield
        for section, instructions in self.builder.sections.items():
            self._added.update(map(id, instructions[before[section] :]))

    def store(self, layout: Layout) -> Layout:
        """Emit what stores the inputs, then what each line has paid; to be called after everything else."""
        builder, first = self.builder, layout.rows
        inputs = {address: row for row, address in enumerate(self._values, first)}
        with self.adding():
            cash = {(name, line): paid for name, lines in self.cash.items() for line, paid in lines().items()}
            line_cash = {key: row for row, key in enumerate(cash, first + len(inputs))}
            stored = len(inputs) + len(cash)
            for row, value in enumerate([*self._values.values(), *cash.values()], first):
                if isinstance(value, Scalar):
                    value = builder.emit(op.LOAD, s=builder.scalar_row(value), section=Section.HORIZON)
                builder.change(op.STORE, Section.HORIZON, a=value, p=row, q=stored)
        rows = first + stored * len(layout.horizons)
        return replace(layout, inputs=inputs, line_cash=line_cash, rows=rows)

    def remove(self) -> None:
        """Take the added instructions out of the builder again."""
        keep_only(self.builder, lambda instruction: id(instruction) not in self._added)
