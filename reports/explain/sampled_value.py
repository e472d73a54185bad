"""The values of a quantity in one month: from a short run of the simulator itself, so that no rule exists twice.

The quantity becomes the only output of a strategy that has nothing but what the formula names. The program is that of
any run, with processes, dependence and events; the reference twin runs it, so nothing has to be compiled.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...configs import Call, Expression, Line, Name, Number, Quantity, Scenario, Strategy, line_names, mentioned
from ...configs.model.draws import quantities_in
from ...configs.model.strategies import Output

if TYPE_CHECKING:
    from ...simulator.engine.program import Program

__all__ = ["SAMPLES", "Estimator"]

Array = NDArray[np.float64]

#: Futures of an estimate: the first block of each replicate.
SAMPLES = 8_192

#: Values that differ by less, beside the largest, differ by rounding alone.
_ROUNDING = 1e-12

_OUTPUT = "estimate"


@dataclass(eq=False)
class Estimator:
    """Evaluates quantities of a scenario; remembers what it has evaluated."""

    scenario: Scenario
    _known: dict[tuple[Expression, str, int], Array | None] = field(default_factory=dict)

    def quantity(self, quantity: Quantity, strategy: Strategy | None, month: int = 1) -> Array | None:
        """Return values of a quantity in a month.

        Parameters
        ----------
        quantity : Quantity
        strategy : Strategy or None
            Where names in it are looked up before the drivers.
        month : int
            From 1 on; it may lie past the horizons.

        Returns
        -------
        float64, shape (SAMPLES,), or None
            None where it is not known: a value is not finite, or a run fails.
        """
        return self.expression(quantity.expression, strategy, month)

    def expression(self, expression: Expression, strategy: Strategy | None, month: int = 1) -> Array | None:
        """Return values of an expression in a month, as for a quantity."""
        key = (expression, "" if strategy is None else strategy.name, month)
        if key not in self._known:
            self._known[key] = self._run(expression, strategy, month)
        return self._known[key]

    def _run(self, expression: Expression, strategy: Strategy | None, month: int) -> Array | None:
        from ...simulator.engine.errors import SimulationError  # the engine is not imported unless needed
        from ...simulator.lowering import lower

        if "age" in mentioned([Quantity("", expression)]):  # months since a purchase: undefined without one
            return None
        try:
            values = _sampled(lower(self._alone(expression, strategy, month)))
        except (SimulationError, ValueError, RecursionError):  # a run reports the problem; here it is not the topic
            return None
        if not bool(np.isfinite(values).all()):
            return None
        if float(np.ptp(values)) <= _ROUNDING * float(np.max(np.abs(values))):
            return np.full(values.shape, values[0])
        return values

    def _alone(self, expression: Expression, strategy: Strategy | None, month: int) -> Scenario:
        """Return a scenario whose one output is the expression's value in that month, as its mean over the months."""
        if month > 1:
            here = Call("eq", (Name("month"), Number(float(month))))
            expression = Call("if", (here, Call("mul", (expression, Number(float(month)))), Number(0.0)))
        output = Output(_OUTPUT, expression)
        bare = strategy or Strategy(_OUTPUT, "", None, None, {}, {}, None, None)
        bare = replace(bare, buffer=None, budget_per_month=None, outputs={_OUTPUT: output})
        if bare.starts is None:  # a policy needs all lines to decide
            bare = replace(bare, lines=_lines_reached(bare, output))
        return replace(
            self.scenario,
            horizons=(month,),
            baseline=bare.name,
            strategies={bare.name: bare},
            unit=None,
            original=None,
        )


def _lines_reached(strategy: Strategy, output: Quantity) -> dict[str, Line]:
    """Return the lines whose amounts a formula builds on, in file order."""
    reached: set[str] = set()
    waiting = [*mentioned([output]), *mentioned(list(quantities_in(strategy.inputs).values()))]
    while waiting:
        kind, _, name = waiting.pop().partition(".")
        if kind == "costs" and name not in reached:
            reached.add(name)
            waiting += line_names(strategy.lines[name])
    return {name: line for name, line in strategy.lines.items() if name in reached}


def _sampled(program: Program) -> Array:
    """Return the one output of a program in the first block of each replicate, shape (SAMPLES,)."""
    from ...simulator.engine.program import BLOCK
    from ...simulator.engine.reference import run_reference
    from ...simulator.engine.streams import Uniforms

    layout, uniforms = program.layout, Uniforms.of(program, "sobol", 0)
    (outputs,), (horizon,) = layout.outputs.values(), layout.horizons
    row = layout.row(outputs[_OUTPUT], horizon)
    return np.concatenate([run_reference(program, uniforms, block)[row] for block in range(SAMPLES // BLOCK)])
