"""A policy: which of its stages is in force, decided at the end of every month from what that month was.

Moments are states. What a month pays reads them as they were when it began, so a move decided at the end of month t is
paid from month t + 1 on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ...configs import Line, Move, Name, StageMoment, Strategy
from ...configs.model.processes import NEVER
from ..engine import operations as op
from .arithmetic import apply, product, total
from .builder import Builder, Register, Section, Value
from .expressions import Context
from .so_far import sum_so_far

__all__ = ["MoveFigures", "Stages", "costs_of_stage"]

#: What is later than this has not happened: sums of moments that are not known stay above it.
_UNKNOWN = NEVER / 2.0


class MoveFigures(NamedTuple):
    """What is reported of a move, at the present horizon.

    Attributes
    ----------
    month : Value
        The first month in which the new strategy is paid; 0 where it is not entered.
    both : Value
        Months in which the old strategy is paid beside it.
    cost : Value
        The cost of the move, and what the old strategy is paid beside the new one; nominal.
    """

    month: Value
    both: Value
    cost: Value


def costs_of_stage(strategy: Strategy, stage: str) -> list[Line]:
    """Return the lines of a stage that are paid: all but lost revenue, and what it costs to move there."""
    moves = {move.line for move in strategy.moves}
    return [
        line
        for name, line in strategy.lines.items()
        if line.of_part and name.startswith(f"{stage}.") and line.category != "Opportunity" and name not in moves
    ]


class Stages:
    """The stages of one policy while it is lowered."""

    def __init__(self, builder: Builder, policy: Strategy) -> None:
        self.builder = builder
        self.policy = policy
        self.number = {name: builder.number(float(at)) for at, name in enumerate(policy.parts)}
        self.in_force = builder.state(builder.number(0.0))
        self.settled_at = builder.state(builder.number(0.0))  # when the last old stage is left
        self.counts = [builder.state(builder.number(0.0)) for _ in policy.moves]  # month ends in a row
        self._states: dict[tuple[str, bool], Register] = {}
        self._known: dict[tuple[str, bool], Value] = {}
        self._until = [builder.state(builder.number(NEVER)) for _ in policy.moves]  # both are paid
        self._left = [{stage: builder.state(builder.number(0.0)) for stage in move.conditions} for move in policy.moves]
        for source in policy.inputs.values():
            if isinstance(source, StageMoment):
                self._states[source.stage, source.left] = state = builder.state(builder.number(NEVER))
                self._known[source.stage, source.left] = builder.emit(op.COPY, state)

    def moment(self, moment: StageMoment) -> Value:
        """Return when a stage is entered or left, as it was known when the present month began."""
        return self._known[moment.stage, moment.left]

    def figures(self, context: Context, charged: Callable[[str], Value | None]) -> dict[str, MoveFigures]:
        """Return what is reported of each move, by the stage that it enters; to be called before `decide`.

        Parameters
        ----------
        context : Context
        charged : callable
            Returns the amount of a line in the present month; None of one that is not there.
        """
        return {
            move.stage: self._figures(context, at, move, charged(move.line))
            for at, move in enumerate(self.policy.moves)
        }

    def _figures(self, context: Context, at: int, move: Move, cost: Value | None) -> MoveFigures:
        builder = self.builder
        none, entered = builder.number(0.0), self._known[move.stage, False]
        there = apply(builder, "lt", entered, builder.number(_UNKNOWN))
        month = apply(builder, "if", there, apply(builder, "add", entered, builder.number(1.0)), none)
        until = apply(builder, "min", builder.emit(op.COPY, self._until[at]), builder.by_month(lambda t: t))
        both = apply(builder, "if", there, apply(builder, "sub", until, entered), none)
        paid = [none if cost is None else cost]
        for stage, left in self._left[at].items():
            amounts = [context.value(Name(f"costs.{line.name}")) for line in costs_of_stage(self.policy, stage)]
            beside = total(builder, amounts) if amounts else none
            paid.append(apply(builder, "if", builder.emit(op.COPY, left), beside, none))
        return MoveFigures(month, both, sum_so_far(builder, total(builder, paid)))

    def decide(self, context: Context) -> None:
        """Emit what decides, once the present month is complete, whether a move is made at its end."""
        builder = self.builder
        now = builder.in_register(builder.by_month(lambda t: t))
        settled = apply(builder, "le", self.settled_at, now)
        taken: Value = builder.number(0.0)
        fired: list[tuple[Move, dict[str, Value]]] = []
        for at, move in enumerate(self.policy.moves):
            hits: dict[str, Value] = {}
            for stage, condition in move.conditions.items():
                value, zero = context.value(condition.expression), builder.number(0.0)
                # two comparisons: what is not a number is not met
                met = apply(builder, "max", apply(builder, "lt", value, zero), apply(builder, "lt", zero, value))
                here = apply(builder, "eq", self.in_force, self.number[stage])
                hits[stage] = product(builder, [here, met])
            fresh = apply(builder, "lt", builder.number(_UNKNOWN), self._states[move.stage, False])
            count = self.counts[at]
            one_more = apply(builder, "add", count, builder.number(1.0))
            in_a_row = product(builder, [one_more, total(builder, list(hits.values())), settled, fresh])
            builder.change(op.COPY, Section.MONTH, count, builder.in_register(in_a_row))
            reached = apply(builder, "le", builder.number(float(move.switch.for_months)), in_a_row)
            fires = product(builder, [reached, apply(builder, "sub", builder.number(1.0), taken)])
            taken = apply(builder, "add", taken, fires)
            fired.append((move, {stage: product(builder, [fires, hit]) for stage, hit in hits.items()}))
        for at, (move, by_stage) in enumerate(fired):
            fires = total(builder, list(by_stage.values()))
            leaves = apply(builder, "add", now, context.value(move.stays.expression))
            self._set(self._states[move.stage, False], fires, now)
            self._set(self.in_force, fires, self.number[move.stage])
            self._set(self.settled_at, fires, leaves)
            self._set(self._until[at], fires, leaves)
            for stage, left_here in by_stage.items():
                self._set(self._states[stage, True], left_here, leaves)
                self._set(self._left[at][stage], left_here, builder.number(1.0))

    def _set(self, state: Register, where: Value, value: Value) -> None:
        """Give a state another value in the trajectories where `where` is not 0."""
        builder = self.builder
        changed = apply(builder, "if", where, value, state)
        builder.change(op.COPY, Section.MONTH, state, builder.in_register(changed))
