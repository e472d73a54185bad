"""Further rows of the results: what each input was in a trajectory and what each line paid, for the sample.

A probing program is the plain one with instructions added. They read what is there and change none of it, and their
rows come after all others. So both programs give the same results, to the last bit. Where the cash of a line is not its
part of the total cost, the plain program has the rows of cash too, after all of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace

import numpy as np

from ..engine import operations as op
from ..engine.program import Layout
from .builder import Builder, Register, Scalar, Section, Value
from .pruning import keep_only

__all__ = ["Probes"]


@dataclass
class Probes:
    """Takes the values of inputs while a scenario is lowered, and stores them at each horizon.

    Attributes
    ----------
    keeps_cash : bool
        Whether the plain program stores what each line has paid too.
    added : set of int
        The instructions that the plain program lacks, by identity.
    """

    builder: Builder
    keeps_cash: bool
    cash: dict[str, Callable[[], dict[str, Value]]] = field(default_factory=dict)  # by line; of each strategy
    _values: dict[str, Register] = field(default_factory=dict)
    _paid: dict[tuple[str, str], Register] = field(default_factory=dict)
    added: set[int] = field(default_factory=set)  # instructions, by identity

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
            self.added.update(map(id, instructions[before[section] :]))

    def store(self, layout: Layout) -> tuple[Layout, Layout]:
        """Emit what stores the inputs, then what each line has paid; to be called after everything else.

        Returns
        -------
        plain, probing : Layout
            With the rows of the plain program, and of the probing one: the first rows are the same.
        """
        with nullcontext() if self.keeps_cash else self.adding():
            for name, lines in self.cash.items():
                self._paid |= {(name, line): self._at_horizon(paid) for line, paid in lines().items()}
        plain = self._stored(layout, {}) if self.keeps_cash else layout
        with self.adding():
            inputs = {address: self._at_horizon(value) for address, value in self._values.items()}
            return plain, self._stored(plain, inputs)

    def remove(self) -> None:
        """Take the added instructions out of the builder again."""
        keep_only(self.builder, lambda instruction: id(instruction) not in self.added)

    def _at_horizon(self, value: Value) -> Register:
        if isinstance(value, Register):
            return value
        return self.builder.emit(op.LOAD, s=self.builder.scalar_row(value), section=Section.HORIZON)

    def _stored(self, layout: Layout, inputs: dict[str, Register]) -> Layout:
        """Emit what stores inputs and cash in rows after all others."""
        first, stored = layout.rows, len(inputs) + len(self._paid)
        for row, value in enumerate([*inputs.values(), *self._paid.values()], first):
            self.builder.change(op.STORE, Section.HORIZON, a=value, p=row, q=stored)
        return replace(
            layout,
            inputs={address: row for row, address in enumerate(inputs, first)},
            line_cash={key: row for row, key in enumerate(self._paid, first + len(inputs))},
            rows=first + stored * len(layout.horizons),
        )
